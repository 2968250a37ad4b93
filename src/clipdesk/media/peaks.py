"""Waveform peaks: the lowest and highest sample of every 100 ms."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clipdesk.media.analysis_args import PEAK_RATE

PER_SECOND = 10
_CHUNK_SECONDS = 600


def write_peaks(samples: Path, folder: Path) -> None:
    """Read raw mono 16-bit samples; write `peaks.json`.

    `{"version": 1, "per_second": 10, "low": […], "high": […]}`, values -128..127, 127 being full scale.
    """
    low, high = _peaks(samples)
    data = {"version": 1, "per_second": PER_SECOND, "low": low.tolist(), "high": high.tolist()}
    (folder / "peaks.json").write_text(json.dumps(data, separators=(",", ":")))


def _peaks(samples: Path) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """In pieces of ten minutes, so that hours of sound do not fill the memory."""
    block = PEAK_RATE // PER_SECOND
    lows, highs = [np.empty(0, np.int8)], [np.empty(0, np.int8)]
    with samples.open("rb") as file:
        while data := file.read(_CHUNK_SECONDS * PEAK_RATE * 2):
            values = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
            starts = np.arange(0, len(values), block)
            lows.append((np.minimum.reduceat(values, starts) >> 8).astype(np.int8))
            highs.append((np.maximum.reduceat(values, starts) >> 8).astype(np.int8))
    return np.concatenate(lows), np.concatenate(highs)
