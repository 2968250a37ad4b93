"""Waveform peaks: the lowest and highest sample of every 10 ms, and of every 100 ms for the whole at a glance."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clipdesk.media.analysis_args import PEAK_RATE

FINE_PER_SECOND, COARSE_PER_SECOND = 100, 10
_CHUNK_SECONDS = 600


def write_peaks(samples: Path, folder: Path) -> None:
    """Read raw mono 16-bit samples; write `peaks.json` (10 per second) and `peaks-fine.json` (100 per second).

    Each: `{"version": 1, "per_second": N, "low": […], "high": […]}`, values -128..127, 127 being full scale.
    """
    fine_low, fine_high = _fine(samples)
    _write(folder / "peaks-fine.json", FINE_PER_SECOND, fine_low, fine_high)
    step = FINE_PER_SECOND // COARSE_PER_SECOND
    starts = np.arange(0, len(fine_low), step)
    coarse_low = np.minimum.reduceat(fine_low, starts) if len(starts) else fine_low
    coarse_high = np.maximum.reduceat(fine_high, starts) if len(starts) else fine_high
    _write(folder / "peaks.json", COARSE_PER_SECOND, coarse_low, coarse_high)


def _fine(samples: Path) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """In pieces of ten minutes, so that hours of sound do not fill the memory."""
    block = PEAK_RATE // FINE_PER_SECOND
    lows, highs = [np.empty(0, np.int8)], [np.empty(0, np.int8)]
    with samples.open("rb") as file:
        while data := file.read(_CHUNK_SECONDS * PEAK_RATE * 2):
            values = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
            starts = np.arange(0, len(values), block)
            lows.append((np.minimum.reduceat(values, starts) >> 8).astype(np.int8))
            highs.append((np.maximum.reduceat(values, starts) >> 8).astype(np.int8))
    return np.concatenate(lows), np.concatenate(highs)


def _write(path: Path, per_second: int, low: npt.NDArray[np.int8], high: npt.NDArray[np.int8]) -> None:
    data = {"version": 1, "per_second": per_second, "low": low.tolist(), "high": high.tolist()}
    path.write_text(json.dumps(data, separators=(",", ":")))
