"""Planned, made and late, by content line and destination, in one week or month of the station's clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from clipdesk.accounts.models import Station
from clipdesk.destinations.models import Destination
from clipdesk.kernel.clock import now
from clipdesk.planning.models import Assignment, ContentLine, LineTarget, Made
from clipdesk.ui.shape_names import SHAPE_NAMES


@dataclass(frozen=True)
class Period:
    """A week from Monday to Sunday, or a month. first, last: its days, both included; since, until: its moments."""

    per: str
    first: date
    last: date
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)


def period_of(per: str, day: date, station: Station) -> Period:
    """Return the week or the month in which a day lies."""
    zone = ZoneInfo(station.timezone)
    if per == LineTarget.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(per, monday, monday + timedelta(days=6), zone)
    first = day.replace(day=1)
    return Period(per, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), zone)


@dataclass(frozen=True)
class Standing:
    """How one target stands. wanted: None where nothing is asked for; planned: clips that are still to be made for it in
    the period; made: those that went public in it; late: of those planned, how many are overdue."""

    destination: Destination | None
    shape: str
    per: str
    wanted: int | None
    planned: int
    made: int
    late: int
    target: LineTarget | None = None

    @property
    def missing(self) -> int:
        """How many nobody has made or planned yet."""
        return max(0, (self.wanted or 0) - self.made - self.planned)

    @property
    def shape_name(self) -> str:
        """How pages call its shape; empty: any."""
        return str(SHAPE_NAMES[self.shape]) if self.shape else ""


@dataclass(frozen=True)
class LineStanding:
    """How one line stands (None: what is on no line), target by target; beside them where else something of it was made
    or planned."""

    line: ContentLine | None
    rows: list[Standing] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many clips are missing over all its targets."""
        return sum(row.missing for row in self.rows)


class _Work(NamedTuple):
    """A clip that is still to be cut."""

    line: UUID | None
    destination: UUID | None
    deadline: datetime


class _Clip(NamedTuple):
    """A clip that is public somewhere."""

    line: UUID | None
    destination: UUID
    shape: str
    clip: UUID


@dataclass(frozen=True)
class _Figures:
    """All that was planned and made in one period."""

    work: list[_Work]
    clips: list[_Clip]

    @classmethod
    def of(cls, station: Station, period: Period) -> _Figures:
        """Read them: two queries, however many lines there are."""
        waiting = {"kind": Assignment.CUT, "state__in": Assignment.WAITING}
        due = {"deadline__gte": period.since, "deadline__lt": period.until}
        work = Assignment.objects.filter(station=station, **waiting, **due)
        clips = Made.objects.filter(station=station, at__gte=period.since, at__lt=period.until, taken_down_at=None)
        return cls(
            [_Work(*row) for row in work.values_list("story__line", "destination", "deadline")],
            [_Clip(*row) for row in clips.values_list("line", "destination", "shape", "clip")],
        )

    def of_target(self, target: LineTarget) -> Standing:
        """Return how a target stands. One for anywhere counts each clip once, wherever it is public."""
        return self._standing(target.line_id, target.destination, target.per, target)

    def beside(self, line: UUID | None, place: Destination | None, per: str) -> Standing:
        """Return what there is of a line on a destination for which nothing is asked for."""
        return self._standing(line, place, per, None)

    def places(self, line: UUID | None) -> set[UUID | None]:
        """Return on which destinations there is something of a line; None: it is not said where."""
        return {one.destination for one in self.work if one.line == line} | {
            one.destination for one in self.clips if one.line == line
        }

    def _standing(self, line: UUID | None, place: Destination | None, per: str, target: LineTarget | None) -> Standing:
        anywhere = target is not None and place is None
        key, shape = place.pk if place else None, target.shape if target else ""
        work = [one for one in self.work if one.line == line and (anywhere or one.destination == key)]
        clips = [one for one in self.clips if one.line == line and (anywhere or one.destination == key)]
        made = {one.clip for one in clips if not shape or one.shape in {shape, ""}}  # empty: all shapes went there
        late = sum(one.deadline < now() for one in work)
        wanted = target.count if target else None
        return Standing(place, shape, per, wanted, len(work), len(made), late, target)


def targets_standing(station: Station, lines: Iterable[ContentLine], day: date) -> list[LineStanding]:
    """Return how the targets of these lines stand in the week and in the month of a day."""
    figures = {per: _Figures.of(station, period_of(per, day, station)) for per in LineTarget.PERIODS}
    return [LineStanding(line, [figures[target.per].of_target(target) for target in _targets(line)]) for line in lines]


def standing_of(station: Station, lines: Iterable[ContentLine], period: Period) -> list[LineStanding]:
    """Return how a period stands, line by line: every target of its kind, and every destination on which something else
    was made or planned; at the end what is on no line, if anything is."""
    figures = _Figures.of(station, period)
    places = {place.pk: place for place in Destination.objects.filter(station=station)}
    found = []
    for line in [*lines, None]:
        rows = [figures.of_target(target) for target in _targets(line) if target.per == period.per]
        counted = {row.destination.pk if row.destination else None for row in rows}
        others = set() if None in counted else figures.places(line.pk if line else None) - counted
        named = sorted((places[key] for key in others if key), key=lambda place: place.name)
        beside: list[Destination | None] = [*named, None] if None in others else [*named]
        rows += [figures.beside(line.pk if line else None, place, period.per) for place in beside]
        if rows or line is not None:
            found.append(LineStanding(line, rows))
    return found


def _targets(line: ContentLine | None) -> list[LineTarget]:
    if line is None or line.state != ContentLine.ACTIVE:
        return []
    return sorted(line.targets.all(), key=lambda one: (one.per, one.destination.name if one.destination else ""))
