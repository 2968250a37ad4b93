"""A station's Telegram bot, and the chats in which people want to be told."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models.person import Person
from clipdesk.accounts.models.station import Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class Bot(models.Model):
    """The bot that speaks for a station. Its token is kept sealed (`accounts/sealing.py`) and shown to nobody.

    `died_at`: since when Telegram no longer takes the token; nothing is sent until an operator gives a new one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.OneToOneField(Station, on_delete=models.CASCADE, related_name="bot")
    sealed_token = models.TextField()
    remote_id = models.BigIntegerField(unique=True)  # two stations asking for one bot's messages steal them
    name = models.CharField(max_length=64)  # without the @
    next_update = models.BigIntegerField(default=0)
    died_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"@{self.name}"


class ChatLink(models.Model):
    """A link that makes one chat the person's own: used once, until `expires_at`. Only its token's hash is kept."""

    bot = models.ForeignKey(Bot, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bot", "person"], name="one_chat_link_at_a_time")]

    def __str__(self) -> str:
        return f"{self.person} → {self.bot}"


class Chat(models.Model):
    """A person's private chat with a station's bot. `name` is what Telegram calls whoever linked it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bot = models.ForeignKey(Bot, on_delete=models.CASCADE, related_name="chats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="chats")
    remote_id = models.BigIntegerField()
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bot", "person"], name="one_chat_a_person"),
            models.UniqueConstraint(fields=["bot", "remote_id"], name="one_person_a_chat"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.bot}"
