"""Mailboxes outside the desk that keep its checkpoints."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models.station import Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class Keeper(models.Model):
    """A mailbox that gets the newest signed checkpoint of the history: what lies there nobody at the desk can rewrite.

    It gets none before whoever reads it has said yes (`confirmed_at`). `sent_size`: over how many rows the last one was that
    was sent, at `sent_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="keepers")
    email = models.EmailField()
    named_at = models.DateTimeField(default=now, editable=False)
    confirmed_at = models.DateTimeField(null=True)
    sent_size = models.BigIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "email"], name="keeper_once")]

    def __str__(self) -> str:
        return self.email
