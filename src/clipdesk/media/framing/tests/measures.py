"""The measures that every automatic framing is held to (facts of the media engine, "Measures for framing").

Positions are the window's and the face's centre in source px, one per frame of one shot; window: the window's size on
that axis. Written from the measures alone: nothing here is taken from the planner.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicHermiteSpline

from clipdesk.media.framing.keys import ShotFraming

Line = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """inside: share of the counted frames with the face in the central 60 %. speed, acceleration: the most, in % of the
    window per frame (squared) at 25 fps. cut_faces: frames at rest in which the window's edge cuts the face box. rest:
    share of frames at rest. back: largest correction after a stop, % of the window."""

    inside: float
    speed: float
    acceleration: float
    cut_faces: int
    rest: float
    back: float

    def faults(self, one_window_would_do: bool) -> list[str]:
        """Which measures do not hold."""
        held = {
            f"1 (inside {self.inside:.1%})": self.inside >= 0.98,
            f"2 (speed {self.speed:.3f} %)": self.speed <= 1.2,
            f"3 (acceleration {self.acceleration:.4f} %)": self.acceleration <= 0.15,
            f"5a ({self.cut_faces} frames cut a face)": self.cut_faces == 0,
            f"5b (rest {self.rest:.1%})": not one_window_would_do or self.rest >= 0.95,
            f"5c (back by {self.back:.1f} %)": self.back <= 2,
        }
        return [name for name, good in held.items() if not good]


def centres(parts: tuple[ShotFraming, ...], frames: Line, fps: float, picture: float, axis: str = "x") -> Line:
    """The planned centre in every frame, by scipy's own Hermite spline through the key frames; fit: not a number."""
    found = np.full(len(frames), np.nan)
    for part in parts:
        inside = frames >= round(float(part.start) * fps)
        if part.mode == "fit":
            found[inside] = np.nan
            continue
        times = [float(key.at) for key in part.keys]
        places = [float(getattr(key, axis)) for key in part.keys]
        if len(times) == 1:
            found[inside] = places[0] * picture
            continue
        speeds = [float(getattr(key, f"d{axis}")) for key in part.keys]
        at = np.clip(frames / fps, times[0], times[-1])
        found[inside] = picture * CubicHermiteSpline(times, places, speeds)(at)[inside]
    return found


def measure(path: Line, face: Line, box: float, window: float, picture: float, fps: float = 25) -> Measured:
    """Measure one shot. box: 1.5 × the detector's box."""
    counted = (face >= 0.2 * window) & (face <= picture - 0.2 * window)
    off = np.abs(face - path)
    step, bend = np.abs(np.diff(path)), np.abs(np.diff(path, 2))
    resting = _resting(path, window, fps)
    whole = off + box / 2 <= window / 2 if box <= window else off <= 0.05 * window
    return Measured(
        inside=float(np.mean(off[counted] <= 0.30 * window)) if counted.any() else 1.0,
        speed=float(step.max(initial=0)) / window * 100 * fps / 25,
        acceleration=float(bend.max(initial=0)) / window * 100 * (fps / 25) ** 2,
        cut_faces=int(np.sum(resting & ~whole)),
        rest=float(np.mean(resting)),
        back=_back(path, resting, window, fps),
    )


def one_window_would_do(face: Line, box: float, window: float, picture: float) -> bool:
    """Whether one fixed window meets measures 1 and 5a."""
    most = min(0.30 * window, (window - box) / 2)
    low, high = max(window / 2, float(face.max()) - most), min(picture - window / 2, float(face.min()) + most)
    return low <= high


def face_path(face: dict[str, Any]) -> Line:
    """The face's centre x in every frame of an anchor shot of the bulletin, as its truth says."""
    k = np.arange(face["count"])
    return np.asarray(
        face["x0"] + face["amplitude"] * np.sin(2 * np.pi * k / (25 * face["period_s"])) + 0.437 * face["size"]
    )


def face_height(face: dict[str, Any]) -> float:
    """The face's centre y."""
    return float((1080 - face["size"]) + 0.232 * face["size"])


def _resting(path: Line, window: float, fps: float) -> npt.NDArray[np.bool_]:
    """Frames of stretches of half a second or more in which no step is larger than 0.02 % of the window (at 25 fps)."""
    still = np.abs(np.diff(path)) <= 0.0002 * window * 25 / fps
    resting = np.zeros(len(path), dtype=bool)
    for first, last in _runs(still):
        if last - first >= 0.5 * fps or (first == 0 and last == len(still)):
            resting[first : last + 1] = True
    return resting


def _back(path: Line, resting: npt.NDArray[np.bool_], window: float, fps: float) -> float:
    """The largest way in the opposite direction within a second after a stop, in % of the window."""
    worst = 0.0
    for first, _ in _runs(resting):
        if first == 0:
            continue
        direction = np.sign(path[first] - path[first - 1])
        after = path[first : first + round(fps) + 1] - path[first]
        worst = max(worst, float(np.max(-direction * after)) / window * 100)
    return worst


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and after-last index of each run of true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
