"""A framing for every shot: who is in it, where a window must stand, and what to do where no window can keep up.

1. Faces become people (`tracks`). One person: a window that rests on the face if any can, else one that follows.
2. Several: one window that holds them all; else the one who is clearly the largest; else the whole picture.
3. No face: where the picture moves (`motion`); else its middle.
4. Where the limits of speed and acceleration make following impossible: a cut inside the shot if the subject only
   changes its place, else the whole picture on a blurred copy. Never a faster window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal

import numpy as np

from clipdesk.kernel.errors import gettext_noop
from clipdesk.media.analysis.motion import Moved
from clipdesk.media.framing.curve import Mark, marks
from clipdesk.media.framing.keys import KeyFrame, ShotFraming
from clipdesk.media.framing.motion import Movement, movement
from clipdesk.media.framing.path import (
    FOLLOW,
    HOLD,
    UNPROMPTED,
    Pace,
    Stage,
    Subject,
    follow,
    resting_place,
    share_held,
)
from clipdesk.media.framing.programme import Path
from clipdesk.media.framing.tracks import Person, Sample, people
from clipdesk.media.recipe import SHAPES, Framing

Kind = Literal["face", "faces", "motion", "centre", "fit"]
HEAD = 1.5
"""A head with hair and chin, against the box that a face detector draws."""

_HELD = 0.98  # share of the frames in which a subject must be held
_BESIDE = 0.5  # weight against the first person's from which another one counts
_CLEARLY_LARGER = 1.5
_SHORTEST_PART = 1.5  # seconds on either side of a cut inside a shot
_MOST_MOVEMENT, _MUCH_MOVEMENT = 0.7, 0.5  # share of all movement that a window holds
_PARTS = 10**7  # key frames are stored to a ten-millionth of the picture: rounding must not be felt as a jolt


class Reason(StrEnum):
    """Why a framing was proposed, as a sentence for the editor."""

    RESTS = gettext_noop("One face: the window rests on it.")
    FOLLOWS = gettext_noop("One face that moves: the window follows it.")
    JUMPS = gettext_noop("One face that changes its place too fast to follow: the window jumps there.")
    TOO_FAST = gettext_noop("One face that moves too fast for any window: the whole picture is shown.")
    ALL = gettext_noop("Several faces: the window holds them all.")
    LARGEST = gettext_noop("Several faces, too far apart for one window: it stays with the largest.")
    TOO_FAR_APART = gettext_noop("Several faces, too far apart for one window: the whole picture is shown.")
    MOVEMENT = gettext_noop("No face: the window stands where most of the picture moves.")
    MOVEMENT_FOLLOWS = gettext_noop("No face: the window follows what moves.")
    CENTRE = gettext_noop("No face and no clear movement: the window stands in the middle.")
    SAME_SHAPE = gettext_noop("The picture has this shape already.")


@dataclass(frozen=True)
class Scene:
    """What is known about a stretch of a recording, frames `first` to `end` (not included) of its working grid.

    shots: first frames of shots, rising; those outside the stretch are ignored. samples, moved: rising frames, about
    five per second; `moved` may be empty. picture: width and height in square pixels, as in the face boxes.
    """

    first: int
    end: int
    shots: tuple[int, ...]
    samples: tuple[Sample, ...]
    picture: tuple[int, int]
    fps: Fraction
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A framing of one shot, frames `first` to `end` (not included); more than one part: a cut inside the shot."""

    first: int
    end: int
    kind: Kind
    reason: Reason
    parts: tuple[ShotFraming, ...]


def propose(scene: Scene, shape: str) -> tuple[Proposal, ...]:
    """Return a proposal for every shot of `scene` that is shown in `shape` (a key of `recipe.SHAPES`)."""
    starts = [scene.first, *(shot for shot in scene.shots if scene.first < shot < scene.end)]
    ends = [*starts[1:], scene.end]
    return tuple(_Shot(scene, SHAPES[shape], first, end).proposal() for first, end in zip(starts, ends, strict=True))


def framing(proposals: Sequence[Proposal]) -> Framing:
    """Return the recipe's framing made of `proposals` (one or more, of any stretches of one recording)."""
    ordered = sorted(proposals, key=lambda proposal: proposal.first)
    return Framing("path", shots=tuple(part for proposal in ordered for part in proposal.parts))


