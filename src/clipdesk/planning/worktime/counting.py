"""What was worked on in a month of the station's clock: each day, each piece of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Person, Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.text import sort_key
from clipdesk.planning.models import Assignment, HandTime
from clipdesk.planning.worktime.marks import CUT, REVIEW, Asked, Piece, pieces, spells

#: What is older is shown to nobody, and what was set by hand is deleted: a year, and the month after it to look back.
KEPT = timedelta(days=400)
KINDS = {CUT: _("Cutting"), REVIEW: _("Review")}


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one person did on one day for one piece of work. measured: seconds; hand: what they set beside it, if anything.

    clip: its id, where it is of a clip. assignment: what it was planned as, if it was.
    """

    person: UUID
    on: date
    kind: str
    desk: UUID
    title: str
    measured: int
    clip: UUID | None = None
    assignment: Assignment | None = None
    line: UUID | None = None
    hand: HandTime | None = None

    @property
    def is_by_hand(self) -> bool:
        """Whether what was set by hand counts."""
        return self.hand is not None and self.hand.minutes is not None

    @property
    def seconds(self) -> int:
        """What counts."""
        by_hand = self.hand.minutes if self.hand else None
        return self.measured if by_hand is None else by_hand * 60

    @property
    def minutes(self) -> int:
        """What counts, in whole minutes."""
        return round(self.seconds / 60)

    @property
    def measured_minutes(self) -> int:
        """What was measured, in whole minutes."""
        return round(self.measured / 60)

    @property
    def kind_name(self) -> str:
        """What kind of work it is, in the active language."""
        return str(KINDS[self.kind] if self.clip else Assignment.KINDS[self.kind])


@dataclass(frozen=True)
class Days:
    """Days on a station's clock, from `first` until before `until`."""

    first: date
    until: date
    station: Station

    def asked(self, person: Person | None = None) -> Asked:
        """Return what to ask for."""
        zone = ZoneInfo(self.station.timezone)
        starts, ends = (datetime.combine(day, time(), zone) for day in (self.first, self.until))
        return Asked(stations=(self.station.pk,), starts=starts, ends=ends, person=person.pk if person else None)


def month_of(day: date, station: Station) -> Days:
    """Return the month of a day; of a day before all that is kept, the first month that is."""
    oldest = (now() - KEPT).astimezone(ZoneInfo(station.timezone)).date()
    first = max(day, oldest).replace(day=1)
    return Days(first, (first + timedelta(days=32)).replace(day=1), station)


def work_in(days: Days, person: Person | None = None) -> list[Work]:
    """Return the work of these days, of one person or of everybody, by day and then by the name of what was worked on."""
    zone = ZoneInfo(days.station.timezone)
    took: dict[tuple[UUID, date, str, UUID], timedelta] = defaultdict(timedelta)
    for spell in spells(days.asked(person)):
        took[spell.person, spell.at.astimezone(zone).date(), spell.kind, spell.clip] += spell.took
    hands = _newest(days, person)
    known = pieces({key[3] for key in took} | {hand.clip for hand in hands if hand.clip})
    planned = Assignment.objects.select_related("story__line").in_bulk(
        {piece.assignment for piece in known.values() if piece.assignment}
    )
    beside = {(hand.person_id, hand.on, hand.kind, hand.clip): hand for hand in hands if hand.clip}
    rows = [
        _of_clip(key, took.get(key, timedelta()), known[key[3]], planned, beside.get(key))
        for key in took.keys() | {key for key in beside if key[3]}
        if key[3] in known
    ]
    rows += [_of_assignment(hand) for hand in hands if hand.assignment]
    return sorted(rows, key=lambda row: (row.on, sort_key(row.title), row.kind))


def practised(person: Person) -> dict[str, float]:
    """Return the hours that a person worked at practice stations, by kind; from all that is there."""
    stations = Station.objects.filter(is_practice=True).values_list("pk", flat=True)
    asked = Asked(stations=list(stations), starts=_EVER, ends=now(), person=person.pk)
    hours = dict.fromkeys(KINDS, 0.0)
    for spell in spells(asked):
        hours[spell.kind] += spell.took / timedelta(hours=1)
    return hours


_EVER = datetime(2020, 1, 1, tzinfo=UTC)


def seconds_by_kind(rows: Iterable[Work]) -> dict[str, int]:
    """Add up what counts: cutting, review, and the rest under an empty name."""
    found = {CUT: 0, REVIEW: 0, "": 0}
    for row in rows:
        found[row.kind if row.clip else ""] += row.seconds
    return found


def _newest(days: Days, person: Person | None) -> list[HandTime]:
    rows = HandTime.objects.filter(station=days.station, on__gte=days.first, on__lt=days.until)
    if person is not None:
        rows = rows.filter(person=person)
    newest = {
        (row.person_id, row.on, row.kind, row.clip or row.assignment_id): row
        for row in rows.select_related("assignment__story__line").order_by("at")
    }
    return list(newest.values())


def _of_clip(
    key: tuple[UUID, date, str, UUID],
    took: timedelta,
    piece: Piece,
    planned: dict[UUID, Assignment],
    hand: HandTime | None,
) -> Work:
    person, on, kind, clip = key
    return Work(
        person=person, on=on, kind=kind, clip=clip, desk=piece.desk, title=piece.title, line=piece.line, hand=hand,
        measured=round(took.total_seconds()), assignment=planned.get(piece.assignment) if piece.assignment else None,
    )  # fmt: skip


def _of_assignment(hand: HandTime) -> Work:
    assignment = hand.assignment
    assert assignment is not None
    return Work(
        person=hand.person_id, on=hand.on, kind=hand.kind, desk=hand.desk_id, title=str(assignment.story),
        line=assignment.story.line_id, measured=0, assignment=assignment, hand=hand,
    )  # fmt: skip
