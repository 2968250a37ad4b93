"""Find where the scripts of a rundown are read in a recording, however wrong the planned times are.

`align` lays one script over a part of which is known that it is read there; here is found which part that is. The
beginning of each script, as the synthesiser reads it, is slid over all speech within its reach (`_slid`): dynamic time
warping whose ends are free in the recording, at half to double the reader's pace. The best places are given out in turn,
the surest first; no two scripts lie at the same place. A script that is nowhere read fits nowhere clearly better than
elsewhere, and is not placed.

Measured on two bulletins of the shared maker, read by other synthetic voices: all synthetic items and a person's reading of
verse within 0.1 s; an archive speech of 22 words in a hall was not found, and stays where it was planned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clipdesk.media.alignment.align import language_of
from clipdesk.media.alignment.dtw import Floats, Whole
from clipdesk.media.alignment.errors import AlignmentError
from clipdesk.media.alignment.features import HOP, SAMPLE_RATE, frames
from clipdesk.media.alignment.match import with_surroundings
from clipdesk.media.alignment.recorded import recorded
from clipdesk.media.alignment.reference import reference
from clipdesk.media.alignment.script import ScriptLine, script_lines
from clipdesk.media.recipe import Range
from clipdesk.media.runner import ShouldStop
from clipdesk.media.source_info import SourceInfo

FRAME = Fraction(HOP, SAMPLE_RATE)
#: So much of a script tells it from all others; what comes after an interview in its middle is of no use here.
_HEAD_WORDS = 80
_STRIDE = 2
#: How much better than anywhere else a place has to fit; see `Placed.margin`. Measured: other synthetic voices 0.32 to 0.44, a
#: person who reads verse 0.04, scripts that nobody reads up to 0.014.
LEAST_MARGIN = 0.025
_STEPS = (1, 2)
_NO_STEP = np.float32(1e30)


@dataclass(frozen=True)
class Sought:
    """A script to find. within: where to look for it."""

    text: str
    language: str
    within: Range


@dataclass(frozen=True)
class Placed:
    """Where a script begins to be read. distance: mean of 1 − cosine along the way; margin: by how much it is less than at
    the next best place that has nothing in common with this one."""

    start: Fraction
    end: Fraction
    distance: float
    margin: float


def place(
    path: Path, wanted: Sequence[Sought], *, info: SourceInfo, should_stop: ShouldStop | None = None
) -> list[Placed | None]:
    """Return for each script where its beginning is read: from its first word on; None where it cannot be told.

    end: where the part of it that was looked for is over, which is all of it if it is short.

    Raises:
        UnreadableMedia, NoSpeechTrack, RunError: the recording could not be decoded, or the work was stopped.
        SynthesiserMissing: espeak-ng is not installed.
    """
    whole = Range(Fraction(0), info.duration)
    with recorded(path, info, whole, should_stop) as sound:
        heard = frames(sound)
    speech = np.flatnonzero(heard.speech)[::_STRIDE]
    if not len(speech):
        return [None] * len(wanted)
    rows = with_surroundings(heard, speech)
    said = [_said(one, should_stop) for one in wanted]
    seen = [
        None if head is None else _Slide(head, rows, _within(one, speech))
        for one, head in zip(wanted, said, strict=True)
    ]
    return _given_out(seen, speech)


def _said(one: Sought, should_stop: ShouldStop | None) -> Floats | None:
    """Return the beginning of a script as the path sees it; None where nobody can read it to us."""
    try:
        tongue = language_of(one.language)
        lines = _head(script_lines(one.text, tongue))
    except AlignmentError:
        return None
    if not any(line.words for line in lines):
        return None
    found = reference(lines, tongue, should_stop).frames
    kept = np.flatnonzero(found.speech)[::_STRIDE]
    return with_surroundings(found, kept) if len(kept) else None


def _head(lines: Sequence[ScriptLine]) -> Sequence[ScriptLine]:
    count, taken = 0, 0
    for line in lines:
        if count >= _HEAD_WORDS:
            break
        count += len(line.words)
        taken += 1
    return lines[:taken]


def _within(one: Sought, speech: Whole) -> tuple[int, int]:
    """Return the first column of speech within reach, and the one after the last."""
    first, end = (int(at / FRAME) for at in (one.within.start, one.within.end))
    low, high = np.searchsorted(speech, [first, end])
    return int(low), int(high)


class _Slide:
    """How well one script fits wherever it might end. Columns are those of all speech."""

    def __init__(self, head: Floats, rows: Floats, reach: tuple[int, int]) -> None:
        self.low, self.high = reach
        self._distances = np.float32(1) - head @ rows[self.low : self.high].T

    def best(self, taken: NDArray[np.bool_]) -> tuple[int, int, float, float] | None:
        """Return the first and last column of the best place that is not taken, its distance and its margin."""
        if self.high - self.low < 2:
            return None
        distances = self._distances.copy()
        distances[:, taken[self.low : self.high]] = np.float32(2)
        costs, starts = _slid(distances)
        end = int(np.argmin(costs))
        begin = int(starts[end])
        half = len(distances) // 2
        away = (np.arange(len(costs)) < begin + half) | (starts > end - half)
        away &= costs < _NO_STEP / 2
        others = costs[away & (np.abs(np.arange(len(costs)) - end) > half)]
        margin = float(others.min() - costs[end]) if len(others) else 1.0
        return self.low + begin, self.low + end, float(costs[end]), margin


def _slid(distances: Floats) -> tuple[Floats, Whole]:
    """Return, for every column in which the last row may end, the mean distance of the best way there, and in which column
    that began. Each row counts once; a step goes one or two columns on, or two rows in one column."""
    rows, columns = distances.shape
    costs = [distances[0].copy(), np.full(columns, _NO_STEP, np.float32)]
    starts = [np.arange(columns), np.arange(columns)]
    for row in range(1, rows):
        moved = [_moved(costs[0], starts[0], columns) for columns in _STEPS]
        both = _moved(costs[1], starts[1], 1)
        ways = np.stack([*(way for way, _begun in moved), both[0] + distances[row - 1]])
        chosen = np.argmin(ways, axis=0)
        cost = np.take_along_axis(ways, chosen[None], 0)[0] + distances[row]
        begun = np.stack([*(begun for _way, begun in moved), both[1]])
        start = np.take_along_axis(begun, chosen[None], 0)[0]
        costs, starts = [np.asarray(cost, np.float32), costs[0]], [start, starts[0]]
    return costs[0] / np.float32(rows), starts[0]


def _moved(costs: Floats, starts: Whole, columns: int) -> tuple[Floats, Whole]:
    moved, begun = np.full_like(costs, _NO_STEP), np.zeros_like(starts)
    if len(costs) > columns:
        moved[columns:], begun[columns:] = costs[:-columns], starts[:-columns]
    return moved, begun


def _given_out(slides: Sequence[_Slide | None], speech: Whole) -> list[Placed | None]:
    """Give the best places out in turn, the surest first; whoever finds his own taken looks for another."""
    taken = np.zeros(len(speech), np.bool_)
    found: list[Placed | None] = [None] * len(slides)
    left = {number: slide.best(taken) for number, slide in enumerate(slides) if slide is not None}
    while sure := {number: one for number, one in left.items() if one is not None and one[3] >= LEAST_MARGIN}:
        number = max(sure, key=lambda number: sure[number][3])
        begin, end, distance, margin = sure.pop(number)
        found[number] = Placed(FRAME * int(speech[begin]), FRAME * (int(speech[end]) + 1), distance, margin)
        taken[begin : end + 1] = True
        left = {**sure}
        for other, one in sure.items():
            slide = slides[other]
            if slide is not None and one[0] <= end and begin <= one[1]:
                left[other] = slide.best(taken)
    return found