class _Shot:
    """One shot, measured in windows and seconds. axis: 0 where the window moves sideways, 1 where up and down."""

    def __init__(self, scene: Scene, size: tuple[int, int], first: int, end: int) -> None:
        self.first, self.end, self.fps = first, end, scene.fps
        width, height = scene.picture
        self.axis = 0 if width * size[1] >= height * size[0] else 1
        other = 1 - self.axis
        self.window = scene.picture[other] * size[self.axis] / size[other]
        frame = float(1 / scene.fps)
        self.stage = Stage((end - first - 1) * frame, scene.picture[self.axis] / self.window, frame)
        self._samples = [sample for sample in scene.samples if first <= sample.frame < end]
        self._moved = [moved for moved in scene.moved if first <= moved.first and moved.end < end]

    def proposal(self) -> Proposal:
        if self.stage.picture < 1 + 1e-3:
            return self._fixed("centre", Reason.SAME_SHAPE, self.stage.picture / 2)
        found = people(self._samples, self.first, self.end - 1, self.fps)
        if not found:
            return self._without_face(movement(self._moved, self.axis))
        near = [one for one in found if one.weight >= _BESIDE * found[0].weight]
        if len(near) == 1:
            return self._one(found[0]) or self._fit(Reason.TOO_FAST, self._subject([found[0]]))
        return self._several(near)

    def _one(self, person: Person) -> Proposal | None:
        subject = self._subject([person])
        held = self._hold("face", (Reason.RESTS, Reason.FOLLOWS), subject)
        return held or self._jump(subject)

    def _several(self, near: list[Person]) -> Proposal:
        together = self._subject(near)
        if np.mean(together.boxes <= 1.0) >= _HELD and (
            held := self._hold("faces", (Reason.ALL, Reason.ALL), together)
        ):
            return held
        if near[0].size >= _CLEARLY_LARGER * max(person.size for person in near[1:]):
            alone = self._subject(near[:1])
            if held := self._hold("face", (Reason.LARGEST, Reason.LARGEST), alone):
                return held
        return self._fit(Reason.TOO_FAR_APART, together)

    def _without_face(self, moved: Movement) -> Proposal:
        window = 1 / self.stage.picture
        if not moved.anything:
            return self._fixed("centre", Reason.CENTRE, self.stage.picture / 2)
        place = moved.best_place(window)
        share = moved.share_at(place, window)
        if share < _MOST_MOVEMENT and (followed := self._follow_movement(moved)):
            return followed
        if share < _MUCH_MOVEMENT:
            return self._fixed("centre", Reason.CENTRE, self.stage.picture / 2)
        return self._fixed("motion", Reason.MOVEMENT, place * self.stage.picture)

    def _follow_movement(self, moved: Movement) -> Proposal | None:
        """A path through the middle of what moves, half as fast as after a face; None: it would not hold it."""
        times = (moved.frames - self.first) / float(self.fps)
        subject = Subject(times, moved.centres * self.stage.picture, np.full(len(times), 1 - 2 * HOLD))
        path = follow(subject, self.stage, UNPROMPTED)
        centres = path.at(times) / self.stage.picture
        if moved.share_inside(centres, 1 / self.stage.picture) < _MOST_MOVEMENT:
            return None
        return self._moving("motion", Reason.MOVEMENT_FOLLOWS, path, UNPROMPTED)

    def _hold(self, kind: Kind, reasons: tuple[Reason, Reason], subject: Subject) -> Proposal | None:
        """A window at rest if one can hold the subject, else one that follows; None: neither can."""
        place = resting_place(subject, self.stage)
        if place is not None:
            return self._fixed(kind, reasons[0], place)
        path = follow(subject, self.stage)
        if share_held(path, subject, self.stage) < _HELD:
            return None
        return self._moving(kind, reasons[1], path, FOLLOW)

    def _jump(self, subject: Subject) -> Proposal | None:
        """Two windows at rest, with a cut at the sighting that neither needs to hold; None: there are no such two."""
        for cut in range(1, len(subject.times) - 1):
            before, after = subject.part(slice(0, cut)), subject.part(slice(cut + 1, None))
            at = float(subject.times[cut])
            if min(at, self.stage.length - at) < _SHORTEST_PART:
                continue
            places = resting_place(before, self.stage), resting_place(after, self.stage)
            if places[0] is not None and places[1] is not None:
                frame = self.first + round(at * self.fps)
                parts = self._part(self.first, [Mark(0, places[0], 0)]), self._part(frame, [Mark(at, places[1], 0)])
                return Proposal(self.first, self.end, "face", Reason.JUMPS, parts)
        return None

    def _fixed(self, kind: Kind, reason: Reason, place: float) -> Proposal:
        return Proposal(self.first, self.end, kind, reason, (self._part(self.first, [Mark(0, place, 0)]),))

    def _moving(self, kind: Kind, reason: Reason, path: Path, pace: Pace) -> Proposal:
        return Proposal(self.first, self.end, kind, reason, (self._part(self.first, marks(path, self.stage, pace)),))

    def _fit(self, reason: Reason, subject: Subject) -> Proposal:
        (part,) = self._fixed("fit", reason, float(np.median(subject.centres))).parts
        return Proposal(self.first, self.end, "fit", reason, (ShotFraming(part.start, "fit", part.keys),))

    def _part(self, frame: int, planned: list[Mark]) -> ShotFraming:
        return ShotFraming(frame / self.fps, "crop", tuple(self._key(mark) for mark in planned))

    def _key(self, mark: Mark) -> KeyFrame:
        at = (self.first + round(mark.time * self.fps)) / self.fps
        place, speed = (
            Fraction(round(value / self.stage.picture * _PARTS), _PARTS) for value in (mark.position, mark.speed)
        )
        place = min(max(Fraction(0), place), Fraction(1))
        return KeyFrame(at, x=place, dx=speed) if self.axis == 0 else KeyFrame(at, y=place, dy=speed)

    def _subject(self, group: list[Person]) -> Subject:
        """All of `group` as one: the middle of their faces, and a box that keeps every head whole and every face held."""
        frames = np.unique(np.concatenate([person.frames for person in group]))
        low, high, left, right = (np.full(len(frames), edge) for edge in (np.inf, -np.inf, np.inf, -np.inf))
        for person in group:
            seen = (frames >= person.frames[0]) & (frames <= person.frames[-1])
            centre = np.interp(frames, person.frames, person.boxes[:, self.axis]) / self.window
            half = HEAD / 2 * np.interp(frames, person.frames, person.boxes[:, 2 + self.axis]) / self.window
            low[seen], high[seen] = np.minimum(low, centre)[seen], np.maximum(high, centre)[seen]
            left[seen], right[seen] = np.minimum(left, centre - half)[seen], np.maximum(right, centre + half)[seen]
        boxes = np.maximum(right - left, high - low + 1 - 2 * HOLD)
        return Subject((frames - self.first) / float(self.fps), (left + right) / 2, boxes)
