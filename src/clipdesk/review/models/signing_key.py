"""Signing keys: passkeys that do nothing but sign clips off, and what they answered (WebAuthn level 3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Person
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.review.models.sign_off import SignOff


class SigningKey(models.Model):
    """One passkey of one person, registered in its own ceremony; never the one they sign in with.

    credential_id: as the authenticator named it, base64url; public_key: COSE_Key (RFC 9052); rp_id: the host it was
    made for. Only `sign_count` ever changes (a trigger refuses the rest).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signing_keys")
    name = models.CharField(_("name"), max_length=80)
    credential_id = models.TextField(unique=True)
    public_key = models.BinaryField()
    rp_id = models.TextField()
    sign_count = models.BigIntegerField()
    registered_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return self.name


class SigningKeyEnd(models.Model):
    """A signing key that signs no more: since when, and why. What it signed before stays signed."""

    key = models.OneToOneField(SigningKey, on_delete=models.PROTECT, related_name="end")
    at = models.DateTimeField(default=now, editable=False)
    because = models.TextField()

    def __str__(self) -> str:
        return self.because


class Assertion(models.Model):
    """What a signing key answered: everything an outsider needs to check the signature again. Never changes.

    challenge: 32 bytes that stand for one package, or for several (`challenge.challenge_of`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="assertions")
    challenge = models.BinaryField()
    client_data = models.BinaryField()
    authenticator_data = models.BinaryField()
    signature = models.BinaryField()
    at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.key} {self.at:%Y-%m-%d %H:%M:%S}"


class SignedUnder(models.Model):
    """Which assertion a sign-off rests on, and its package's place in the tree that was signed. Never changes.

    path: the hashes that lead from the package to the challenge (RFC 6962, 2.1.1), hexadecimal; empty for one package.
    """

    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="under")
    assertion = models.ForeignKey(Assertion, on_delete=models.PROTECT, related_name="sign_offs")
    index = models.IntegerField()
    size = models.IntegerField()
    path = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.sign_off} {self.index + 1}/{self.size}"
