"""From a planned path to few key frames: the curve of `keys` through them is the path, and keeps its pace."""

from dataclasses import dataclass

import numpy as np

from clipdesk.media.framing.path import Pace, Stage
from clipdesk.media.framing.programme import Line, Path

_OFF = 0.0005  # windows by which leaving out a knot may move the path: 0.3 px of a 608 px window
_STILL = 1e-6
_LOOKS = 8  # places between two keys where speed is looked at


@dataclass(frozen=True)
class Mark:
    """One key frame in the planner's measures: seconds, windows, windows per second."""

    time: float
    position: float
    speed: float


def marks(path: Path, stage: Stage, pace: Pace) -> list[Mark]:
    """Return the fewest of the path's knots (taken greedily) whose cubics stay on the path and keep `pace`."""
    knots = [
        Mark(float(time), float(position), float(speed) if abs(speed) > _STILL else 0.0)
        for time, position, speed in zip(path.times, path.positions, path.speeds, strict=True)
    ]
    if max(path.positions) - min(path.positions) < _STILL:
        return knots[:1]
    found, start = [knots[0]], 0
    while start < len(knots) - 1:
        start = _farthest(knots, start, path, (stage, pace))
        found.append(knots[start])
    return found


def _farthest(knots: list[Mark], start: int, path: Path, limits: tuple[Stage, Pace]) -> int:
    """The last knot that one cubic from `start` may reach; the next knot always is one."""
    resting = _rests(knots[start], knots[start + 1])
    end = start + 1
    while end + 1 < len(knots) and _rests(knots[end], knots[end + 1]) == resting:
        if not resting and not _fits(knots[start], knots[end + 1], path, limits):
            break
        end += 1
    return end


def _rests(left: Mark, right: Mark) -> bool:
    return left.speed == right.speed == 0.0 and abs(left.position - right.position) < _STILL


def _fits(left: Mark, right: Mark, path: Path, limits: tuple[Stage, Pace]) -> bool:
    stage, pace = limits
    span, step = right.time - left.time, right.position - left.position
    pushes = (
        (6 * step / span - 4 * left.speed - 2 * right.speed) / span,
        (2 * left.speed + 4 * right.speed - 6 * step / span) / span,
    )
    if max(abs(push) for push in pushes) > pace.acceleration:
        return False
    along = np.linspace(0, 1, _LOOKS * 2 + 1)
    speeds = left.speed + span * (pushes[0] * along + (pushes[1] - pushes[0]) * along**2 / 2)
    times = left.time + along * span
    places = _cubic(left, right, along)
    if np.max(np.abs(speeds)) > pace.speed or np.min(places) < stage.low or np.max(places) > stage.high:
        return False
    return bool(np.max(np.abs(places - path.at(times))) <= _OFF)


def _cubic(left: Mark, right: Mark, along: Line) -> Line:
    span, step = right.time - left.time, right.position - left.position
    first, last = left.speed * span, right.speed * span
    return left.position + along * (first + along * (3 * step - 2 * first - last + along * (first + last - 2 * step)))
