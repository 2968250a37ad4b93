"""A package: canonical JSON that seals every file, text, flag, destination and time window put before the signer.

`publishing` makes it; this room never interprets what a platform means by it.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Person, Station
from clipdesk.clips.models import Clip, Revision
from clipdesk.history.transition import move
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.ids import new_id
from clipdesk.library.models import StoredFile


class BrokenSeal(ClipdeskError):
    """The stored package no longer has the digest it was made with."""

    message = gettext_noop("The sealed package has changed in the database. It cannot be signed. Tell the operator.")


class Package(models.Model):
    """Sealed content. `canonical` never changes (a trigger refuses it); `sha256` is its digest."""

    RELEASE, CORRECTION, WITHDRAWAL = "release", "correction", "withdrawal"
    KINDS = {RELEASE: _("Release"), CORRECTION: _("Correction"), WITHDRAWAL: _("Withdrawal")}
    OPEN, SIGNED, SENT_BACK, VOID = "open", "signed", "sent_back", "void"
    STATES = {OPEN: _("Waiting for sign-off"), SIGNED: _("Signed off"), SENT_BACK: _("Sent back"), VOID: _("Void")}
    SIGN = move("package_signed", "open", SIGNED, "package.signed")
    SEND_BACK = move("package_sent_back", "open", SENT_BACK)
    DROP = move("package_voided", "open signed", VOID)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="packages")
    clip = models.ForeignKey(Clip, on_delete=models.PROTECT, related_name="packages")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="packages")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20, default=OPEN)
    canonical = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clip"], condition=models.Q(state="open"), name="one_open_package_per_clip"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "signed", "sent_back", "void"]), name="package_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["release", "correction", "withdrawal"]), name="package_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"

    @property
    def content(self) -> dict[str, Any]:
        """The sealed content, as data.

        Raises:
            BrokenSeal: the text has another digest than it was made with.
        """
        if digest(self.canonical.encode()) != self.sha256:
            raise BrokenSeal
        data: dict[str, Any] = json.loads(self.canonical)
        return data

    @property
    def valid_until(self) -> datetime:
        """The end of its time window: afterwards it can neither be signed nor go out."""
        return datetime.fromisoformat(self.content["valid_until"])

    @property
    def is_urgent(self) -> bool:
        """Whether its jobs go before everything else: the clip is flagged breaking."""
        return self.clip.breaking

    @property
    def title(self) -> str:
        """The title of the revision that is sealed."""
        return str(self.revision.content_json["title"])

    def get_kind_display(self) -> str:
        """Return the kind's name in the active language."""
        return str(self.KINDS[self.kind])


class SealedFile(models.Model):
    """One file of a package. The row keeps it in the store, whatever becomes of the render that made it."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package", "file"], name="sealed_file_once")]

    def __str__(self) -> str:
        return f"{self.package} {self.file}"


class SentBack(models.Model):
    """A package that was not signed: who said so, when and why."""

    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="refusal")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now, editable=False)
    reason = models.TextField()

    def __str__(self) -> str:
        return self.reason
