"""Where a station's notices are also sent, and each call made there."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models.station import Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class Webhook(models.Model):
    """A program of the station's that is told what people are told. Its secret is kept sealed (`accounts/sealing.py`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.OneToOneField(Station, on_delete=models.CASCADE, related_name="webhook")
    url = models.TextField()
    groups = models.JSONField(default=list)  # of accounts.choosing.GROUPS
    sealed_secret = models.TextField()
    made_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.station} → {self.url}"


class Call(models.Model):
    """One cause told to a webhook: once, however many people were told of it.

    `outcome` of the last try: empty (none yet), the status that was answered, or a key of accounts.webhooks.OUTCOMES.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    cause = models.CharField(max_length=120)
    body = models.TextField()  # as it was signed first, so that every try says the same
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField(default=now, editable=False)
    taken_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "cause"], name="called_once")]
        indexes = [models.Index(fields=["webhook", "-made_at"], name="webhook_calls")]

    def __str__(self) -> str:
        return f"{self.cause} → {self.webhook}"
