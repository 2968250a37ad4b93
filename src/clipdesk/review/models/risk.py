"""Which risk classes a clip is in, who or what said so, and who took one off again, with a reason."""

from __future__ import annotations

from django.db import models
from django.db.models import QuerySet

from clipdesk.accounts.models import Person, Station
from clipdesk.clips.models import Clip
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class RiskMark(models.Model):
    """A clip is in a class. `found`: the words and marks by which the desk found it; empty where a person (`by`) said so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    clip = models.ForeignKey(Clip, on_delete=models.PROTECT, related_name="risk_marks")
    risk_class = models.CharField(max_length=40)
    found = models.JSONField(default=list)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.clip} {self.risk_class}"


class RiskLifted(models.Model):
    """A named decision that a mark does not hold."""

    mark = models.OneToOneField(RiskMark, on_delete=models.PROTECT, related_name="lifted")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now, editable=False)
    reason = models.TextField()

    def __str__(self) -> str:
        return self.reason


def marks_of(clip: Clip) -> QuerySet[RiskMark]:
    """Return the marks that hold for a clip, the oldest first."""
    return clip.risk_marks.filter(lifted=None).select_related("by").order_by("at")


def lifted_from(clip: Clip) -> QuerySet[RiskMark]:
    """Return the marks that were taken off a clip, the newest decision first."""
    return clip.risk_marks.exclude(lifted=None).select_related("lifted__by").order_by("-lifted__at")


def classes_of(clip: Clip) -> frozenset[str]:
    """Return the keys of the classes that a clip is in."""
    return frozenset(marks_of(clip).values_list("risk_class", flat=True))
