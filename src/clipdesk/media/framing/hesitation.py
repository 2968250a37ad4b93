"""A window that stops and soon goes back looks as if it had overshot: it either stays, or does not stop at all."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clipdesk.media.framing.programme import Line, Path, Programme

Speeds = dict[int, tuple[float, float]]
_STILL = 0.006  # windows per second: below this the eye sees a window at rest
_TURNING = 0.03  # windows per second: a turn is at least so fast on both sides of its one moment of rest
_SHORTEST_STOP = 0.4  # seconds from which a pause is seen as one
_STAY = 1.0  # seconds that a window stays before it may go back
_BACK = 0.010  # windows: going back less than this is not noticed
_ROUNDS = 4
_RATE = 50  # moments per second at which a path is looked at
_AROUND = 0.1


@dataclass(frozen=True)
class Stop:
    """A stop with a way back in its first second. Seconds; direction: 1 or -1, of the move before it."""

    start: float
    end: float
    direction: float


def without_short_stops(programme: Programme) -> Path:
    """Return the cheapest path on which every stop before a way back lasts a second or is none.

    1. Solve. 2. Find the stops that end too early. 3. Solve once with all of them made longer and once with all of them
    turned into turns, keep the cheaper, and begin again at 2 (a change may move other stops).
    """
    path, asked = programme.solve(), Speeds()
    for _ in range(_ROUNDS):
        stops = list(_short_stops(path))
        if not stops:
            break
        choices = [dict(asked), dict(asked)]
        for stop in stops:
            choices[0] |= _stay(path.times, stop)
            choices[1] |= _turn(path.times, stop)
        path, asked = min(((programme.solve(choice), choice) for choice in choices), key=lambda found: found[0].cost)
    return path


def _short_stops(path: Path) -> Iterator[Stop]:
    times = np.arange(0, path.times[-1], 1 / _RATE)
    places = path.at(times)
    moving = np.concatenate([[True], np.abs(np.diff(places)) * _RATE > _STILL, [True]])
    edges = np.flatnonzero(np.diff(moving.astype(int)))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if first == 0 or times[last] - times[first] < _SHORTEST_STOP:
            continue
        direction = np.sign(places[first] - places[first - 1])
        after = places[first : first + round(_STAY * _RATE) + 1] - places[first]
        if float(np.max(-direction * after)) > _BACK:
            yield Stop(float(times[first]), float(times[last]), float(direction))


def _stay(times: Line, stop: Stop) -> Speeds:
    """No speed for as long as a stop must last."""
    return {int(knot): (0.0, 0.0) for knot in np.flatnonzero((times >= stop.start) & (times <= stop.start + _STAY))}


def _turn(times: Line, stop: Stop) -> Speeds:
    """Onwards until the middle of what was the stop, back from there."""
    middle, speeds = (stop.start + stop.end) / 2, Speeds()
    for knot in np.flatnonzero((times >= stop.start - _AROUND) & (times <= stop.end + _AROUND)):
        onwards = stop.direction if times[knot] < middle else -stop.direction
        speeds[int(knot)] = (_TURNING, math.inf) if onwards > 0 else (-math.inf, -_TURNING)
    return speeds
