"""Which certificate signs a station's content credentials, and which files were signed with it. Never a private key."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from clipdesk.accounts.models import Station
from clipdesk.kernel.clock import now


class StationCertificate(models.Model):
    """A certificate of a station; the one without `replaced_at` signs. The earlier ones stay, for what they signed.

    chain: as PEM. Of its own making: the authority's certificate, under which signers are renewed. Brought: the
    station's certificate first, then its issuers'. The key lies in the folder `fingerprint` of CLIPDESK_CREDENTIALS, on
    the machines that render.
    """

    OWN, BROUGHT = "own", "brought"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=20)
    chain = models.TextField()
    fingerprint = models.CharField(max_length=64)
    organisation = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=now, editable=False)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station"], condition=models.Q(replaced_at=None), name="one_certificate_in_use"
            ),
            models.CheckConstraint(name="certificate_kind_known", condition=models.Q(kind__in=["own", "brought"])),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.fingerprint[:12]}"

    @property
    def vouching(self) -> str:
        """Who vouches for it, in plain words and the active language."""
        if self.kind == self.BROUGHT:
            return _("certificate issued by {issuer}").format(issuer=self.issuer)
        if self.station.is_practice:
            return _("test certificate of a practice station; nobody vouches for it")
        return _("the station's own certificate; no public authority vouches for it")


class SignedFile(models.Model):
    """A file that carries content credentials, by its SHA-256. It keeps nothing in the store, so it may outlive the file."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    certificate = models.ForeignKey(StationCertificate, on_delete=models.PROTECT, related_name="signed")
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]
