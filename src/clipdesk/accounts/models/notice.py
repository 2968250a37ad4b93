"""Being told: one row per person and cause. A notice names desk, risk classes, kind and link, never the clip's content."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models.person import Person
from clipdesk.accounts.models.station import Desk, Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.ui.languages import in_language

#: What cannot wait for the morning: it may sound on an open page, and it rings in quiet hours.
URGENT = frozenset({"sign_off_urgent", "sign_off_due", "nobody_on_duty", "emergency"})


class Notice(models.Model):
    """Something that waits for a person. `cause` is unique per person, so telling twice is telling once.

    `mailed_at` and `messaged_at` keep a job that runs again from saying it again. `kept_at`: it came in quiet hours and
    is still to be counted in the one summary that follows them. `classes`: the names of the risk classes that it is about,
    each by language.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="notices")
    desk = models.ForeignKey(Desk, on_delete=models.SET_NULL, null=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)  # one of accounts.notices.KINDS
    classes = models.JSONField(default=list)
    cause = models.CharField(max_length=120)
    link = models.CharField(max_length=200)  # a path on this desk
    made_at = models.DateTimeField(default=now, editable=False)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    messaged_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "cause"], name="told_once")]
        indexes = [
            models.Index(fields=["person", "station", "-made_at"], name="notice_list"),
            models.Index(fields=["person", "station"], name="notice_kept", condition=models.Q(kept_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.person}"

    @property
    def where(self) -> str:
        """Station, desk and risk classes, in the active language."""
        desk = [self.desk.name] if self.desk else []
        return " · ".join([self.station.name, *desk, *self.class_names])

    @property
    def class_names(self) -> list[str]:
        """The risk classes that it is about, in the active language."""
        return [in_language(name) for name in self.classes]

    @property
    def is_urgent(self) -> bool:
        """Whether it cannot wait for the morning."""
        return self.kind in URGENT
