"""An idea: one line of anybody on the desk."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.planning.models.story import Story


class Idea(models.Model):
    """What somebody thought of. story: what became of it, where it was taken up."""

    OPEN, TAKEN, DROPPED = "open", "taken", "dropped"
    TAKE = move("idea_taken", "open", TAKEN)
    DROP = move("idea_dropped", "open", DROPPED)
    REVIVE = move("idea_revived", "dropped", OPEN)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=280)
    state = models.CharField(max_length=10, default=OPEN)
    story = models.OneToOneField(Story, on_delete=models.PROTECT, null=True, related_name="idea")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="idea_state_known", condition=Q(state__in=["open", "taken", "dropped"])),
            models.CheckConstraint(name="idea_taken_as_a_story", condition=~Q(state="taken") | Q(story__isnull=False)),
        ]
        indexes = [models.Index(fields=["station", "state", "-made_at"], name="idea_list")]

    def __str__(self) -> str:
        return self.words
