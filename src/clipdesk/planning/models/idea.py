"""An idea: one line of anybody on the desk, or a card that another room put there with its evidence."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.planning.models.story import Story

#: How the board calls what each room found, in words for people; each room adds itself from its `AppConfig.ready`.
sources: dict[str, str | Promise] = {}


class Idea(models.Model):
    """What somebody thought of, or what was found. story: what became of it, where it was taken up.

    source: the room that found it (a word of `sources`); empty: a person wrote it. evidence: what it rests on, in
    that room's words; link: the address on this desk where it is seen. Both are there with a source only. made_by: who
    wrote it, or had it put on the board; none where the desk found it by itself.
    """

    OPEN, TAKEN, DROPPED = "open", "taken", "dropped"
    TAKE = move("idea_taken", "open", TAKEN)
    DROP = move("idea_dropped", "open", DROPPED)
    REVIVE = move("idea_revived", "dropped", OPEN)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=280)
    source = models.CharField(max_length=30, blank=True)
    evidence = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, default=OPEN)
    story = models.OneToOneField(Story, on_delete=models.PROTECT, null=True, related_name="idea")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="idea_state_known", condition=Q(state__in=["open", "taken", "dropped"])),
            models.CheckConstraint(name="idea_taken_as_a_story", condition=~Q(state="taken") | Q(story__isnull=False)),
            models.CheckConstraint(
                name="idea_of_somebody_or_with_evidence",
                condition=Q(source="", evidence="", link="", made_by__isnull=False)
                | (~Q(source="") & ~Q(evidence="") & ~Q(link="")),
            ),
            models.UniqueConstraint(
                fields=["desk", "source", "link"], name="idea_of_a_finding_once", condition=~Q(source="")
            ),
        ]
        indexes = [models.Index(fields=["station", "state", "-made_at"], name="idea_list")]

    def __str__(self) -> str:
        return self.words

    @property
    def source_name(self) -> str:
        """How the room that found it is called, in the active language."""
        return str(sources.get(self.source, _("What the desk found")))
