"""Somebody who lost every factor is let back in."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models.person import Person
from clipdesk.accounts.models.station import Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class Recovery(models.Model):
    """One way back in: begun by an operator, confirmed by a second person, used once by whoever lost their access.

    Until `expires_at` it waits for the second person, and once confirmed for the link to be used. `ended_at`: it was used,
    dropped or replaced. Only the hash of the link's token is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recoveries")
    reason = models.TextField()
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=now, editable=False)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    token_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="one_recovery_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None)
                | (~models.Q(confirmed_by=models.F("begun_by")) & ~models.Q(confirmed_by=models.F("person"))),
                name="two_people_let_somebody_back_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.begun_at:%Y-%m-%d %H:%M}"
