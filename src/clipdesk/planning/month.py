"""What the calendar shows: days from one to another, with what takes place, what is due and what holidays there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from clipdesk.accounts.member import Member
from clipdesk.planning.access import assignments_for, events_for
from clipdesk.planning.expanding import Happening, happenings
from clipdesk.planning.holidays import DayOff, holidays
from clipdesk.planning.models import Assignment, Story

MONTH, WEEK, DAY, LIST = "month", "week", "day", "list"
#: How many days the list holds.
LIST_DAYS = 30
#: So many events and assignments stand on one day of a view.
_MOST = {MONTH: 8, WEEK: 40, DAY: 400, LIST: 20}


@dataclass(frozen=True)
class Window:
    """From which day to which (both included) a view shows; before, after: the day that stands for what comes beside it."""

    first: date
    last: date
    before: date
    after: date


@dataclass(frozen=True)
class Entry:
    """One event on one day. begins: whether it begins on this day; stories: how many open ones it has."""

    happening: Happening
    begins: bool
    stories: int


@dataclass
class Day:
    """One day of the calendar. due_count: how many assignments are due, where they are not named; more: how much is left
    out, to be read on the day's own page."""

    day: date
    entries: list[Entry] = field(default_factory=list)
    due: list[Assignment] = field(default_factory=list)
    holidays: list[DayOff] = field(default_factory=list)
    due_count: int = 0
    more: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands on it."""
        return not (self.entries or self.due or self.holidays or self.due_count)

    def shorten(self, most: int) -> None:
        """Keep so many events and assignments, and count the rest as `more`."""
        everything = len(self.entries) + len(self.due)
        self.entries = self.entries[:most]
        self.due = self.due[: most - len(self.entries)]
        self.more = everything - len(self.entries) - len(self.due)


def window_of(view: str, day: date) -> Window:
    """Return what a view shows around a day; a month is shown in whole weeks from Monday on."""
    if view == DAY:
        return Window(day, day, day - timedelta(days=1), day + timedelta(days=1))
    if view == LIST:
        last = day + timedelta(days=LIST_DAYS - 1)
        return Window(day, last, day - timedelta(days=LIST_DAYS), last + timedelta(days=1))
    if view == WEEK:
        monday = day - timedelta(days=day.weekday())
        return Window(monday, monday + timedelta(days=6), monday - timedelta(days=7), monday + timedelta(days=7))
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    end = after - timedelta(days=1)
    monday, sunday = first - timedelta(days=first.weekday()), end + timedelta(days=6 - end.weekday())
    return Window(monday, sunday, (first - timedelta(days=1)).replace(day=1), after)


def days_of(member: Member, view: str, window: Window, desk: UUID | None, person: UUID | None) -> list[Day]:
    """Return the days of a window as a member sees them; desk, person: what has to do with these alone.

    A month and a list name only one person's assignments; all others they count.
    """
    zone = ZoneInfo(member.station.timezone)
    days = {
        window.first + timedelta(days=number): Day(window.first + timedelta(days=number))
        for number in range((window.last - window.first).days + 1)
    }
    events, work = events_for(member), _due(member, window, zone)
    if desk is not None:
        events, work = events.filter(desk=desk), work.filter(desk=desk)
    found = happenings(events, window.first, window.last, zone)
    if person is not None:
        work = work.filter(person=person)
        found = _of_person(found, person)
    stories = _stories_of(found)
    for one in found:
        first, last = one.days(zone)
        for day in (day for day in days if first <= day <= last):
            count = stories.get(one.row.pk, 0) if one.row else 0
            days[day].entries.append(Entry(one, day == first, count))
    if person is None and view in {MONTH, LIST}:
        for day, count in _counted(work, zone):
            days[day].due_count = count
    else:
        for assignment in work:
            days[timezone.localtime(assignment.deadline, zone).date()].due.append(assignment)
    for off in holidays(member.station, window.first, window.last):
        for day in (day for day in days if off.first_on <= day <= off.last_on):
            days[day].holidays.append(off)
    for one_day in days.values():
        one_day.shorten(_MOST[view])
    return list(days.values())


def _counted(work: QuerySet[Assignment], zone: ZoneInfo) -> list[tuple[date, int]]:
    """Return how many assignments are due on each day."""
    rows = work.order_by().annotate(day=TruncDate("deadline", tzinfo=zone)).values_list("day")
    return list(rows.annotate(Count("pk")))


def _due(member: Member, window: Window, zone: ZoneInfo) -> QuerySet[Assignment]:
    """Return what is due in a window and was not cancelled."""
    since = datetime.combine(window.first, time(), zone)
    until = datetime.combine(window.last + timedelta(days=1), time(), zone)
    rows = assignments_for(member).filter(deadline__gte=since, deadline__lt=until)
    return rows.exclude(state=Assignment.CANCELLED)


def _of_person(found: Iterable[Happening], person: UUID) -> list[Happening]:
    """Return those for which somebody has work."""
    known = [one for one in found if one.row is not None]
    rows = Assignment.objects.filter(
        story__occurrence__in=[one.row for one in known if one.row], person=person
    ).exclude(state=Assignment.CANCELLED)
    busy = set(rows.values_list("story__occurrence", flat=True))
    return [one for one in known if one.row and one.row.pk in busy]


def _stories_of(found: Iterable[Happening]) -> dict[UUID, int]:
    rows = Story.objects.filter(occurrence__in=[one.row for one in found if one.row], state=Story.OPEN)
    return dict(rows.order_by().values_list("occurrence").annotate(Count("pk")))
