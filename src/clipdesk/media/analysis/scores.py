"""`scores.json`: what was measured of every frame, so that shots can be decided again without the recording.

`{"version": 1, "frame_rate": "25/1", "frames": N, "scdet": …, "structure": …, "returns": …, "change": …, "bend": …}`;
each series is N little-endian IEEE 754 half-precision numbers in base64 (about 1.2 MB for an hour at 25 frames a
second). What the last four mean: `shots.Glances`.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from clipdesk.kernel.time import format_fraction, parse_fraction

Series = npt.NDArray[np.float32]
_SERIES = ("scdet", "structure", "returns", "change", "bend")
_LARGEST = 65_504.0


@dataclass(frozen=True, eq=False)
class FrameScores:
    """One number per frame and series, already as coarse as the file keeps it."""

    frame_rate: Fraction
    scdet: Series
    structure: Series
    returns: Series
    change: Series
    bend: Series

    def __len__(self) -> int:
        return len(self.scdet)

    def to_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        series = {name: base64.b64encode(getattr(self, name).astype("<f2").tobytes()).decode() for name in _SERIES}
        return {"version": 1, "frame_rate": format_fraction(self.frame_rate), "frames": len(self), **series}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "FrameScores":
        """Read what `to_json` wrote."""
        series = {name: np.frombuffer(base64.b64decode(data[name]), "<f2").astype(np.float32) for name in _SERIES}
        return cls(parse_fraction(data["frame_rate"]), **series)


def frame_scores(frame_rate: Fraction, scdet: Sequence[float], seen: Series) -> FrameScores:
    """Join scdet's scores with what `shots.Glances` saw (shape (frames, 4)); the shorter of the two counts."""
    count = min(len(scdet), len(seen))
    columns = [np.asarray(scdet, np.float32)[:count], *seen[:count].T]
    return FrameScores(frame_rate, *(_coarse(column) for column in columns))


def _coarse(series: Series) -> Series:
    return np.minimum(series, _LARGEST).astype(np.float16).astype(np.float32)
