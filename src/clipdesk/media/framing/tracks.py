"""From face boxes, sample by sample, to the people of a shot.

Detectors miss faces and see some that are none. Boxes of one face are joined over gaps of up to a second, what is seen
too seldom is dropped, and a single box that jumps away and back is put in line by a median over three sightings: it
looks as far ahead as back, so nothing lags. A face lost shortly before a cut, or found shortly after, is taken to go on
as it went: otherwise the window would let it slip out there.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from scipy.interpolate import Akima1DInterpolator

Box = tuple[float, float, float, float]
Boxes = npt.NDArray[np.float64]
Line = npt.NDArray[np.float64]

_GAP = 1.0  # seconds for which a face may be lost
_REACH, _REACH_PER_SECOND = 0.4, 2.0  # face sizes that a face may be away from where it was expected
_AHEAD = 0.4  # seconds for which a face is expected to go on as it went
_GROWTH = 1.7  # times larger or smaller from one sighting to the next
_OFTEN, _SELDOM, _ENOUGH = 0.25, 3, 8  # a share of the samples; but at least, and never more than so many of them
_EDGE = 0.7  # seconds from the first or last sighting to a cut over which a face goes on as it went


@dataclass(frozen=True)
class FaceBox:
    """One detected face: its upper left corner and its size in source pixels; score 0..1."""

    x: float
    y: float
    width: float
    height: float
    score: float


@dataclass(frozen=True)
class Sample:
    """What a detector saw in one frame (its number on the working grid)."""

    frame: int
    faces: tuple[FaceBox, ...]


@dataclass(frozen=True)
class Person:
    """One face through a shot: frames without a gap, and there centre x, centre y, width, height (source px).

    seen: in how many of them a detector saw it.
    """

    frames: Line
    boxes: Boxes
    seen: int

    @property
    def weight(self) -> float:
        """How much of the shot is this face's: more if it is large, or seen often."""
        return self.size * self.seen

    @property
    def size(self) -> float:
        """The usual width of the face."""
        return float(np.median(self.boxes[:, 2]))


@dataclass
class _Track:
    frames: list[int] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def people(samples: Sequence[Sample], first: int, last: int, fps: Fraction) -> list[Person]:
    """Return the people of the shot from frame `first` to `last`, the one seen most and largest first.

    samples: rising frames, all in the shot.
    """
    tracks: list[_Track] = []
    for sample in samples:
        _join(tracks, sample, float(fps))
    looked = [sample.frame for sample in samples]
    edge = _EDGE * float(fps)
    lasting = [track for track in tracks if len(track.frames) >= _needed(len(samples))]
    found = [_person(track, [first, *looked, last], edge) for track in _chained(lasting, float(fps))]
    return sorted(found, key=lambda person: -person.weight)


def _chained(tracks: list[_Track], fps: float) -> list[_Track]:
    """Faces of one size that follow each other are one person who was lost on the way, however far it went."""
    found: list[_Track] = []
    for track in sorted(tracks, key=lambda track: track.frames[0]):
        for before in found:
            gap, sizes = track.frames[0] - before.frames[-1], sorted((before.boxes[-1][2], track.boxes[0][2]))
            if 0 < gap <= _GAP * fps and sizes[1] <= _GROWTH * sizes[0]:
                before.frames += track.frames
                before.boxes += track.boxes
                break
        else:
            found.append(track)
    return found


def _needed(samples: int) -> int:
    """Sightings that make a person of a track; in the shortest shots half of the samples."""
    if samples < 2 * _SELDOM:
        return max(1, -(-samples // 2))
    return min(max(_SELDOM, round(_OFTEN * samples)), _ENOUGH)


def _join(tracks: list[_Track], sample: Sample, fps: float) -> None:
    """Give every face to the track it fits best; a face that fits none begins a track."""
    alive = [track for track in tracks if sample.frame - track.frames[-1] <= _GAP * fps]
    boxes = [(face.x + face.width / 2, face.y + face.height / 2, face.width, face.height) for face in sample.faces]
    pairs = (
        (_cost(track, box, sample.frame, fps), row, column)
        for row, track in enumerate(alive)
        for column, box in enumerate(boxes)
    )
    rows, columns = set[int](), set[int]()
    for cost, row, column in sorted(pairs):  # the surest pair first: a ghost cannot push a face to another track
        if cost < math.inf and row not in rows and column not in columns:
            alive[row].frames.append(sample.frame)
            alive[row].boxes.append(boxes[column])
            rows.add(row)
            columns.add(column)
    tracks += [_Track([sample.frame], [box]) for number, box in enumerate(boxes) if number not in columns]


def _cost(track: _Track, box: Box, frame: int, fps: float) -> float:
    """The way from where the track is expected in face sizes; infinite where it cannot be the same face."""
    since = (frame - track.frames[-1]) / fps
    x, y, width, _ = track.boxes[-1]
    if len(track.frames) > 1:
        ahead = min(since, _AHEAD) * fps / (track.frames[-1] - track.frames[-2])
        x, y = x + ahead * (x - track.boxes[-2][0]), y + ahead * (y - track.boxes[-2][1])
    size = max(width, box[2])
    way = float(np.hypot(box[0] - x, box[1] - y)) / size
    if size > _GROWTH * min(width, box[2]) or way > _REACH + _REACH_PER_SECOND * since:
        return math.inf
    return way


def _person(track: _Track, looked: list[int], edge: float) -> Person:
    seen, boxes = np.array(track.frames, dtype=np.float64), np.array(track.boxes)
    if len(boxes) > 2:
        boxes[1:-1] = np.median([boxes[:-2], boxes[1:-1], boxes[2:]], axis=0)
    low = looked[0] if seen[0] - looked[0] <= edge else seen[0]
    high = looked[-1] if looked[-1] - seen[-1] <= edge else seen[-1]
    frames = np.unique([frame for frame in (*looked, *seen) if low <= frame <= high])
    return Person(frames, np.column_stack([_bridged(frames, seen, line) for line in boxes.T]), len(seen))


def _bridged(frames: Line, seen: Line, values: Line) -> Line:
    """`values` at all `frames`: Akima's curve across gaps; outside the line through the nearest three sightings."""
    if len(seen) < _SELDOM:
        return np.interp(frames, seen, values)
    found = np.asarray(Akima1DInterpolator(seen, values, extrapolate=True)(frames))
    for outside, near in ((frames < seen[0], slice(None, _SELDOM)), (frames > seen[-1], slice(-_SELDOM, None))):
        slope, level = np.polyfit(seen[near], values[near], 1)
        found[outside] = level + slope * frames[outside]
    return found
