"""One row for every change: who, when, what, before, after. Grants and a trigger see to it that none ever changes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import models

from clipdesk.kernel.clock import now


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who did something, as values of that moment: accounts may change or go, history does not."""

    id: UUID | None
    name: str
    role: str


#: The desk itself: workers that carry out what a person has decided.
CLIPDESK = Actor(id=None, name="Clipdesk", role="system")


class LedgerEntry(models.Model):
    """One change of one thing."""

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=now, editable=False)
    station_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField()
    actor_role = models.TextField()
    verb = models.TextField()
    subject_type = models.TextField()
    subject_id = models.TextField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    because = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "seq"], name="ledger_subject"),
            models.Index(fields=["station_id", "-seq"], name="ledger_station"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.at:%Y-%m-%d %H:%M:%S} {self.actor_name}: {self.verb} {self.subject_type}"
