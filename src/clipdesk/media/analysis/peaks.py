"""Waveform peaks at three zooms: the lowest and highest sample of every 10 ms, 100 ms and second.

`peaks.json` holds the middle one, as the timeline draws a whole recording, and names the files of all others:
`{"version": 2, "per_second": 10, "low": […], "high": […], "zooms": [{"per_second": 1, "file": "peaks-1.s8"}, …]}`, values
-128..127, 127 being full scale. A `.s8` file holds pairs of signed bytes (low, high), so that a page can ask for the
part it shows: pair k, at byte 2k, describes the k-th step.
"""

import json
import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clipdesk.media.source_chain import SAMPLE_RATE

PER_SECOND = 10
ZOOMS = (100, PER_SECOND, 1)
"""Steps per second, finest first; each divides the one before."""

BLOCK_BYTES = SAMPLE_RATE // ZOOMS[0] * 2 * 4
_LEVELS = 128
Pairs = npt.NDArray[np.int8]


class Peaks:
    """Hears 48 kHz stereo float32 sound. A step's peaks are those of the louder channel.

    mono: the recording has one channel, which lies in both with 3 dB less (`source_chain.level_sound`); its peaks are
    those that it has itself.
    """

    def __init__(self, *, mono: bool) -> None:
        self._full_scale = _LEVELS * math.sqrt(2) if mono else float(_LEVELS)
        self._rest = bytearray()
        self._pairs: list[Pairs] = []

    def feed(self, block: bytes) -> None:
        """Hear some sound; blocks may have any size."""
        self._rest.extend(block)
        whole = len(self._rest) // BLOCK_BYTES * BLOCK_BYTES
        if whole:
            ready = np.frombuffer(bytes(memoryview(self._rest)[:whole]), "<f4").reshape(whole // BLOCK_BYTES, -1)
            del self._rest[:whole]
            self._pairs.append(self._lowest_and_highest(ready))

    def write(self, folder: Path) -> tuple[str, ...]:
        """Write the files, and return the names of those beside `peaks.json`."""
        rest = np.frombuffer(bytes(self._rest[: len(self._rest) // 4 * 4]), "<f4")
        if len(rest):
            self._pairs.append(self._lowest_and_highest(rest[None]))
        finest = np.concatenate(self._pairs) if self._pairs else np.empty((0, 2), np.int8)
        middle = _coarser(finest, ZOOMS[0] // PER_SECOND)
        files = {}
        for zoom in ZOOMS:
            if zoom != PER_SECOND:
                files[zoom] = f"peaks-{zoom}.s8"
                (folder / files[zoom]).write_bytes(_coarser(finest, ZOOMS[0] // zoom).tobytes())
        data = {
            "version": 2,
            "per_second": PER_SECOND,
            "low": middle[:, 0].tolist(),
            "high": middle[:, 1].tolist(),
            "zooms": [{"per_second": zoom, "file": files[zoom]} for zoom in sorted(files)],
        }
        (folder / "peaks.json").write_text(json.dumps(data, separators=(",", ":")))
        return tuple(files.values())

    def _lowest_and_highest(self, steps: npt.NDArray[np.float32]) -> Pairs:
        """steps: shape (steps, samples)."""
        ends = np.nan_to_num(np.stack([steps.min(axis=1), steps.max(axis=1)], axis=1)) * self._full_scale
        levels: Pairs = np.clip(np.floor(ends), -_LEVELS, _LEVELS - 1).astype(np.int8)
        return levels


def _coarser(pairs: Pairs, factor: int) -> Pairs:
    """Join `factor` steps into one."""
    if not len(pairs):
        return pairs
    starts = np.arange(0, len(pairs), factor)
    joined = [np.minimum.reduceat(pairs[:, 0], starts), np.maximum.reduceat(pairs[:, 1], starts)]
    return np.stack(joined, axis=1)
