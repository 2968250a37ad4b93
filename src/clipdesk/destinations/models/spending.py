"""What the desk has spent of a platform's quotas: rows that stay."""

from __future__ import annotations

from django.db import models

from clipdesk.kernel.clock import now


class Spending(models.Model):
    """So much of a quota, taken by one publication; or what a platform gave back by saying that nothing is left.

    holder: the account, or the station's program at the platform, whose quota it is. publication, package: what it was spent
    for, as values. part: `all`, `bring` or `show` (`connectors.quotas.Part`). A trigger refuses every change.
    """

    holder = models.CharField(max_length=340)
    quota = models.CharField(max_length=20)
    amount = models.IntegerField()
    at = models.DateTimeField(default=now)
    used_up_until = models.DateTimeField(null=True)
    publication = models.UUIDField()
    package = models.CharField(max_length=64)
    part = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(fields=["holder", "quota", "at"], name="spending_in_a_span")]

    def __str__(self) -> str:
        return f"{self.holder} {self.quota} {self.amount}"
