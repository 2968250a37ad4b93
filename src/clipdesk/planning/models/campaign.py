"""A campaign: a run-up to a day or a span of days, in phases."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from clipdesk.accounts.models import Person, Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.kernel.text import sort_key


class Campaign(models.Model):
    """What leads to a festival, an election day, a storm season, an anniversary. Stories name it; their work is its work.

    first_on, last_on: the day it leads to, or the span. embargo: no clip of its stories goes public before; empty: none.
    languages: codes of the languages in which each of its stories is wanted; empty: nobody asks.
    """

    RUNNING, ENDED = "running", "ended"
    END = move("campaign_ended", "running", ENDED)
    REVIVE = move("campaign_revived", "ended", RUNNING)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    name_sort = models.TextField(editable=False)
    about = models.TextField(blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    embargo = models.DateTimeField(null=True)
    languages = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=RUNNING)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="campaign_name_once"),
            models.CheckConstraint(name="campaign_state_known", condition=Q(state__in=["running", "ended"])),
            models.CheckConstraint(name="campaign_ends_after_it_begins", condition=Q(last_on__gte=F("first_on"))),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key in step with the name."""
        self.name_sort = sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def is_one_day(self) -> bool:
        """Whether it leads to a single day."""
        return self.first_on == self.last_on

    @property
    def is_under_embargo(self) -> bool:
        """Whether nothing of it may go public yet."""
        return self.embargo is not None and self.embargo > now()

    def days_to(self, today: date) -> int:
        """Return how many days are left until it begins; negative: so many days ago it was over; 0: it is on."""
        if today < self.first_on:
            return (self.first_on - today).days
        return min(0, (self.last_on - today).days)


class Phase(models.Model):
    """A stretch of a campaign, from a day to a day, both included."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="phases")
    name = models.CharField(max_length=80)
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="phase_ends_after_it_begins", condition=Q(last_on__gte=F("first_on"))),
        ]

    def __str__(self) -> str:
        return self.name
