"""How much gain a clip needs, found on its stored energies with the limiter's doing foreseen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clipdesk.media.loudness.energy_series import STEP, EnergySeries, Values
from clipdesk.media.loudness.gating import SILENCE
from clipdesk.media.loudness.k_weighting import RATE
from clipdesk.media.recipe import Range

ATTACK, RELEASE = 0.005, 0.05
"""Seconds: the limiter looks this far ahead, and lets go in a straight line within that time."""

MOST_GAIN = 20.0
"""dB; beyond that one would lift room noise to the level of speech."""

_LEAST_GAIN = -40.0
_HALVINGS = 20  # 60 dB down to a ten-thousandth
_STEP_SECONDS = STEP / RATE


@dataclass(frozen=True)
class Level:
    """gain in dB; limit: the limiter's ceiling in dBTP, measured on four times as many samples."""

    gain: float
    limit: float


def gain_for(series: EnergySeries, ranges: Sequence[Range], target: float, limit: float) -> float:
    """Return the gain in dB that brings the joined cuts to `target` LUFS below a limiter at `limit` dBTP.

    Between -40 and +20 dB; 0 where all is silence. Louder with every dB, so halving the interval finds it.
    """
    part = _around(series, ranges)
    if part.integrated(ranges) <= SILENCE:
        return 0.0
    low, high = _LEAST_GAIN, MOST_GAIN
    for _ in range(_HALVINGS):
        gain = (low + high) / 2
        if levelled(part, Level(gain, limit)).integrated(ranges) < target:
            low = gain
        else:
            high = gain
    return (low + high) / 2


def levelled(series: EnergySeries, level: Level) -> EnergySeries:
    """Return about what would be measured behind gain and limiter; the limiter's own work is in the energies alone."""
    factor = 10 ** (level.gain / 20)
    through = _let_through(series.peaks * factor, 10 ** (level.limit / 20))
    return replace(series, energies=series.energies * (factor * through) ** 2)


def taken(series: EnergySeries, ranges: Sequence[Range], level: Level) -> float:
    """Return the most dB that the limiter takes away anywhere in the cuts."""
    return max(0.0, series.true_peak(ranges) + level.gain - level.limit)


def _let_through(peaks: Values, limit: float) -> Values:
    """The limiter's mean factor in each step: down for the highest peak, a little before it, back up after it."""
    down = np.minimum(1.0, limit / np.maximum(peaks, limit))
    factor = down.copy()
    before = 1 - (1 - down) * ATTACK / _STEP_SECONDS / 2
    factor[:-1] = np.minimum(factor[:-1], before[1:])
    for later in range(1, round(RELEASE / _STEP_SECONDS) + 1):
        back = (later - 0.5) * _STEP_SECONDS / RELEASE
        factor[later:] = np.minimum(factor[later:], (down + (1 - down) * back)[:-later])
    return factor


def _around(series: EnergySeries, ranges: Sequence[Range]) -> EnergySeries:
    """The part of the series that holds all the cuts, so that long recordings cost no more than short ones."""
    samples = [(moment - series.start) * RATE for cut in ranges for moment in (cut.start, cut.end)]
    first, end = max(0, int(min(samples) // STEP) - 1), max(0, int(max(samples) // STEP) + 2)
    return replace(
        series,
        start=series.start + series.step * first,
        samples=max(0, min(series.samples, end * STEP) - first * STEP),
        energies=series.energies[first:end],
        peaks=series.peaks[first:end],
    )
