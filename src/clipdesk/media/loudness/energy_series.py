"""What a recording sounds like every 10 ms, kept beside it: the loudness of any cuts follows without hearing them again.

Stored as `loudness.json`, version 2::

    {"version": 2, "start": "0/1", "step": "1/100", "samples": 5765760,
     "energies": "…", "peaks": "…"}

`start`: seconds on the recording's timeline of the first sample; `samples`: how many there were, at 48 kHz;
`energies`, `peaks`: base64 of little-endian float32, one value per step (the last one may be partly filled): the
K-weighted mean square summed over the channels with their weights, and the true peak as an amplitude (1.0 = full scale).
3.8 MB per hour.
"""

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from clipdesk.kernel.time import format_fraction, parse_fraction
from clipdesk.media.loudness import gating
from clipdesk.media.loudness.ebur128 import Loudness
from clipdesk.media.loudness.gating import SILENCE, Powers
from clipdesk.media.loudness.k_weighting import RATE
from clipdesk.media.recipe import Range

VERSION = 2
STEP = 480
"""Samples of one value: 10 ms."""

_HOP = 10 * STEP  # every 100 ms, both the gating of BS.1770-5 and the statistics of Tech 3342
_MOMENTARY = 40 * STEP
_SHORT_TERM = 300 * STEP
_STORED = np.dtype("<f4")
Values = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class EnergySeries:
    """energies, peaks: see the module. Cuts are seconds on the timeline that `start` counts on.

    Every question takes a list of cuts and answers for these cuts played one after the other, windows laid from
    the first one's beginning, as a meter would that hears nothing else. What lies outside the recording is silence.
    """

    start: Fraction
    samples: int
    energies: Values
    peaks: Values

    def integrated(self, ranges: Sequence[Range]) -> float:
        """Return the integrated loudness in LUFS; -70 where all is silence, or no window of 400 ms is full."""
        return gating.gated(self._powers(ranges, _MOMENTARY, _HOP))

    def loudness_range(self, ranges: Sequence[Range]) -> float:
        """Return the loudness range in LU (EBU Tech 3342); 0 where no window of 3 s is full."""
        return gating.loudness_range(self._powers(ranges, _SHORT_TERM, _HOP))

    def momentary(self, ranges: Sequence[Range], hop: int = STEP) -> Powers:
        """Return the momentary loudness in LUFS: full windows of 400 ms, one every `hop` samples."""
        return gating.levels(self._powers(ranges, _MOMENTARY, hop))

    def short_term(self, ranges: Sequence[Range], hop: int = STEP) -> Powers:
        """Return the short-term loudness in LUFS: full windows of 3 s, one every `hop` samples."""
        return gating.levels(self._powers(ranges, _SHORT_TERM, hop))

    def true_peak(self, ranges: Sequence[Range]) -> float:
        """Return the highest true peak in dBTP; -70 where all is silence."""
        highest = 0.0
        for start, end in self._bounds(ranges):
            part = self.peaks[max(0, start // STEP) : max(0, -(-end // STEP))]
            highest = max(highest, float(part.max(initial=0.0)))
        return max(SILENCE, 20 * math.log10(highest)) if highest > 0 else SILENCE

    def loudness(self, ranges: Sequence[Range]) -> Loudness:
        """Return integrated loudness, loudness range and true peak in one value, rounded to hundredths."""
        found = (self.integrated(ranges), self.loudness_range(ranges), self.true_peak(ranges))
        return Loudness(*(round(value, 2) for value in found))

    @property
    def step(self) -> Fraction:
        """Seconds of one value."""
        return Fraction(STEP, RATE)

    @property
    def whole(self) -> Range:
        """All that was heard."""
        return Range(self.start, self.start + Fraction(self.samples, RATE))

    def to_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        return {
            "version": VERSION,
            "start": format_fraction(self.start),
            "step": format_fraction(self.step),
            "samples": self.samples,
            "energies": _text(self.energies),
            "peaks": _text(self.peaks),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "EnergySeries":
        """Read what `to_json` wrote."""
        return cls(
            parse_fraction(data["start"]), int(data["samples"]), _values(data["energies"]), _values(data["peaks"])
        )

    def _powers(self, ranges: Sequence[Range], window: int, hop: int) -> Powers:
        """The mean power of every full window of the joined cuts."""
        joined = _Joined(self._bounds(ranges), self._sums)
        count = (joined.samples - window) // hop + 1
        if count <= 0:
            return np.empty(0)
        starts = np.arange(count, dtype=np.int64) * hop
        found: Powers = (joined.energy_until(starts + window) - joined.energy_until(starts)) * (STEP / window)
        return found

    def _bounds(self, ranges: Sequence[Range]) -> list[tuple[int, int]]:
        """First and last sample of each cut, counted from the first one heard."""
        offsets = [(cut.start - self.start, cut.end - self.start) for cut in ranges]
        return [(round(start * RATE), round(end * RATE)) for start, end in offsets]

    @cached_property
    def _sums(self) -> Powers:
        """The energy heard before each step, in steps' worth of power; one value more than there are steps."""
        return np.concatenate([[0.0], np.cumsum(self.energies, dtype=np.float64)])


class _Joined:
    """The cuts one after the other. Inside one step of 10 ms the energy counts as evenly spread."""

    def __init__(self, bounds: Sequence[tuple[int, int]], sums: Powers) -> None:
        self._sums = sums
        self._knots = np.arange(len(sums)) * STEP
        self._starts = np.array([start for start, _ in bounds], dtype=np.int64)
        ends = np.array([end for _, end in bounds], dtype=np.int64)
        lengths = np.maximum(ends - self._starts, 0)
        self._offsets = np.concatenate([[0], np.cumsum(lengths)])
        inside = self._in_recording(self._starts + lengths) - self._in_recording(self._starts)
        self._before = np.concatenate([[0.0], np.cumsum(inside)])

    @property
    def samples(self) -> int:
        return int(self._offsets[-1])

    def energy_until(self, samples: npt.NDArray[np.int64]) -> Powers:
        """The energy of the first `samples` samples of the joined cuts."""
        cut = np.searchsorted(self._offsets[1:-1], samples, side="right")
        begin = self._starts[cut]
        within = self._in_recording(begin + samples - self._offsets[cut]) - self._in_recording(begin)
        found: Powers = self._before[cut] + within
        return found

    def _in_recording(self, samples: npt.NDArray[np.int64]) -> Powers:
        return np.interp(samples, self._knots, self._sums)


def _text(values: Values) -> str:
    return base64.b64encode(values.astype(_STORED).tobytes()).decode("ascii")


def _values(text: str) -> Values:
    return np.frombuffer(base64.b64decode(text), _STORED).astype(np.float32)
