"""A release without all that the rules ask for: who took it upon themselves, why, and who looked at it afterwards."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person, Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.review.models.sign_off import SignOff


class Emergency(models.Model):
    """One sign-off that stood alone. `look_until`: by when somebody else looks at it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="emergency")
    reason = models.TextField()
    missing = models.JSONField(
        default=list
    )  # what the rules asked for and it went without: `duty`, `personal`, `signers`
    look_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sign_off}: {self.reason[:40]}"


class EmergencySeen(models.Model):
    """Somebody else looked at it, and what they say."""

    emergency = models.OneToOneField(Emergency, on_delete=models.PROTECT, related_name="seen")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now, editable=False)
    words = models.TextField()

    def __str__(self) -> str:
        return self.words
