"""Proposals for the window of every shot in a clip: what the editor sees moving over the wide picture, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from clipdesk.library.models import Recording
from clipdesk.media.framing.propose import Proposal, propose
from clipdesk.media.framing.recording import scene_of
from clipdesk.media.recipe import Range


def proposals(recording: Recording, ranges: Sequence[Range], shapes: Iterable[str]) -> dict[str, tuple[Proposal, ...]]:
    """Return for each shape a proposal for every shot, or part of one, that the clip shows; in the order of the recording.

    The faces of a day are a million numbers: they are read once for all shapes.

    Raises:
        NoPicture: the recording is sound alone.
    """
    info, analysis = recording.source_info, recording.analysis_with_faces
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
