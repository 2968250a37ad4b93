"""Where the picture moves: the difference between small grey pictures a few times a second, summed into columns and rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

COLUMNS, ROWS = 16, 9

_GRAIN = 8  # grey levels that noise and coding change anyway
_PER_ROOT = 16  # the root is stored: little movement exactly, much movement without an upper end (16 · √247 < 256)


@dataclass(frozen=True)
class Moved:
    """How much moved between the frames `first` and `end`: grey levels per pixel beyond noise, in each column and row."""

    first: int
    end: int
    columns: npt.NDArray[np.float64]
    rows: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Motion:
    """What moved in a recording: `samples[k]` between frame k × `every` and the next that was looked at. A sample is
    `COLUMNS` and then `ROWS` bytes, each 16 times the root of the grey levels; or nothing, where nothing moved."""

    every: int
    samples: Sequence[bytes]

    def within(self, first: int, end: int) -> tuple[Moved, ...]:
        """Return what moved from frame `first` up to `end` (not included)."""
        begin = -(-first // self.every)
        taken = self.samples[begin : max(begin, (end - 1) // self.every)]
        return tuple(self._moved(number, sample) for number, sample in enumerate(taken, start=begin))

    def _moved(self, number: int, sample: bytes) -> Moved:
        levels = (np.frombuffer(sample or bytes(COLUMNS + ROWS), np.uint8) / _PER_ROOT) ** 2
        return Moved(number * self.every, (number + 1) * self.every, levels[:COLUMNS], levels[COLUMNS:])


class MotionListener:
    """Hears small grey pictures of all frames in order, and compares every `every`th with the one before. size: width and
    height, multiples of `COLUMNS` and `ROWS`."""

    def __init__(self, every: int, size: tuple[int, int]) -> None:
        self._every, self._shape = every, (size[1], size[0])
        self._count = 0
        self._before: npt.NDArray[np.int16] | None = None
        self._samples: list[bytes] = []

    def take(self, frame: bytes) -> None:
        """Hear one frame, a byte for each pixel."""
        self._count += 1
        if (self._count - 1) % self._every:
            return
        picture = np.frombuffer(frame, np.uint8).reshape(self._shape).astype(np.int16)
        if self._before is not None:
            self._samples.append(_stored(np.maximum(np.abs(picture - self._before) - _GRAIN, 0)))
        self._before = picture

    def finish(self) -> Motion:
        """Return everything that moved."""
        return Motion(self._every, tuple(self._samples))


def _stored(difference: npt.NDArray[np.int16]) -> bytes:
    rows, columns = difference.shape
    parts = difference.reshape(ROWS, rows // ROWS, COLUMNS, columns // COLUMNS).mean(axis=(1, 3))
    levels = np.concatenate([parts.mean(axis=0), parts.mean(axis=1)])
    sample = np.rint(_PER_ROOT * np.sqrt(levels)).astype(np.uint8)
    return sample.tobytes() if sample.any() else b""
