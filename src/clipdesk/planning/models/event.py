"""An event, once or again and again, and what is particular about one of its days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.kernel.recurrence import Pattern, Repeat, until_of


class Event(models.Model):
    """Something that takes place. It is expanded when it is read: no row stands for a day of which nothing is particular.

    first_on, first_at: when it begins for the first time, on the wall clock of `zone`; without a time it takes whole days.
    minutes: how long, of what has a time; days: how many, of what takes whole days. rule: an RRULE of RFC 5545, empty for
    once. last_on: the last day on which anything of it may lie; empty: it has no end. continues: the event of which this is
    the rest, from the day on which it was moved or cancelled.
    """

    PLANNED, PROVISIONAL, CANCELLED = "planned", "provisional", "cancelled"
    STATES = {
        PLANNED: pgettext_lazy("state of an event", "Planned"),
        PROVISIONAL: _("Provisional"),
        CANCELLED: _("Cancelled"),
    }
    CONFIRM = move("event_confirmed", "provisional", PLANNED)
    DOUBT = move("event_provisional", "planned", PROVISIONAL)
    CANCEL = move("event_cancelled", "planned provisional", CANCELLED)
    REVIVE = move("event_revived", "cancelled", PLANNED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    place = models.CharField(max_length=150, blank=True)
    about = models.TextField(blank=True)
    state = models.CharField(max_length=12, default=PLANNED)
    first_on = models.DateField()
    first_at = models.TimeField(null=True)
    zone = models.CharField(max_length=40)
    minutes = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=1)
    rule = models.CharField(max_length=300, blank=True)
    last_on = models.DateField(null=True)
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="continued_by")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="event_state_known", condition=Q(state__in=["planned", "provisional", "cancelled"])
            ),
            models.CheckConstraint(
                name="event_has_length",
                condition=Q(first_at__isnull=True, days__gt=0) | Q(first_at__isnull=False, minutes__gt=0),
            ),
        ]
        indexes = [
            models.Index(fields=["station", "first_on", "last_on"], name="event_in_window"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_state_display(self) -> str:
        """Return the state's name in the active language."""
        return str(self.STATES[self.state])

    @property
    def is_all_day(self) -> bool:
        """Whether it takes whole days."""
        return self.first_at is None

    @property
    def recurs(self) -> bool:
        """Whether it comes more than once."""
        return bool(self.rule)

    @property
    def repeat(self) -> Repeat:
        """Its rule as people say it."""
        return Repeat.told(self.rule, self.zone)

    @property
    def pattern(self) -> Pattern:
        """When it begins, again and again; what was moved or cancelled of it does not count."""
        return Pattern(datetime.combine(self.first_on, self.first_at or time()), self.zone, self.rule)

    @property
    def spans_days(self) -> int:
        """On how many days after the one on which it begins anything of it may still lie."""
        return self.days - 1 if self.is_all_day else self.minutes // 1440 + 1

    def days_from(self, day: date, until: date) -> list[date]:
        """Return the days on which it begins by its rule, from `day` to `until`, both included."""
        zone = ZoneInfo(self.zone)
        after, before = (datetime.combine(one, time(), zone) for one in (day, until + timedelta(days=1)))
        return [self.pattern.day_of(moment) for moment in self.pattern.between(after, before)]

    def begins_on(self, day: date) -> bool:
        """Tell whether it begins on a day by its rule."""
        return self.days_from(day, day) == [day]

    def starts(self, on: date, at: time | None = None) -> datetime:
        """Return the moment at which it begins on a day, in UTC; `at`: at another time than its own."""
        shown = datetime.combine(on, (at or self.first_at) or time(), ZoneInfo(self.zone))
        return shown.astimezone(UTC)

    def note_end(self) -> None:
        """Keep `last_on` in step with the rule; of a rule that counts, it is counted out."""
        last: date | None = self.first_on
        if self.rule:
            last = until_of(self.rule, self.zone)
            if "COUNT=" in self.rule:
                *_all, moment = self.pattern.following(datetime.combine(self.first_on, time(), ZoneInfo(self.zone)))
                last = self.pattern.day_of(moment)
        self.last_on = last + timedelta(days=self.spans_days) if last else None


class Occurrence(models.Model):
    """One day of an event of which something is particular: it was moved or cancelled, or stories belong to it.

    recurs_on: the day on which it begins by the event's rule, which names it. begins_on, begins_at: when it does begin, on
    the clock of the event; they differ from the rule only where it `moved`.
    """

    PLANNED, CANCELLED = "planned", "cancelled"
    CANCEL = move("event_day_cancelled", "planned", CANCELLED)
    REVIVE = move("event_day_revived", "cancelled", PLANNED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="occurrences")
    recurs_on = models.DateField()
    begins_on = models.DateField()
    begins_at = models.TimeField(null=True)
    moved = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default=PLANNED)

    class Meta:
        constraints = [
            models.UniqueConstraint(  # looked at when all days of an event have moved, not in between
                fields=["event", "recurs_on"], name="occurrence_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(name="occurrence_state_known", condition=Q(state__in=["planned", "cancelled"])),
        ]
        indexes = [models.Index(fields=["station", "begins_on"], name="occurrence_in_window")]

    def __str__(self) -> str:
        return f"{self.event} {self.begins_on}"
