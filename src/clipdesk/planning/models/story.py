"""A story: what is to be told, of an event or of none."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.planning.models.campaign import Campaign
from clipdesk.planning.models.content_line import ContentLine
from clipdesk.planning.models.event import Occurrence


class Story(models.Model):
    """One story. slug: the short name by which a newsroom calls it; line: the content line that it counts for;
    campaign: the one that it belongs to."""

    OPEN, CANCELLED = "open", "cancelled"
    CANCEL = move("story_cancelled", "open", CANCELLED)
    REVIVE = move("story_revived", "cancelled", OPEN)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, null=True, related_name="stories")
    line = models.ForeignKey(ContentLine, on_delete=models.PROTECT, null=True, related_name="stories")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="stories")
    slug = models.CharField(max_length=40)
    title = models.CharField(max_length=150)
    about = models.TextField(blank=True)
    state = models.CharField(max_length=12, default=OPEN)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(name="story_state_known", condition=Q(state__in=["open", "cancelled"]))]
        indexes = [models.Index(fields=["station", "state", "-made_at"], name="story_list")]

    def __str__(self) -> str:
        return self.title
