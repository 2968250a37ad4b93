"""Who was asked for how many minutes of work, and has time for how many: day by day, in order of names. Nobody is ranked.

An assignment counts on the day on which it is due; what is late counts today. Where it does not say how long it takes,
what is usual on its desk counts. What was done on its day counts too: it took its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.accounts.roles import SEE
from clipdesk.kernel.clock import now
from clipdesk.planning.away import Away, away_between
from clipdesk.planning.models import Assignment, Capacity
from clipdesk.planning.month import Window
from clipdesk.planning.usual import Usual

#: So many assignments are named on one day of one person; the others are counted.
_MOST = 6


@dataclass
class Cell:
    """One day of one person, in minutes. capacity: for how many there is time; away: of these, how many are lost to an
    absence; work: what is still to be done."""

    day: date
    past: bool = False
    capacity: int = 0
    away: int = 0
    asked: int = 0
    accepted: int = 0
    done: int = 0
    work: list[Assignment] = field(default_factory=list)
    more: int = 0

    @property
    def planned(self) -> int:
        """What they were asked for, accepted or did."""
        return self.asked + self.accepted + self.done

    @property
    def over(self) -> int:
        """By how much that is more than there is time for."""
        return max(0, self.planned - self.capacity)

    @property
    def free(self) -> int:
        """For how much there is time yet; of a day that is over, for nothing."""
        return 0 if self.past else max(0, self.capacity - self.planned)


@dataclass
class Row:
    """One person in one week (None: what nobody has). The counts are of assignments."""

    person: Person | None
    cells: list[Cell]
    asked: int = 0
    accepted: int = 0
    declined: int = 0

    @property
    def planned(self) -> int:
        """Minutes of the week."""
        return sum(cell.planned for cell in self.cells)

    @property
    def capacity(self) -> int:
        """Minutes for which there is time in the week."""
        return sum(cell.capacity for cell in self.cells)

    @property
    def over(self) -> int:
        """By how many minutes its fullest days are too full: a free Friday does not help on Monday."""
        return sum(cell.over for cell in self.cells)

    @property
    def free(self) -> int:
        """For how many minutes there is time yet."""
        return sum(cell.free for cell in self.cells)


def load_of(member: Member, people: Iterable[Person], window: Window) -> list[Row]:
    """Return the week of each of these people, in their order, and at the end what nobody has.

    Minutes are those of all desks, or somebody would look free who is not; named is what the member sees.
    """
    zone = ZoneInfo(member.station.timezone)
    today = now().astimezone(zone).date()
    rows = {one.pk: Row(one, _cells(window, today)) for one in people}
    nobody = Row(None, _cells(window, today))
    _note_time(member, rows, window, zone)
    usual, reach = Usual.of(member.station), member.desks_for(SEE)
    for one in _work(member, window, zone):
        seen = reach is None or one.desk_id in reach or one.person_id == member.person.pk
        declined = one.state == Assignment.DECLINED
        if declined and one.person_id in rows:
            rows[one.person_id].declined += 1
        row = nobody if declined or one.person_id is None else rows.get(one.person_id)
        if row is not None and (seen or row is not nobody):
            _note_work(row, one, _day_of(one, window, zone), usual.minutes_of(one))
            _name(row, one, _day_of(one, window, zone), seen=seen)
    return [*rows.values(), nobody]


def _cells(window: Window, today: date) -> list[Cell]:
    days = [window.first + timedelta(days=number) for number in range((window.last - window.first).days + 1)]
    return [Cell(day, past=day < today) for day in days]


def _work(member: Member, window: Window, zone: ZoneInfo) -> Iterable[Assignment]:
    """Return what is due in the window, and what is late where today is in it; the earliest first."""
    since, until = _moments(window, zone)
    due = Q(deadline__gte=since, deadline__lt=until)
    if since <= now() < until:
        due |= Q(deadline__lt=since, state__in=Assignment.WAITING)
    rows = Assignment.objects.filter(due, station=member.station).exclude(state=Assignment.CANCELLED)
    return rows.select_related("story", "person").order_by("deadline", "pk")


def _day_of(one: Assignment, window: Window, zone: ZoneInfo) -> int:
    """Return on which day of the window an assignment counts."""
    day = one.deadline.astimezone(zone).date()
    today = now().astimezone(zone).date()
    if one.is_waiting and day < today <= window.last:
        day = today
    return max(0, (day - window.first).days)


def _note_work(row: Row, one: Assignment, number: int, minutes: int) -> None:
    cell = row.cells[number]
    if one.state == Assignment.DONE:
        cell.done += minutes
    elif one.state == Assignment.ACCEPTED:
        cell.accepted += minutes
        row.accepted += 1
    else:
        cell.asked += minutes
        row.asked += 1


def _name(row: Row, one: Assignment, number: int, *, seen: bool) -> None:
    """Name what is still to be done, as far as there is room and the member sees it."""
    cell = row.cells[number]
    if not seen or not one.is_waiting:
        return
    if len(cell.work) < _MOST:
        cell.work.append(one)
    else:
        cell.more += 1


def _note_time(member: Member, rows: Mapping[UUID, Row], window: Window, zone: ZoneInfo) -> None:
    """Note for how much each person has time: what is usual for them, less the minutes of their absences on that day."""
    said = dict(Capacity.objects.filter(station=member.station).values_list("person", "minutes"))
    away: dict[UUID, list[Away]] = {}
    for one in away_between(member.station, *_moments(window, zone)):
        away.setdefault(one.person_id, []).append(one)
    for pk, row in rows.items():
        week = said.get(pk, Capacity.USUAL)
        for cell in row.cells:
            usual = week[cell.day.weekday()]
            cell.away = min(usual, sum(_minutes_on(cell.day, one, zone) for one in away.get(pk, [])))
            cell.capacity = usual - cell.away


def _minutes_on(day: date, one: Away, zone: ZoneInfo) -> int:
    since, until = (datetime.combine(day + timedelta(days=more), time(), zone) for more in (0, 1))
    return max(0, int((min(until, one.ends) - max(since, one.starts)).total_seconds() // 60))


def _moments(window: Window, zone: ZoneInfo) -> tuple[datetime, datetime]:
    since, until = window.first, window.last + timedelta(days=1)
    return datetime.combine(since, time(), zone), datetime.combine(until, time(), zone)
