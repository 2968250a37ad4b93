"""What takes place from a day to a day: events are expanded by their rules here, and nowhere are their days stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from clipdesk.kernel.clock import now
from clipdesk.planning.models import Event, Occurrence

#: No event takes longer: what begins before a window by more than this does not reach into it.
MOST_DAYS = 31
_MARGIN = timedelta(days=1)  # an event's zone may be a day ahead of the reader's, or behind
_SHORT = timedelta(days=2)  # what is over within a day, and begins in another zone


@dataclass(frozen=True)
class Happening:
    """One day of an event, as it stands now. recurs_on names it; begins_on, begins_at: when it begins, on its own clock;
    row: what is particular about it, if anything is."""

    event: Event
    recurs_on: date
    begins_on: date
    begins_at: time | None
    row: Occurrence | None = None

    @classmethod
    def of_row(cls, row: Occurrence) -> Happening:
        """Return what a row says."""
        return cls(row.event, row.recurs_on, row.begins_on, row.begins_at, row)

    @classmethod
    def of_rule(cls, event: Event, day: date) -> Happening:
        """Return what the rule says of a day."""
        return cls(event, day, day, event.first_at)

    @cached_property
    def starts(self) -> datetime:
        """When it begins, in UTC; of what takes whole days: the first moment of the first, on its own clock."""
        return self.event.starts(self.begins_on, self.begins_at)

    @cached_property
    def ends(self) -> datetime:
        """When it is over, in UTC."""
        if self.event.is_all_day:
            return self.event.starts(self.begins_on + timedelta(days=self.event.days))
        return self.starts + timedelta(minutes=self.event.minutes)

    @property
    def state(self) -> str:
        """How it stands: as its event, unless this day alone is cancelled."""
        return Event.CANCELLED if self.row is not None and self.row.state == Occurrence.CANCELLED else self.event.state

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state == Event.CANCELLED

    @property
    def moved(self) -> bool:
        """Whether it was moved from where the rule has it."""
        return self.row is not None and self.row.moved

    @property
    def last_day(self) -> date:
        """The last of its whole days."""
        return self.begins_on + timedelta(days=self.event.days - 1)

    @property
    def ends_same_day(self) -> bool:
        """Whether it is over on the day on which it begins, for whoever reads now."""
        first, last = (timezone.localtime(moment).date() for moment in (self.starts, self.ends))
        return first == last

    def days(self, zone: ZoneInfo) -> tuple[date, date]:
        """Return its first and last day for a reader in `zone`; whole days are the same everywhere."""
        if self.event.is_all_day:
            return self.begins_on, self.last_day
        last = self.ends - timedelta(microseconds=1)  # what ends at midnight does not reach into the next day
        return self.starts.astimezone(zone).date(), last.astimezone(zone).date()


def happenings(events: QuerySet[Event], first: date, last: date, zone: ZoneInfo) -> list[Happening]:
    """Return what takes place from `first` to `last` (both included, in `zone`), in order of beginning.

    What is cancelled is among it: whoever looks for it must see that.
    """
    since, end = first - _MARGIN, last + _MARGIN
    running = {event.pk: event for event in events.filter(Q(last_on=None) | Q(last_on__gte=since), first_on__lte=end)}
    rows = _particular(events, first, end)
    running |= events.in_bulk({row.event_id for row in rows} - running.keys())  # moved away from where its rule ends
    known: dict[UUID, set[date]] = {}
    found = []
    for row in rows:
        known.setdefault(row.event_id, set()).add(row.recurs_on)
        row.event = running[row.event_id]
        found.append(Happening.of_row(row))
    for event in running.values():
        begin = first - timedelta(days=event.spans_days) - _MARGIN
        taken = known.get(event.pk, set())
        found += [Happening.of_rule(event, day) for day in _days(event, begin, end) if day not in taken]
    return sorted(_within(found, first, last, zone), key=_order)


def _particular(events: QuerySet[Event], first: date, end: date) -> list[Occurrence]:
    """Return the rows of days that may reach into a window from `first` on, or that stand for days that do by their rule."""
    lasting = Q(event__days__gt=1) | Q(event__minutes__gte=1440)
    begins = Q(begins_on__range=(first - _SHORT, end)) | Q(recurs_on__range=(first - _SHORT, end))
    near = first - timedelta(days=MOST_DAYS) - _MARGIN
    begins |= lasting & (Q(begins_on__range=(near, end)) | Q(recurs_on__range=(near, end)))
    return list(Occurrence.objects.filter(begins, event__in=events.order_by()))


def happening_on(event: Event, day: date) -> Happening:
    """Return what an event does that begins by its rule on `day`.

    Raises:
        Http404: nothing does.
    """
    row = event.occurrences.filter(recurs_on=day).select_related("event__desk").first()
    if row is not None:
        return Happening.of_row(row)
    if not event.begins_on(day):
        raise Http404
    return Happening.of_rule(event, day)


def nearest(event: Event) -> Happening:
    """Return the next of an event's days; where all are over, the first."""
    coming = event.pattern.next(now(), 1) if event.recurs else []
    return happening_on(event, event.pattern.day_of(coming[0]) if coming else _first_day(event))


def _first_day(event: Event) -> date:
    """Return the first day on which the rule has it; a rule of one's own may leave the first day out."""
    moment = event.pattern.next(event.starts(event.first_on) - _MARGIN, 1)
    return event.pattern.day_of(moment[0]) if moment else event.first_on


def _days(event: Event, since: date, until: date) -> list[date]:
    if not event.recurs:
        return [event.first_on] if since <= event.first_on <= until else []
    return event.days_from(since, until)


def _within(found: Iterable[Happening], first: date, last: date, zone: ZoneInfo) -> Iterable[Happening]:
    for one in found:
        begins, ends = one.days(zone)
        if begins <= last and ends >= first:
            yield one


def _order(one: Happening) -> tuple[datetime, bool, str]:
    return one.starts, not one.event.is_all_day, one.event.title
