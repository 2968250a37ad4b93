"""From what the one pass found in a recording to the scene that `propose` looks at, and to what it proposes for a clip."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from clipdesk.media.analysis.result import Analysis
from clipdesk.media.errors import NoPicture
from clipdesk.media.faces.face import Face, Faces
from clipdesk.media.framing.propose import Proposal, Scene, propose
from clipdesk.media.framing.tracks import FaceBox, Sample
from clipdesk.media.recipe import Range
from clipdesk.media.source_info import SourceInfo


def scene_of(info: SourceInfo, analysis: Analysis, within: Range | None = None) -> Scene:
    """Return the recording's shots, faces and what moves in it, all of it or the frames of `within`.

    Clipdesk before 0.12 did not look for what moves: shots without a face get a window in the middle then.

    Raises:
        NoPicture: the recording is sound alone.
    """
    if info.video is None:
        raise NoPicture
    fps, size = info.grid, info.video.display_size
    first, end = (0, info.video.frames) if within is None else (int(within.start * fps), -int(-within.end * fps // 1))
    samples = _samples(analysis.faces, first, end, size)
    moved = analysis.motion.within(first, end) if analysis.motion else ()
    return Scene(first, min(end, info.video.frames), analysis.shots, samples, size, fps, moved)


def proposals(
    info: SourceInfo, analysis: Analysis, ranges: Sequence[Range], shapes: Iterable[str]
) -> dict[str, tuple[Proposal, ...]]:
    """Return for each of `shapes` (keys of `recipe.SHAPES`) a proposal for every shot, or part of one, that a clip of these
    ranges shows; in the order of the recording.

    Raises:
        NoPicture: the recording is sound alone.
    """
    scenes = [scene_of(info, analysis, within) for within in _apart(ranges, info.grid)]
    return {shape: tuple(proposal for scene in scenes for proposal in propose(scene, shape)) for shape in shapes}


def _apart(ranges: Sequence[Range], rate: Fraction) -> list[Range]:
    """The same moments in order, each once: a clip may show one twice, and cut them in any order.

    Ranges that touch are one stretch, or the window would begin anew in the middle of a shot.
    """
    apart: list[Range] = []
    for start, end in sorted((round(each.start * rate) / rate, round(each.end * rate) / rate) for each in ranges):
        if apart and start <= apart[-1].end:
            apart[-1] = Range(apart[-1].start, max(apart[-1].end, end))
        else:
            apart.append(Range(start, end))
    return apart


def _samples(faces: Faces | None, first: int, end: int, size: tuple[int, int]) -> tuple[Sample, ...]:
    """What was seen from frame `first` up to `end`; the rest of a long recording is not looked at."""
    if faces is None:
        return ()
    begin = -(-first // faces.every)
    seen = faces.samples[begin : -(-end // faces.every)]
    return tuple(
        Sample(number * faces.every, tuple(_box(face, size) for face in found))
        for number, found in enumerate(seen, start=begin)
    )


def _box(face: Face, size: tuple[int, int]) -> FaceBox:
    width, height = size
    return FaceBox(face.x * width, face.y * height, face.width * width, face.height * height, face.score)
