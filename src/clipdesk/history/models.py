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


class LedgerLeaf(models.Model):
    """The place of one row in the Merkle tree over the ledger, and its leaf hash (32 bytes). Never changes.

    Places are given when a checkpoint is made, not when a row is written: rows become visible in another order than
    their numbers say.
    """

    position = models.BigIntegerField(primary_key=True)
    entry_seq = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.position}: row {self.entry_seq}"


class LedgerCheckpoint(models.Model):
    """One signed head of the tree: over `size` leaves. Never changes.

    note: the text as signed (`notes`); edge: the roots of the whole subtrees (`merkle.Growing`), hexadecimal.
    """

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    edge = models.JSONField()
    at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.size} rows, {self.at:%Y-%m-%d %H:%M:%S}"
