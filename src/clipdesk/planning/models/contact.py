"""Contacts with others: a request to or from somebody outside, its letters, and the station's posts that it is about."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.planning.models.content_line import Made


class Contact(models.Model):
    """One request, begun and closed by the station.

    party: the institution, never a member of the public. due_on: the day by which an answer is due; keeper: who looks after
    it and is reminded. outcome: how it ended, as whoever closed it put it.
    """

    PARTNER, OWNER, REGULATOR, AGENCY = "partner", "owner", "regulator", "agency"
    KINDS = {
        PARTNER: _("Partner"),
        OWNER: _("Owner of rights or accounts"),
        REGULATOR: _("Regulator"),
        AGENCY: _("Agency"),
    }
    OURS, THEIRS = "ours", "theirs"
    DIRECTIONS = {OURS: _("We ask them"), THEIRS: _("They ask us")}
    OPEN, CLOSED = "open", "closed"
    STATES = {
        OPEN: pgettext_lazy("state of a request", "Open"),
        CLOSED: pgettext_lazy("state of a request", "Closed"),
    }
    CLOSE = move("contact_closed", "open", CLOSED)
    REOPEN = move("contact_reopened", "closed", OPEN)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=150)
    direction = models.CharField(max_length=6)
    kind = models.CharField(max_length=10)
    party = models.CharField(max_length=150)
    about = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    keeper = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default=OPEN)
    outcome = models.TextField(blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_state_known", condition=Q(state__in=["open", "closed"])),
            models.CheckConstraint(name="contact_direction_known", condition=Q(direction__in=["ours", "theirs"])),
            models.CheckConstraint(
                name="contact_kind_known", condition=Q(kind__in=["partner", "owner", "regulator", "agency"])
            ),
            models.CheckConstraint(
                name="contact_closed_at_a_moment",
                condition=Q(state="closed", closed_at__isnull=False) | Q(state="open", closed_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["station", "state", "due_on"], name="contact_list")]

    def __str__(self) -> str:
        return self.subject

    def get_kind_display(self) -> str:
        """Return what the other side is, in the active language."""
        return str(self.KINDS[self.kind])

    def get_direction_display(self) -> str:
        """Return who asks whom, in the active language."""
        return str(self.DIRECTIONS[self.direction])

    def get_state_display(self) -> str:
        """Return the state's name in the active language."""
        return str(self.STATES[self.state])

    def is_overdue(self, today: date) -> bool:
        """Tell whether the day on which an answer was due is over."""
        return self.state == self.OPEN and self.due_on is not None and self.due_on < today


class Letter(models.Model):
    """A letter or an answer, as it went or came. It is never changed: one that was put down wrongly is struck out, with why."""

    SENT, RECEIVED = "sent", "received"
    DIRECTIONS = {SENT: _("Letter of the station"), RECEIVED: _("Letter to the station")}
    KEPT, STRUCK = "kept", "struck"
    STRIKE = move("letter_struck", "kept", STRUCK)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="letters")
    direction = models.CharField(max_length=10)
    on = models.DateField()
    reference = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=KEPT)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="letter_direction_known", condition=Q(direction__in=["sent", "received"])),
            models.CheckConstraint(name="letter_state_known", condition=Q(state__in=["kept", "struck"])),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.on}"

    def get_direction_display(self) -> str:
        """Return whose letter it is, in the active language."""
        return str(self.DIRECTIONS[self.direction])


class Enclosure(models.Model):
    """A file that came or went with a letter. It is kept and handed out as it is; the desk never opens it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="enclosures")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class ContactPost(models.Model):
    """A post of the station that a request is about."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="posts")
    made = models.ForeignKey(Made, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "made"], name="contact_post_once")]

    def __str__(self) -> str:
        return str(self.made)


class DossierTemplate(models.Model):
    """The Word document (.docx) in whose styles the station's dossiers are written. One per station."""

    station = models.OneToOneField(Station, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.name
