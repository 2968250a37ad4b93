"""An assignment: one piece of work for a story, by one person, until a moment."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.destinations.models import Destination
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.planning.models.story import Story
from clipdesk.ui.languages import language_name


class Assignment(models.Model):
    """Who does what until when.

    destination: where the clip of it is to appear; empty: anywhere. language: the code of the language that it is to be in;
    empty: the station's own. minutes: how long it is expected to take. done_at: when it was done, by hand or because a clip
    of it went public. asked_by: whoever asked the person last.
    """

    CUT, FILM, TEXT, SIGN, PUBLISH, SURVEY = "cut", "film", "text", "sign", "publish", "survey"
    KINDS = {
        CUT: _("Cut a clip"),
        FILM: _("Film"),
        TEXT: _("Write a text"),
        SIGN: _("Sign off"),
        PUBLISH: pgettext_lazy("kind of assignment", "Publish"),
        SURVEY: _("Survey"),
    }
    OPEN, ASKED, ACCEPTED, DECLINED = "open", "asked", "accepted", "declined"
    DONE, CANCELLED = "done", "cancelled"
    STATES = {
        OPEN: _("Nobody yet"),
        ASKED: _("Asked"),
        ACCEPTED: _("Accepted"),
        DECLINED: _("Declined"),
        DONE: pgettext_lazy("state of an assignment", "Done"),
        CANCELLED: _("Cancelled"),
    }
    #: What still has to be done.
    WAITING = (OPEN, ASKED, ACCEPTED, DECLINED)
    ASK = move("assignment_asked", "open asked accepted declined", ASKED)
    FREE = move("assignment_freed", "asked accepted declined done", OPEN)
    TAKE = move("assignment_taken", "open declined", ACCEPTED)
    ACCEPT = move("assignment_accepted", "asked declined", ACCEPTED)
    DECLINE = move("assignment_declined", "asked accepted", DECLINED)
    FINISH = move("assignment_done", "open asked accepted declined", DONE)
    FULFIL = move("assignment_fulfilled", "open asked accepted declined", DONE)
    REOPEN = move("assignment_reopened", "done", ACCEPTED)
    CANCEL = move("assignment_cancelled", "open asked accepted declined", CANCELLED)
    REVIVE = move("assignment_revived", "cancelled", OPEN)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="assignments")
    kind = models.CharField(max_length=10)
    what = models.CharField(max_length=200, blank=True)
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    deadline = models.DateTimeField()
    minutes = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, default=OPEN)
    done_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_state_known",
                condition=Q(state__in=["open", "asked", "accepted", "declined", "done", "cancelled"]),
            ),
            models.CheckConstraint(
                name="assignment_kind_known",
                condition=Q(kind__in=["cut", "film", "text", "sign", "publish", "survey"]),
            ),
            models.CheckConstraint(
                name="assignment_asks_somebody",
                condition=~Q(state__in=["asked", "accepted", "declined"]) | Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_done_at_a_moment",
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["station", "deadline"], name="assignment_by_deadline"),
            models.Index(fields=["person", "state", "deadline"], name="assignment_of_person"),
            models.Index(fields=["station", "done_at"], name="assignment_by_done"),
            models.Index(
                fields=["station", "deadline"],
                name="assignment_waiting",
                condition=Q(state__in=["open", "asked", "accepted", "declined"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.story.slug}"

    def get_kind_display(self) -> str:
        """Return the kind's name in the active language."""
        return str(self.KINDS[self.kind])

    def get_state_display(self) -> str:
        """Return the state's name in the active language."""
        return str(self.STATES[self.state])

    @property
    def language_name(self) -> str:
        """What its language calls itself; empty: the station's own."""
        return language_name(self.language) if self.language else ""

    @property
    def is_waiting(self) -> bool:
        """Whether it still has to be done."""
        return self.state in self.WAITING

    @property
    def is_late(self) -> bool:
        """Whether its deadline has passed and it is not done."""
        return self.is_waiting and self.deadline < now()
