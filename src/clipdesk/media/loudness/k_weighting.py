"""K-weighting by ITU-R BS.1770-5, Annex 1: what the ear makes of a level, as two biquads for 48 kHz."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import scipy  # scipy.signal takes a second to load, so it is loaded by whoever filters

RATE = 48000
"""Samples per second that the coefficients are given for; everything measured here is brought to it first."""

# BS.1770-5, Annex 1, tables 1 and 2: the shelf that stands for the head, then the RLB high-pass. b0 b1 b2, 1 a1 a2.
_SECTIONS = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)

CHANNEL_WEIGHTS: Mapping[str, Sequence[float]] = MappingProxyType(
    {
        "mono": (1.0,),
        "stereo": (1.0, 1.0),
        "3.0": (1.0, 1.0, 1.0),
        "5.0": (1.0, 1.0, 1.0, 1.41, 1.41),
        "5.1": (1.0, 1.0, 1.0, 0.0, 1.41, 1.41),
    }
)
"""How much each channel counts, in the order L R C LFE Ls Rs (BS.1770-5, Annex 1, table 3; the LFE does not count)."""


class KWeighting:
    """The filter for `channels` channels, with its state carried from one block to the next."""

    def __init__(self, channels: int) -> None:
        self._state = np.zeros((len(_SECTIONS), channels, 2))

    def __call__(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return (channels, n) filtered samples for (channels, n) samples.

        In double precision: the high-pass has its poles so near to 1 that single precision adds noise.
        """
        found, self._state = scipy.signal.sosfilt(_SECTIONS, samples.astype(np.float64), axis=-1, zi=self._state)
        weighted: npt.NDArray[np.float64] = found
        return weighted
