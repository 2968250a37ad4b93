"""What moves in a shot without faces, along the axis on which the window is free."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipdesk.media.analysis.motion import Moved

Line = npt.NDArray[np.float64]

_STILL = 0.05  # grey levels per pixel: below this nothing moves


@dataclass(frozen=True)
class Movement:
    """How much moved between neighbouring samples: `frames` half-way between them, `profiles` (one row each) along the
    free axis."""

    frames: Line
    profiles: Line

    @property
    def anything(self) -> bool:
        """Whether there is movement to speak of."""
        return bool(len(self.frames)) and float(self.profiles.mean()) > _STILL

    @property
    def centres(self) -> Line:
        """The centre of each row's movement, 0..1 along the axis; rows without movement take the overall one."""
        places = (np.arange(self.profiles.shape[1]) + 0.5) / self.profiles.shape[1]
        whole, rows = self.profiles.sum(axis=0), self.profiles.sum(axis=1)
        overall = float(places @ whole / max(whole.sum(), 1e-9))
        return np.where(rows > 0, self.profiles @ places / np.maximum(rows, 1e-9), overall)

    def share_inside(self, centres: Line, window: float) -> float:
        """Return which share of all movement falls into windows around `centres`; `window` 0..1 of the picture."""
        count = self.profiles.shape[1]
        edges = np.concatenate([np.zeros((len(self.profiles), 1)), np.cumsum(self.profiles, axis=1)], axis=1)
        inside = 0.0
        for row, centre in zip(edges, np.broadcast_to(centres, len(edges)), strict=True):
            low, high = np.interp([(centre - window / 2) * count, (centre + window / 2) * count], range(count + 1), row)
            inside += high - low
        return float(inside / max(self.profiles.sum(), 1e-9))

    def best_place(self, window: float) -> float:
        """Return the centre of the one window that holds most of the movement."""
        places = np.linspace(window / 2, 1 - window / 2, 101)
        return float(max(places, key=lambda centre: self.share_at(centre, window)))

    def share_at(self, centre: float, window: float) -> float:
        """Return which share of all movement falls into one window that rests: of an hour's rows, their sum will do."""
        return Movement(self.frames[:1], self.profiles.sum(axis=0, keepdims=True)).share_inside(
            np.array([centre]), window
        )


def movement(moved: Sequence[Moved], axis: int) -> Movement:
    """Return what moved in one shot, along the picture's width (axis 0) or height (axis 1)."""
    frames = np.array([(one.first + one.end) / 2 for one in moved])
    profiles = [one.columns if axis == 0 else one.rows for one in moved]
    return Movement(frames, np.array(profiles, dtype=np.float64).reshape(len(profiles), -1 if profiles else 1))
