"""The meter: hears a recording once, block by block, and leaves the energies of every 10 ms."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from clipdesk.media.loudness.energy_series import STEP, EnergySeries
from clipdesk.media.loudness.k_weighting import CHANNEL_WEIGHTS, RATE, KWeighting
from clipdesk.media.loudness.true_peak import TruePeak

Samples = npt.NDArray[np.float32]
_CHUNK = RATE
_LOUDEST = 64.0


class EnergyMeter:
    """Feed it float32 samples at 48 kHz, shape (n, channels), in blocks of any size, then `finish` it once.

    weights: how much each channel counts, see `CHANNEL_WEIGHTS`; start: seconds on the recording's timeline of the
    first sample. Costs about 7 s of one processor per hour of stereo. Memory: one second of sound and 29 KB per minute.

    What is no number (a broken float file) counts as silence, and nothing counts as louder than 36 dB over full
    scale: one such sample would otherwise spoil everything after it.
    """

    def __init__(self, weights: Sequence[float] = CHANNEL_WEIGHTS["stereo"], start: Fraction = Fraction(0)) -> None:
        self._weights = np.array(weights, np.float64)
        self._start = start
        self._samples = 0
        self._waiting: list[Samples] = []
        self._waiting_samples = 0
        self._weighting = KWeighting(len(weights))
        self._true_peak = TruePeak(len(weights), STEP)
        self._energies: list[Samples] = []
        self._peaks: list[Samples] = []

    def feed(self, block: Samples) -> None:
        """Hear the next samples, shape (n, channels)."""
        self._samples += len(block)
        self._waiting.append(np.array(block, np.float32))
        self._waiting_samples += len(block)
        if self._waiting_samples >= _CHUNK:
            self._hear_whole_steps()

    def finish(self) -> EnergySeries:
        """Return what was heard."""
        steps = -(-self._samples // STEP)
        # silence behind the end: the last step must be whole, and the interpolator looks a few samples ahead
        silence = -self._samples % STEP + STEP
        self._waiting.append(np.zeros((silence, len(self._weights)), np.float32))
        self._hear_whole_steps()
        return EnergySeries(self._start, self._samples, _joined(self._energies, steps), _joined(self._peaks, steps))

    def _hear_whole_steps(self) -> None:
        waiting = np.concatenate(self._waiting)
        whole = len(waiting) // STEP * STEP
        for first in range(0, whole, _CHUNK):
            self._hear(_sane(waiting[first : min(first + _CHUNK, whole)]))
        self._waiting, self._waiting_samples = [waiting[whole:]], len(waiting) - whole

    def _hear(self, samples: Samples) -> None:
        by_channel = np.ascontiguousarray(samples.T)
        weighted = self._weighting(by_channel).reshape(len(self._weights), -1, STEP)
        squares = np.einsum("csn,csn->cs", weighted, weighted)
        self._energies.append((self._weights @ squares / STEP).astype(np.float32))
        self._peaks.append(self._true_peak(by_channel))


def _sane(samples: Samples) -> Samples:
    if samples.size and not max(samples.max(), -samples.min()) <= _LOUDEST:  # also where one of them is no number
        return np.clip(np.nan_to_num(samples, nan=0.0), -_LOUDEST, _LOUDEST)
    return samples


def _joined(parts: Sequence[Samples], steps: int) -> Samples:
    return np.concatenate([np.empty(0, np.float32), *parts])[:steps]
