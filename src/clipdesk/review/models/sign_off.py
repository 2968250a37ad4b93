"""A sign-off: who answered for which package, how they confirmed it, until when it holds."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person, Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.review.models.package import Package
from clipdesk.review.models.shift import Shift


class SignOff(models.Model):
    """Rows are only added. `package_sha256` repeats what was confirmed; signer's name and roles are of that moment.

    `method` says what the person did: `signing_key` signed (`SignedUnder` says with which), `password+totp` or, on the
    practice station alone, `password` confirmed. `watched_copy` names the review copy that was watched by its SHA-256;
    empty where the sealed files themselves were. `played`: the shapes that the page of the sign-off saw played through,
    `9:16 1:1`; of all others the signer says so. `shift`: the one in which a deputy was on duty.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="sign_offs")
    package_sha256 = models.CharField(max_length=64)
    signer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=120)
    signer_roles = models.CharField(max_length=200)
    method = models.CharField(max_length=20)
    watched = models.BooleanField()
    watched_copy = models.CharField(max_length=64, blank=True, default="")
    played = models.CharField(max_length=40, blank=True, default="")
    answers = models.JSONField(default=list)  # {question, answer: yes, no or na, note}; before 0.8 what was ticked
    policy = models.CharField(max_length=40)  # which version of the station's rules it met
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, null=True, related_name="sign_offs")
    signed_at = models.DateTimeField(default=now, editable=False)
    valid_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package", "signer"], name="one_person_signs_once")]

    def __str__(self) -> str:
        return f"{self.signer_name} {self.package_sha256[:12]}"

    @property
    def is_signed(self) -> bool:
        """Whether a signing key signed; a password only confirms."""
        return self.method == "signing_key"


class SignOffVoid(models.Model):
    """A sign-off that no longer holds, and why."""

    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="void")
    at = models.DateTimeField(default=now, editable=False)
    because = models.TextField()

    def __str__(self) -> str:
        return self.because
