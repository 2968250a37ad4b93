"""A link for somebody without an account: it shows one package and takes notes. Only the hash of its token is kept."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person, Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.review.models.package import Package


class GuestLink(models.Model):
    """One package, shown until `expires_at` to whoever holds the link. `made_for`: whom it was made for, in the words of
    whoever made it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="guest_links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_for = models.CharField(max_length=80)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.made_for} → {self.package}"


class GuestLinkOpened(models.Model):
    """The page was opened for the first time."""

    link = models.OneToOneField(GuestLink, on_delete=models.PROTECT, related_name="opened")
    at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.link} {self.at}"


class GuestLinkEnded(models.Model):
    """Somebody of the newsroom ended it before its time."""

    link = models.OneToOneField(GuestLink, on_delete=models.PROTECT, related_name="ended")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.link} {self.at}"
