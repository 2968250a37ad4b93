"""The register of official accounts: what a station says is its own. Rows are only added; a trigger sees to it."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class OfficialAccount(models.Model):
    """An account that the station owns, or owned, somewhere. What is said of it stands in its newest statement."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="official_accounts")
    platform = models.CharField(max_length=20)  # a key of connectors.places.PLATFORMS
    made_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.platform} {self.pk}"


class AccountStatement(models.Model):
    """What the station says of an account, from now on: each change is a row of its own."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    handle = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=300)
    owner = models.CharField(max_length=160)
    since = models.DateField()
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "number"], name="statement_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.url}"


class AccountEnd(models.Model):
    """The account is not the station's any more; `mistaken`: it never was, and is not shown to the public."""

    account = models.OneToOneField(OfficialAccount, on_delete=models.PROTECT, related_name="end")
    until = models.DateField()
    mistaken = models.BooleanField(default=False)
    because = models.TextField()
    made_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.account} {self.until}"
