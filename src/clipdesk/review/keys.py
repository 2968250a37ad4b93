"""The ceremony of a signing key: registered once, asked for every sign-off, user verification always required."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.review.models import Assertion, SigningKey, SigningKeyEnd

_REQUIRED = UserVerificationRequirement.REQUIRED
#: What authenticators offer and the stand-alone verifier can check: P-256, Ed25519, RSA.
_ALGORITHMS = {ES256.ALGORITHM, EdDSA.ALGORITHM, RS256.ALGORITHM}
_ANSWER_LIMIT = 16_384  # characters; a real answer has about 1,000
#: What fido2 and json raise over what is no answer of a key.
_NONSENSE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)


class NotRegistered(ClipdeskError):
    """What the browser sent is no new signing key."""

    message = gettext_noop("The signing key could not be registered. Reload the page and try again.")


class NameTheKey(ClipdeskError):
    """A key without a name, or with a name that another of the person's keys has."""

    message = gettext_noop("Give the key a name of its own, at most 80 characters: for example “Phone” or “Blue key”.")


class NotThisKey(ClipdeskError):
    """The answer of the signing key does not fit."""

    message = gettext_noop(
        "The answer of the signing key does not fit this clip and this person. Nothing was signed. Reload the page and "
        "try again."
    )


class NotVerified(ClipdeskError):
    """The key answered without asking for finger, face or PIN."""

    message = gettext_noop(
        "The signing key did not ask for your finger, face or PIN. Nothing was signed. Switch that on in the key's "
        "settings, or use another key."
    )


class CountWentBack(ClipdeskError):
    """The key's counter did not rise: there may be a copy of it."""

    message = gettext_noop(
        "The signing key counts lower than it did before: there may be a copy of it. Nothing was signed. Remove this "
        "key, register another, and tell the operator."
    )

    def __init__(self, key: SigningKey) -> None:
        super().__init__()
        self.key = key


@dataclass(frozen=True)
class KeyAnswer:
    """What a browser brought back from `navigator.credentials.get`, not yet looked at: JSON, base64url inside."""

    text: str
    method = "signing_key"


def keys_of(person: Person) -> QuerySet[SigningKey]:
    """Return the keys with which the person can sign, the oldest first."""
    return SigningKey.objects.filter(person=person, end=None).order_by("registered_at")


def registration_for(person: Person) -> tuple[dict[str, Any], str]:
    """Return what `navigator.credentials.create` is given, and the challenge to keep until the answer comes."""
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=person.pk.bytes, name=person.email, display_name=person.name),
        [_credential(key) for key in keys_of(person)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_REQUIRED,
    )
    return dict(options.public_key), state["challenge"]


def check_name(name: str, person: Person) -> str:
    """Return a name for a new key as it is stored.

    Raises:
        NameTheKey: it is empty, too long, or that of another key of the person.
    """
    name = " ".join(clean_words(name).split())
    if not 0 < len(name) <= 80 or keys_of(person).filter(name=name).exists():
        raise NameTheKey
    return name


def register(text: str, challenge: str, name: str, *, member: Member) -> SigningKey:
    """Store a new key. The person proved who they are before (`identity.confirm_identity`).

    Raises:
        NameTheKey, NotRegistered: nothing was written.
    """
    name = check_name(name, member.person)
    found = _new_credential(text, challenge)
    credential = found.credential_data
    if credential is None or SigningKey.objects.filter(credential_id=websafe_encode(credential.credential_id)).exists():
        raise NotRegistered
    with transaction.atomic():
        key = SigningKey.objects.create(
            person=member.person,
            name=name,
            credential_id=websafe_encode(credential.credential_id),
            public_key=cbor.encode(dict(credential.public_key)),
            rp_id=settings.HOST,
            sign_count=found.counter,
        )
        after = {"name": name, "person": str(member.person.pk), "credential": key.credential_id}
        record(key, "signing_key_registered", by=member.actor, after=after)
    return key


def end(key: SigningKey, because: str, *, member: Member) -> None:
    """Let a key sign no more. Safe to say twice; what it signed stays signed."""
    with transaction.atomic():
        _, made = SigningKeyEnd.objects.get_or_create(key=key, defaults={"because": because})
        if made:
            record(key, "signing_key_ended", by=member.actor, before={"name": key.name}, because=because)


def request_for(person: Person, challenge: bytes) -> dict[str, Any]:
    """Return what `navigator.credentials.get` is given to have `challenge` signed with a key of the person."""
    credentials = [_credential(key) for key in keys_of(person)]
    options, _ = _server().authenticate_begin(credentials, _REQUIRED, challenge)
    return dict(options.public_key)


