"""True peak by ITU-R BS.1770-5, Annex 2: the highest point of the wave between the samples, found four times as finely."""

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

# Annex 2, the order-48 interpolator: phases 0 and 1; the other two are these, backwards.
_PHASE_0 = (
    0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000, -0.0594482421875, 0.1373291015625,
    0.9721679687500, -0.1022949218750, 0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500,
)  # fmt: skip
_PHASE_1 = (
    -0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250, -0.1665039062500, 0.4650878906250,
    0.7797851562500, -0.2003173828125, 0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375,
)  # fmt: skip
_PHASES = (_PHASE_0, _PHASE_1, _PHASE_1[::-1], _PHASE_0[::-1])
_HISTORY = len(_PHASE_0) - 1
_DELAY = len(_PHASE_0) // 2
"""Samples by which a point comes out after its place in the wave."""

_ROW = 12


def _interpolator() -> npt.NDArray[np.float32]:
    """The four phases as one matrix: a row of `_ROW` samples after `_HISTORY` earlier ones → 4 × `_ROW` points."""
    matrix = np.zeros((_HISTORY + _ROW, len(_PHASES) * _ROW), np.float32)
    for sample in range(_ROW):
        for phase, taps in enumerate(_PHASES):
            for delay, tap in enumerate(taps):
                matrix[_HISTORY + sample - delay, len(_PHASES) * sample + phase] = tap
    return matrix


_MATRIX = _interpolator()


class TruePeak:
    """The highest point of each step of `step` samples (a multiple of 12), over all `channels`."""

    def __init__(self, channels: int, step: int) -> None:
        self._step = step
        self._known = np.zeros((channels, _HISTORY - _DELAY), np.float32)

    def __call__(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return one amplitude (1.0 = full scale) per step that (channels, n) samples, and those before, complete.

        A step is complete 6 samples after its end. The samples count as they stand too: the interpolator meets none
        of them exactly. Each step is a small product of matrices of its own; in larger ones the mathematics library
        starts threads, which costs three times as much as it gains.
        """
        known = np.concatenate([self._known, samples], axis=1)
        steps = max(0, known.shape[1] - _HISTORY) // self._step
        length = steps * self._step
        self._known = known[:, length:]
        if not steps:
            return np.empty(0, np.float32)
        rows = sliding_window_view(known[:, : length + _HISTORY], _HISTORY + _ROW, axis=1)[:, ::_ROW]
        points = np.ascontiguousarray(rows).reshape(-1, self._step // _ROW, _HISTORY + _ROW) @ _MATRIX
        own = known[:, _HISTORY - _DELAY :][:, :length]
        peaks: npt.NDArray[np.float32] = np.maximum(
            _highest(points.reshape(len(known), steps, -1)), _highest(own.reshape(len(known), steps, -1))
        )
        return peaks


def _highest(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The largest amplitude per step of (channels, steps, points)."""
    highest: npt.NDArray[np.float32] = np.maximum(values.max(axis=(0, 2)), -values.min(axis=(0, 2)))
    return highest
