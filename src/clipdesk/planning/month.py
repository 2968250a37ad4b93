"""What the calendar shows: days from one to another, with what takes place, what is due and what holidays there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from clipdesk.planning.filters import Filters
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


@dataclass
class Entry:
    """One event on one day. begins: whether it begins on this day; stories: how many open ones it has."""

    happening: Happening
    begins: bool
    stories: int = 0


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


def days_of(member: Member, view: str, window: Window, filters: Filters) -> list[Day]:
    """Return the days of a window as a member sees them, through these filters.

    A month and a list name assignments only where particular ones are asked for; all others they count.
    """
    zone = ZoneInfo(member.station.timezone)
    days = {
        window.first + timedelta(days=number): Day(window.first + timedelta(days=number))
        for number in range((window.last - window.first).days + 1)
    }
    events, work = events_for(member).select_related(None), filters.on_work(_due(member, window, zone))
    if filters.desk is not None:
        events = events.filter(desk=filters.desk)
    found = happenings(events, window.first, window.last, zone)
    if filters.of_work:
        found = _with_work(found, filters)
    _place(days, found, zone, _MOST[view])
    if not filters.of_work and view in {MONTH, LIST}:
        for day, count in _counted(work, zone):
            days[day].due_count = count
    else:
        _name_work(days, work, zone, _MOST[view])
    for off in holidays(member.station, window.first, window.last):
        for day in (day for day in days if off.first_on <= day <= off.last_on):
            days[day].holidays.append(off)
    _count_stories(days.values())
    return list(days.values())


def _place(days: Mapping[date, Day], found: Iterable[Happening], zone: ZoneInfo, most: int) -> None:
    """Put each event on every day on which it takes place, and count on each day what there is no room for."""
    for one in found:
        first, last = one.days(zone)
        for number in range((last - first).days + 1):
            day = days.get(first + timedelta(days=number))
            if day is None:
                continue
            if len(day.entries) < most:
                day.entries.append(Entry(one, number == 0))
            else:
                day.more += 1


def _name_work(days: Mapping[date, Day], work: QuerySet[Assignment], zone: ZoneInfo, most: int) -> None:
    """Put on each day the assignments that there is room for, and count the others: of a hundred, eight are read in full."""
    shown: dict[UUID, Day] = {}
    room = {day: most - len(one.entries) for day, one in days.items()}
    for pk, deadline in work.select_related(None).values_list("pk", "deadline"):
        on = timezone.localtime(deadline, zone).date()
        room[on] -= 1
        if room[on] >= 0:
            shown[pk] = days[on]
        else:
            days[on].more += 1
    named = Assignment.objects.filter(pk__in=list(shown)).select_related("story", "person").order_by("deadline", "pk")
    for one in named:
        shown[one.pk].due.append(one)


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


def _with_work(found: Iterable[Happening], filters: Filters) -> list[Happening]:
    """Return those events for which there is work, or a story, that the filters let through."""
    known = {one.row.pk: one for one in found if one.row is not None}
    wanted: set[UUID | None]
    if filters.person is not None or filters.kind:
        work = filters.on_work(Assignment.objects.filter(story__occurrence__in=list(known)))
        wanted = set(work.exclude(state=Assignment.CANCELLED).values_list("story__occurrence", flat=True))
    else:  # a story of the line counts before anybody works on it
        told = Story.objects.filter(occurrence__in=list(known), state=Story.OPEN, line=filters.line)
        wanted = set(told.values_list("occurrence", flat=True))
    return [one for pk, one in known.items() if pk in wanted]


def _count_stories(days: Iterable[Day]) -> None:
    """Note how many open stories belong to what is shown, which is less than what takes place."""
    shown = [entry for day in days for entry in day.entries if entry.happening.row is not None]
    rows = Story.objects.filter(occurrence__in={entry.happening.row for entry in shown}, state=Story.OPEN)
    counts = dict(rows.order_by().values_list("occurrence").annotate(Count("pk")))
    for entry in shown:
        entry.stories = counts.get(entry.happening.row.pk, 0) if entry.happening.row else 0
