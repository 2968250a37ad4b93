"""A content line: a standing theme of the station, what it is to reach, and what was made of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Person, Station
from clipdesk.destinations.models import Destination
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.kernel.text import sort_key


class ContentLine(models.Model):
    """A theme that the station keeps up, and what for, in a sentence or two."""

    ACTIVE, ENDED = "active", "ended"
    END = move("line_ended", "active", ENDED)
    REVIVE = move("line_revived", "ended", ACTIVE)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    name_sort = models.TextField(editable=False)
    what_for = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=ACTIVE)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="line_name_once"),
            models.CheckConstraint(name="line_state_known", condition=Q(state__in=["active", "ended"])),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key in step with the name."""
        self.name_sort = sort_key(self.name)
        super().save(*args, **kwargs)


class LineTarget(models.Model):
    """How many clips of a line are wanted per week or month. destination, shape: only those count; empty: all do."""

    WEEK, MONTH = "week", "month"
    PERIODS = {WEEK: _("per week"), MONTH: _("per month")}

    line = models.ForeignKey(ContentLine, on_delete=models.CASCADE, related_name="targets")
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, null=True, related_name="+")
    shape = models.CharField(max_length=4, blank=True)
    count = models.PositiveSmallIntegerField()
    per = models.CharField(max_length=5)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "destination", "shape", "per"], name="target_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="target_period_known", condition=Q(per__in=["week", "month"])),
            models.CheckConstraint(name="target_asks_something", condition=Q(count__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.count} {self.per}"

    def get_per_display(self) -> str:
        """Return the period in the active language."""
        return str(self.PERIODS[self.per])


class Made(models.Model):
    """One clip went public on one destination. Publishing writes it; the line's target fills by itself.

    publication, clip: their ids in rooms above. assignment: the one that it was made for, if any. line: as it was set for
    the clip when it went public, or set since. taken_down_at: when it was withdrawn; then it no longer counts.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    publication = models.UUIDField(unique=True)
    clip = models.UUIDField()
    title = models.CharField(max_length=120, blank=True)
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="+")
    shape = models.CharField(max_length=4)
    line = models.ForeignKey(ContentLine, on_delete=models.PROTECT, null=True, related_name="made")
    assignment = models.ForeignKey("planning.Assignment", on_delete=models.PROTECT, null=True, related_name="made")
    at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["station", "at"], name="made_when"),
            models.Index(fields=["clip"], name="made_of_clip"),
        ]

    def __str__(self) -> str:
        return f"{self.title} → {self.destination}"
