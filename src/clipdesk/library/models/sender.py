"""Who sends to a channel over RTMP at the moment, as the program that takes the stream says it."""

from __future__ import annotations

from django.db import models

from clipdesk.kernel.clock import now
from clipdesk.library.models.channel import Channel


class Sender(models.Model):
    """One sender for each source of a channel. client: the number that nginx-rtmp gave the connection; seen_at: when it
    last said that it still sends. Written again and again, and no history."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="senders")
    backup = models.BooleanField(default=False)  # it sends to the backup source
    client = models.CharField(max_length=40)
    seen_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "backup"], name="sender_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.client}"