def prove(person: Person, challenge: bytes, answer: KeyAnswer) -> Assertion:
    """Check what a key of `person` answered to `challenge`, and store it. Call it inside the transaction that signs.

    Raises:
        NotThisKey: not a good signature of one of their keys over this challenge, made on this desk's own pages.
        NotVerified: finger, face or PIN was not asked for.
        CountWentBack: the key's counter is not higher than before.
    """
    credential_id, client_data, data, signature = _parts(answer.text, person)
    key = keys_of(person).select_for_update(of=("self",)).filter(credential_id=credential_id).first()
    if key is None:
        raise NotThisKey
    check_signature(key, challenge, client_data, data, signature)
    found = AuthenticatorData(data)
    if found.counter <= key.sign_count and (found.counter, key.sign_count) != (0, 0):
        raise CountWentBack(key)
    SigningKey.objects.filter(pk=key.pk).update(sign_count=found.counter)
    return Assertion.objects.create(
        key=key, challenge=challenge, client_data=client_data, authenticator_data=data, signature=signature
    )


def doubt(key: SigningKey, *, by: Actor) -> None:
    """Write into the ledger that a key counted backwards. Call it outside the transaction that was refused."""
    record(key, "signing_key_doubted", by=by, before={"name": key.name, "sign_count": key.sign_count})


def check_signature(key: SigningKey, challenge: bytes, client_data: bytes, data: bytes, signature: bytes) -> None:
    """Check an assertion (WebAuthn level 3, section 7.2) but for the counter, which only means something once.

    Raises:
        NotThisKey, NotVerified: as their sentences say.
    """
    response = {
        "rawId": key.credential_id,
        "response": {
            "clientDataJSON": websafe_encode(client_data),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
        },
    }
    try:
        said = json.loads(client_data)
        # A page inside another's frame may not ask for signatures; the desk forbids to be framed at all.
        if said.get("crossOrigin", False) is not False or "topOrigin" in said:
            raise NotThisKey
        verified = AuthenticatorData(data).is_user_verified()
        state = {"challenge": websafe_encode(challenge), "user_verification": None}
        _server(key.rp_id).authenticate_complete(state, [_credential(key)], response)
    except _NONSENSE as error:
        raise NotThisKey from error
    if not verified:
        raise NotVerified


def _new_credential(text: str, challenge: str) -> AuthenticatorData:
    state = {"challenge": challenge, "user_verification": _REQUIRED}
    try:
        response = RegistrationResponse.from_dict(json.loads(text[:_ANSWER_LIMIT]))
        found = _server().register_complete(state, response)
        algorithm = found.credential_data and found.credential_data.public_key[3]
    except _NONSENSE as error:
        raise NotRegistered from error
    if algorithm not in _ALGORITHMS:
        raise NotRegistered
    return found


def _parts(text: str, person: Person) -> tuple[str, bytes, bytes, bytes]:
    """Return credential id (base64url), client data, authenticator data and signature from an answer.

    Raises:
        NotThisKey: it is no answer of a key, or says that it is another person's.
    """
    try:
        answer = json.loads(text[:_ANSWER_LIMIT])
        response = answer["response"]
        if answer["id"] != answer["rawId"] or answer["type"] != "public-key":
            raise NotThisKey
        whose = response.get("userHandle")
        if whose is not None and _bytes(whose) != person.pk.bytes:
            raise NotThisKey
        credential_id = websafe_encode(_bytes(answer["id"]))
        parts = (_bytes(response[name]) for name in ("clientDataJSON", "authenticatorData", "signature"))
        client_data, data, signature = parts
    except _NONSENSE as error:
        raise NotThisKey from error
    return credential_id, client_data, data, signature


def _bytes(text: str) -> bytes:
    """Read base64url, in the one form that stands for its bytes.

    Raises:
        ValueError: it is another form, or none.
    """
    found = websafe_decode(text)
    if websafe_encode(found) != text:
        raise ValueError("not base64url")
    return found


def _credential(key: SigningKey) -> AttestedCredentialData:
    decoded = cbor.decode(bytes(key.public_key))
    if not isinstance(decoded, Mapping):
        raise NotThisKey
    public_key = CoseKey.parse(decoded)
    return AttestedCredentialData.create(bytes(16), websafe_decode(key.credential_id), public_key)


def _server(rp_id: str = "") -> Fido2Server:
    """Return the relying party: this desk, for pages of its one origin."""
    party = PublicKeyCredentialRpEntity(id=rp_id or settings.HOST, name="Clipdesk")
    server = Fido2Server(party, verify_origin=lambda origin: origin == settings.ORIGIN)
    server.allowed_algorithms = [one for one in server.allowed_algorithms if one.alg in _ALGORITHMS]
    return server
