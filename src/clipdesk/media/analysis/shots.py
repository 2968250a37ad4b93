"""Where one shot ends and the next begins: hard cuts by frame number, gradual transitions as spans.

Two measures of every frame decide, and both are kept:

* ffmpeg's `scdet` score of the small picture (0..100): high where the picture changes more than it did just before;
* the frame itself, grey, `GLANCE_WIDTH` × `GLANCE_HEIGHT` (`Glances`). It tells what a score alone cannot: whether a
  weak score is a change of *structure* and not of brightness, whether the old picture comes back after a few frames
  (a photographer's flash, not a cut), and whether the frames in between lie on a straight line between the ones
  before and after, which is what a dissolve is.

Measured: 25 of 25 cuts of the sample bulletin on the exact frame, none invented; of dissolves that xfade makes between
its shots, six of eight of half a second and of one second, three of eight of two seconds. Not found:
wipes and other moving transitions; dissolves shorter than half a second, or between pictures that look alike; match
cuts that score below `WEAK_SCORE`. A change of brightness alone is no transition: automatic exposure makes the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from clipdesk.media.analysis.scores import FrameScores

GLANCE_WIDTH, GLANCE_HEIGHT = 48, 27
GLANCE_BYTES = GLANCE_WIDTH * GLANCE_HEIGHT

CUT_SCORE = 5.0
"""scdet score that is a cut by itself: on the measured programme 5 to 7 find 96 of 96 hard cuts and invent none; the
weakest cut of the sample bulletin scores 5.9, the strongest frame that is none 3.7."""
WEAK_SCORE = 2.4
"""A frame with at least this score is a cut where it stands out (`STANDS_OUT`) in its score and in its structure."""
STANDS_OUT = 2.5
_NEIGHBOURS = 3
_STRUCTURE = 10.0  # grey levels; measured: cuts from 16, fast motion up to 8
_GOES_ON, _QUIET = 1.5, 1.0  # measured: cuts from 3.4 times their neighbours' change of structure
_FLASH_SECONDS = Fraction(16, 100)
_RETURNS = 0.4  # of the change at the flash that may be left once it is over; measured: cuts from 0.94

_REACH_SECONDS = Fraction(16, 100)
_STRAIGHT = 0.17  # of the way that the middle may lie beside the line; measured: dissolves up to 0.15, motion from 0.15
_GRADUAL_CHANGE = 6.0  # grey levels from the first to the last frame of a window
_WHOLE_CHANGE = 25.0  # grey levels from the first to the last frame of the transition
_FEWEST_STRAIGHT = 4  # frames in a row

Values = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Gradual:
    """A dissolve or fade: pictures `first` to `end` - 1 are a mixture, give or take a third of a second."""

    first: int
    end: int


class Glances:
    """Hears the grey glances of all frames in order and keeps four numbers of each; see the module's head.

    structure: change from the frame before, in grey levels. returns: how much of the whole change is left a few frames
    later, as a share of it. change, bend: of the window around the frame: from its first to its last frame in grey
    levels, and how far the frame lies beside their middle, as a share of that. All but `returns` leave out what the
    picture's mean brightness did.
    """

    def __init__(self, rate: Fraction) -> None:
        self._reach = reach_of(rate)
        self._flash = max(1, round(_FLASH_SECONDS * rate))
        self._context = max(self._reach, self._flash)
        self._frames = np.empty((0, GLANCE_BYTES), np.float32)
        self._waiting: list[bytes] = []
        self._parts: list[Values] = []
        self._first = 0

    def take(self, frame: bytes) -> None:
        """Hear one frame: `GLANCE_BYTES` bytes."""
        self._waiting.append(frame)
        if len(self._waiting) >= 256:
            self._work(len(self._frames) + len(self._waiting) - self._context)

    def finish(self) -> Values:
        """Return what was seen: shape (frames, 4), columns structure, returns, change, bend."""
        self._work(len(self._frames) + len(self._waiting))
        return np.concatenate(self._parts) if self._parts else np.empty((0, 4), np.float32)

    def _work(self, until: int) -> None:
        """Measure the frames up to `until`, and keep as many before it as the next ones look back to."""
        fresh = np.frombuffer(b"".join(self._waiting), np.uint8).reshape(-1, GLANCE_BYTES)
        self._frames = np.concatenate([self._frames, fresh.astype(np.float32)])
        self._waiting.clear()
        if until > self._first:
            self._parts.append(self._measure(self._first, until))
        drop = max(0, until - self._context)
        self._frames, self._first = self._frames[drop:], until - drop

    def _measure(self, first: int, until: int) -> Values:
        frames, at = self._frames, np.arange(first, until)
        before = frames[np.maximum(at - 1, 0)]
        step = frames[at] - before
        level = step.mean(axis=1, keepdims=True)
        left = [
            np.abs(frames[np.minimum(at + gap, len(frames) - 1)] - before).mean(axis=1)
            for gap in range(1, self._flash + 1)
        ]
        forms = frames - frames.mean(axis=1, keepdims=True)
        start = forms[np.maximum(at - self._reach, 0)]
        end = forms[np.minimum(at + self._reach, len(frames) - 1)]
        change = np.abs(end - start).mean(axis=1)
        bend = np.abs(forms[at] - (start + end) / 2).mean(axis=1) / np.maximum(change, 0.01)
        returns = np.min(left, axis=0) / np.maximum(np.abs(step).mean(axis=1), 0.01)
        return np.stack([np.abs(step - level).mean(axis=1), returns, change, bend], axis=1)


def reach_of(rate: Fraction) -> int:
    """Return how many frames the window of `Glances` reaches to either side."""
    return max(2, round(_REACH_SECONDS * rate))


def cuts(scores: FrameScores) -> tuple[int, ...]:
    """Return the first frames of all shots but the first."""
    worth_a_look = np.flatnonzero(scores.scdet >= WEAK_SCORE).tolist()
    return tuple(frame for frame in worth_a_look if frame > 0 and _is_cut(frame, scores))


def _is_cut(frame: int, scores: FrameScores) -> bool:
    if scores.returns[frame] < _RETURNS:
        return False
    around = _highest_near(scores.structure, frame)
    if scores.scdet[frame] >= CUT_SCORE:  # beginnings of quick fades score as much, but go on changing
        return bool(around < _QUIET or scores.structure[frame] >= _GOES_ON * around)
    return bool(
        scores.structure[frame] >= max(_STRUCTURE, STANDS_OUT * around)
        and scores.scdet[frame] >= STANDS_OUT * _highest_near(scores.scdet, frame)
    )


def graduals(scores: FrameScores, hard: Sequence[int]) -> tuple[Gradual, ...]:
    """Return the gradual transitions, none of them across one of the `hard` cuts."""
    reach = reach_of(scores.frame_rate)
    straight = (scores.bend < _STRAIGHT) & (scores.change > _GRADUAL_CHANGE)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], straight.astype(np.int8), [0]])))
    found: list[Gradual] = []
    for first, end in edges.reshape(-1, 2).tolist():
        whole = scores.change[first:end].mean() * (end - first + 2 * reach) / (2 * reach)
        if end - first < _FEWEST_STRAIGHT or whole < _WHOLE_CHANGE or any(first < cut < end for cut in hard):
            continue
        span = Gradual(max(0, first - reach), min(len(scores), end + reach))
        if found and span.first <= found[-1].end:
            span = Gradual(found.pop().first, span.end)
        found.append(span)
    return tuple(found)


def _highest_near(values: Values, frame: int) -> float:
    near = [*values[max(0, frame - _NEIGHBOURS) : frame], *values[frame + 1 : frame + _NEIGHBOURS + 1]]
    return float(max(near, default=0))
