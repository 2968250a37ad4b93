"""An invitation by link. Only the hash of the link's token is kept."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models.person import Person
from clipdesk.accounts.models.station import Desk, Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class Invitation(models.Model):
    """A door held open for one e-mail address until `expires_at`; used once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="invitations")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, blank=True)
    role = models.CharField(max_length=20)
    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    # empty: invited from the command line
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email} → {self.station}"
