"""From the path to times: when each word of the script begins and ends in the recording."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clipdesk.media.alignment.dtw import Whole
from clipdesk.media.alignment.features import HOP, SAMPLE_RATE, WIDENED, Frames
from clipdesk.media.alignment.match import GAP, Match
from clipdesk.media.alignment.reference import Reference, ReferenceLine

FRAME = HOP / SAMPLE_RATE
_ONSET = 0.035  # a frame first rises above the threshold when sound fills the last quarter of its 50 ms
_TAIL = 0.03  # of the last loud frame that still belongs to the word
_BEGINNING = 8  # frames: a word has no pause in its first 0.16 s
_PAUSE = 2 * WIDENED + 1  # frames of silence that the mask leaves out, and that end a word


@dataclass(frozen=True)
class LineTimes:
    """starts, ends: seconds from the beginning of the recorded sound, one of each per word. distance, pace: see
    `values.Line`."""

    starts: tuple[float, ...]
    ends: tuple[float, ...]
    distance: float
    pace: float


class Clock:
    """Tells when the lines of the reference are heard."""

    def __init__(self, reference: Reference, recorded: Frames, match: Match) -> None:
        said = match.at != GAP
        self._at, self._to, self._d = match.at[said], match.to[said], match.d[said]
        self._next = _filled(match.to)[said]
        self._kept = np.flatnonzero(reference.frames.speech)
        self._loud = np.flatnonzero(recorded.loud)

    def times(self, lines: Sequence[ReferenceLine]) -> list[LineTimes]:
        """Return the times of the words of all `lines`, which are those of the reference in order."""
        starts = np.maximum.accumulate([self._start(word) for line in lines for word in line.words]).tolist()
        found, done = [], 0
        for line in lines:
            own = starts[done : done + len(line.words)]
            done += len(line.words)
            found.append(self._line(line, own, starts[done] if done < len(starts) else float("inf")))
        return found

    def _line(self, line: ReferenceLine, starts: list[float], following: float) -> LineTimes:
        first, end = np.searchsorted(self._at, [line.first, line.end])
        met = self._to[first:end] != GAP
        to = self._to[first:end][met]
        last = max(starts[-1], min(following, (int(to[-1]) + 1) * FRAME if len(to) else 0.0))
        ends = [self._end(start, until) for start, until in zip(starts, [*starts[1:], last], strict=True)]
        kept = int(np.diff(np.searchsorted(self._kept, [line.first, line.end]))[0])
        distance = float(self._d[first:end][met].mean()) if len(to) else 2.0
        return LineTimes(tuple(starts), tuple(ends), distance, len(np.unique(to)) / max(1, kept))

    def _start(self, word: float) -> float:
        """The first recorded frame that the word's first frame was matched with, but behind a silence that would fall
        into the word's beginning; and right behind a silence not before its first sound: what a window or the widened
        mask reaches earlier is not the word yet."""
        place = np.searchsorted(self._kept, round(word / FRAME))
        frame = self._kept[min(int(place), len(self._kept) - 1)]
        step, until = np.searchsorted(self._at, [frame, frame + _BEGINNING])
        met = self._next[min(int(step), len(self._at) - 1) : max(int(until), int(step) + 1)]
        jumps = np.flatnonzero(np.diff(met) >= _PAUSE)
        k = int(met[jumps[-1] + 1] if len(jumps) else met[0])
        following = int(np.searchsorted(self._loud, k - 1))  # a frame too late counts as the first one as well
        if following == len(self._loud):
            return k * FRAME
        onset = int(self._loud[following])
        before = int(self._loud[following - 1]) if following else -_PAUSE
        return max(k * FRAME, onset * FRAME + _ONSET) if onset - before >= _PAUSE else k * FRAME

    def _end(self, start: float, until: float) -> float:
        """`until`, or earlier where a pause comes before it."""
        last = int(np.searchsorted(self._loud, (until - _ONSET) / FRAME - 1)) - 1
        if last < 0:
            return until
        quiet = int(self._loud[last]) * FRAME + _TAIL
        return quiet if start < quiet < until - _PAUSE * FRAME else until


def _filled(to: Whole) -> NDArray[np.int64]:
    """Each step's recorded frame; for a gap the next one that is none, at the end the last."""
    steps = np.flatnonzero(to != GAP)
    return to[steps[np.minimum(np.searchsorted(steps, np.arange(len(to))), len(steps) - 1)]]
