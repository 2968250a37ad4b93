"""From mean powers to LUFS: the two gates of ITU-R BS.1770-5 and the loudness range of EBU Tech 3342.

Power: the K-weighted mean square of a window, summed over the channels with their weights.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

SILENCE = -70.0
"""LUFS of the absolute gate: what lies below is no programme."""

Powers = npt.NDArray[np.float64]
_OFFSET = -0.691
_FLOOR = 10 ** ((SILENCE - _OFFSET) / 10)


def level(power: float) -> float:
    """Return the loudness in LUFS of one power; -70 for that and less."""
    return float(levels(np.array([power]))[0])


def levels(powers: Powers) -> Powers:
    """Return the loudness in LUFS of each power; -70 for that and less."""
    found: Powers = _OFFSET + 10 * np.log10(np.maximum(powers, _FLOOR))
    return found


def power(loudness: float) -> float:
    """Return the power of a loudness in LUFS."""
    return float(10 ** ((loudness - _OFFSET) / 10))


def gated(powers: Powers) -> float:
    """Return the integrated loudness in LUFS of windows of 400 ms at 100 ms (BS.1770-5, Annex 1, equations 5 to 7)."""
    heard = powers[powers > _FLOOR]
    if not len(heard):
        return SILENCE
    return level(float(heard[heard > heard.mean() / 10].mean()))


def loudness_range(powers: Powers) -> float:
    """Return the loudness range in LU of windows of 3 s at 100 ms (EBU Tech 3342, section 3); 0 where all is silence."""
    heard = powers[powers > _FLOOR]
    if not len(heard):
        return 0.0
    low, high = _percentiles(levels(heard[heard > heard.mean() / 100]), (10, 95))
    return high - low


def _percentiles(values: Powers, wanted: Sequence[int]) -> list[float]:
    """The nearest of the values themselves, as the standard's own program picks it."""
    ordered = np.sort(values)
    return [float(ordered[round((len(ordered) - 1) * percent / 100)]) for percent in wanted]
