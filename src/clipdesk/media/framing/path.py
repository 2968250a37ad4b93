"""The calmest path of a window that keeps its subject, planned over the whole shot.

Known in advance is where the subject is; wanted is where the window's centre goes. Between knots (the moments at which
the subject was looked for) the acceleration is constant, so limits kept at the knots are kept in every frame, at any
frame rate. All of a shot is solved at once: nothing lags behind, and the window starts before the subject does.

Lengths are fractions of the window's size along the axis on which it can move, times are seconds from the shot's first
frame. What is minimised, added up over the shot's time:

1. how far the subject strays beyond `HOLD` (it should not), then beyond what keeps its whole box in the window, then
   beyond the middle of the window, each much cheaper than the one before;
2. the way the window goes: it does not move without need, and never overshoots;
3. its acceleration: one long move rather than several short ones.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clipdesk.media.framing.hesitation import without_short_stops
from clipdesk.media.framing.programme import Line, Path, Programme

HOLD = 0.30
"""The subject's centre stays this near to the window's centre: inside the central 60 %."""

_NOISE = 0.005  # detectors are off by about this much at any moment
_HOLD_MARGIN, _WHOLE_MARGIN = 0.02, 0.03  # what a path keeps away from the limits, because of noise and missing boxes
_LOOSE = 0.05  # a subject about as large as the window is held this near to its centre
_CALM = 0.10  # inside this distance a subject may move without the window following
_STEP = 0.2  # seconds between knots where nobody looked
_TOO_FAR, _CUT_OFF, _OFF_CENTRE, _WAY, _PUSH = 100.0, 10.0, 1.0, 0.35, 0.10


@dataclass(frozen=True)
class Pace:
    """How the window may move: window sizes per second, and per second squared."""

    speed: float
    acceleration: float


FOLLOW = Pace(0.30, 0.9375)
"""After a person: 1.2 % of the window per frame and 0.15 % per frame², at 25 frames per second."""
UNPROMPTED = Pace(0.15, 0.9375)
"""Moves that no person causes: the camera rule of 7 seconds per picture width."""
_SAFETY = 0.999  # so that rounding the key frames cannot carry a path over a limit


@dataclass(frozen=True)
class Subject:
    """What to keep in view, where it was seen: `times`, and there `centres` and `boxes` (the size to keep whole)."""

    times: Line
    centres: Line
    boxes: Line

    @cached_property
    def whole(self) -> Line:
        """How far the centre may be off while the box is whole."""
        return np.clip(0.5 - self.boxes / 2, _LOOSE, HOLD)

    def part(self, which: slice) -> "Subject":
        """Return some of the sightings."""
        return Subject(self.times[which], self.centres[which], self.boxes[which])


@dataclass(frozen=True)
class Stage:
    """The shot: `length` seconds from its first to its last frame; the picture's size in windows (1 or more).

    frame: seconds from one frame to the next.
    """

    length: float
    picture: float
    frame: float

    @property
    def low(self) -> float:
        """The window's centre at the picture's left or upper edge."""
        return 0.5

    @property
    def high(self) -> float:
        """The same at the other edge."""
        return max(0.5, self.picture - 0.5)

    def reachable(self, centres: Line) -> Line:
        """The same places, but no nearer to the picture's edge than a window can hold them."""
        return np.clip(centres, self.low - HOLD, self.high + HOLD)


def resting_place(subject: Subject, stage: Stage) -> float | None:
    """Return the centre of the one fixed window that holds the subject and its box throughout; None: there is none."""
    margin = np.maximum(subject.whole - _NOISE, _LOOSE)
    seen = np.clip(subject.centres, stage.low - margin, stage.high + margin)
    low, high = float(np.max(seen - margin)), float(np.min(seen + margin))
    if low > high:
        return None
    place = np.clip(np.median(seen), low + (high - low) / 4, high - (high - low) / 4)
    return float(np.clip(place, stage.low, stage.high))


def follow(subject: Subject, stage: Stage, pace: Pace = FOLLOW) -> Path:
    """Return the calmest path that keeps the subject as well as the pace allows; see `share_held`."""
    seen = _thinned(subject)
    programme = _programme(seen, stage, pace)
    where, wanted = programme.positions(seen.times), stage.reachable(seen.centres)
    seconds = _seconds(seen.times)
    hold = np.full(len(seconds), HOLD - _HOLD_MARGIN)
    whole = np.clip(seen.whole - _WHOLE_MARGIN, _LOOSE, None)
    programme.penalise(where, wanted, hold, _TOO_FAR * seconds)
    programme.penalise(where, wanted, whole, _CUT_OFF * seconds)
    programme.penalise(where, wanted, np.minimum(_CALM, whole / 2), _OFF_CENTRE * seconds)
    still = np.zeros(len(programme.gaps))
    programme.penalise(programme.speeds(), still, still, _WAY * programme.gaps)
    programme.penalise(programme.accelerations(), still, still, _PUSH * programme.gaps)
    return without_short_stops(programme)


def nearest(subject: Subject, stage: Stage, pace: Pace = FOLLOW) -> tuple[float, Path]:
    """Return the smallest possible largest distance between subject and window, and a path that keeps it."""
    programme = _programme(subject, stage, pace)
    where, none = programme.positions(subject.times), np.zeros(len(subject.times))
    programme.penalise(where, subject.centres, none, np.ones(1), together=True)
    found = programme.solve()
    return float(np.max(np.abs(found.at(subject.times) - subject.centres))), found


def share_held(path: Path, subject: Subject, stage: Stage) -> float:
    """Return at which share of the sightings the path keeps the subject within `HOLD`."""
    off = np.abs(path.at(subject.times) - stage.reachable(subject.centres))
    return float(np.mean(off <= HOLD))


def _programme(subject: Subject, stage: Stage, pace: Pace) -> Programme:
    return Programme(
        _knots(subject.times, stage),
        low=stage.low,
        high=stage.high,
        speed=pace.speed * _SAFETY,
        push=pace.acceleration * _SAFETY,
    )


def _knots(times: Line, stage: Stage) -> Line:
    """Both ends of the shot, the sightings at least half a `_STEP` apart, steps of `_STEP` in gaps; whole frames."""
    marks = [0.0]
    for time in times:
        if marks[-1] + _STEP / 2 <= time <= stage.length - _STEP / 2:
            marks.append(float(time))
    marks.append(max(stage.length, _STEP / 2))
    filled = [
        np.linspace(first, second, max(1, round((second - first) / _STEP)), endpoint=False)
        for first, second in zip(marks, marks[1:], strict=False)
    ]
    return np.unique(np.round(np.concatenate([*filled, marks[-1:]]) / stage.frame)) * stage.frame


def _thinned(subject: Subject) -> Subject:
    """The same subject with one sighting per `_STEP` at most: the mean of those that fall into it, at their mean time."""
    _, group = np.unique(np.floor(subject.times / _STEP + 1e-6), return_inverse=True)
    count = np.bincount(group)
    means = (np.bincount(group, values) / count for values in (subject.times, subject.centres, subject.boxes))
    return Subject(*means)


def _seconds(times: Line) -> Line:
    """How much of the shot each sighting stands for; across a long gap nobody knows."""
    middles = (times[1:] + times[:-1]) / 2
    edges = np.concatenate([times[:1] - _STEP / 2, middles, times[-1:] + _STEP / 2])
    return np.minimum(np.diff(edges), 2 * _STEP)
