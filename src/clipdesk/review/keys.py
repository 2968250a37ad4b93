"""The ceremony of a signing key: registered once, asked for every sign-off, user verification always required."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from clipdesk.accounts import passkeys
from clipdesk.accounts.key_answers import ANSWER_LIMIT, NONSENSE, bytes_of, check_challenge, check_not_framed
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Membership, Person
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.review.models import Assertion, SigningKey, SigningKeyEnd
from clipdesk.review.verify_evidence import thumbprint

_REQUIRED = UserVerificationRequirement.REQUIRED
#: What authenticators offer and the stand-alone verifier can check: P-256, Ed25519, RSA.
_ALGORITHMS = {ES256.ALGORITHM, EdDSA.ALGORITHM, RS256.ALGORITHM}
_LONGEST_ID = 1023  # bytes: WebAuthn level 3, section 4, credential ID
_SHORTEST_RSA = 2048
_LOST = gettext_noop("its owner lost every factor")


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
        # Devices list keys by this name; the passkey for signing in has the address alone.
        PublicKeyCredentialUserEntity(
            id=person.pk.bytes, name=_("{email} (signs clips)").format(email=person.email), display_name=person.name
        ),
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
    if credential is None or is_taken(websafe_encode(credential.credential_id)):
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
        said = {"name": name, "person": str(member.person.pk), "credential": key.credential_id}
        after = {**said, "thumbprint": thumbprint(jwk_of(key))}
        record(key, "signing_key_registered", by=member.actor, after=after)
    return key


def is_signing_key(credential_id: str) -> bool:
    """Tell whether a credential is, or was, a signing key: none of them ever signs anybody in."""
    return SigningKey.objects.filter(credential_id=credential_id).exists()


def is_taken(credential_id: str) -> bool:
    """Tell whether a credential is a signing key already, or a passkey for signing in, which never signs a clip."""
    return is_signing_key(credential_id) or passkeys.is_passkey(credential_id)


def end(key: SigningKey, because: str, *, by: Actor) -> None:
    """Let a key sign no more. Safe to say twice; what it signed stays signed."""
    with transaction.atomic():
        _, made = SigningKeyEnd.objects.get_or_create(key=key, defaults={"because": because})
        if made:
            record(key, "signing_key_ended", by=by, before={"name": key.name}, because=because)


def end_all(station_id: UUID, giver: Person, taker: Person, by: Actor) -> int:
    """Who leaves their last station signs no more, also when they come back: a lost phone may be why (`leaving`)."""
    if not Membership.objects.filter(person=giver).exclude(station=station_id).exists():
        for key in keys_of(giver):
            end(key, "its owner left", by=by)
    return 0


def end_lost(person: Person, by: Actor) -> None:
    """Who lost every factor has lost the keys, too (`recovering`)."""
    for key in keys_of(person):
        end(key, _LOST, by=by)


def request_for(person: Person, challenge: bytes) -> dict[str, Any] | None:
    """Return what `navigator.credentials.get` is given to have `challenge` signed with a key of the person; None where
    they have none for the desk's address of today."""
    credentials = [_credential(key) for key in keys_of(person).filter(rp_id=settings.HOST)]
    if not credentials:
        return None
    options, _state = _server().authenticate_begin(credentials, _REQUIRED, challenge)
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
    if key is None or SigningKeyEnd.objects.filter(key=key).exists():  # ended while this waited for the lock
        raise NotThisKey
    check_signature(key, challenge, client_data, data, signature, fresh=True)
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


def check_signature(
    key: SigningKey, challenge: bytes, client_data: bytes, data: bytes, signature: bytes, *, fresh: bool
) -> None:
    """Check an assertion (WebAuthn level 3, section 7.2) but for the counter, which only means something once.

    fresh: it was made just now, so on this desk's own address; an older one was made on the host that the key is for,
    whatever the desk's address has become since.

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
        check_not_framed(said)
        check_challenge(said)
        verified = AuthenticatorData(data).is_user_verified()
        state = {"challenge": websafe_encode(challenge), "user_verification": None}
        _server("" if fresh else key.rp_id).authenticate_complete(state, [_credential(key)], response)
    except NONSENSE as error:
        raise NotThisKey from error
    if not verified:
        raise NotVerified


def _new_credential(text: str, challenge: str) -> AuthenticatorData:
    state = {"challenge": challenge, "user_verification": _REQUIRED}
    try:
        answer = json.loads(text[:ANSWER_LIMIT])
        said = {name: answer["response"][name] for name in ("clientDataJSON", "attestationObject")}
        check_challenge(json.loads(bytes_of(said["clientDataJSON"])))
        bytes_of(said["attestationObject"])
        bytes_of(answer["rawId"])
        found = _server().register_complete(state, {"rawId": answer["rawId"], "response": said})
        credential = found.credential_data
        if credential is None or not 0 < len(credential.credential_id) <= _LONGEST_ID:
            raise NotRegistered
        _check_kind(dict(credential.public_key))
    except NONSENSE as error:
        raise NotRegistered from error
    return found


def _check_kind(cose: Mapping[int, Any]) -> None:
    """Raise ValueError unless it is a key that everybody can check later: P-256, Ed25519, or RSA of 2048 bits."""
    kind, algorithm = cose[1], cose[3]
    if (kind, algorithm, cose[-1]) == (2, ES256.ALGORITHM, 1):
        good = len(cose[-2]) == len(cose[-3]) == 32
    elif (kind, algorithm, cose[-1]) == (1, EdDSA.ALGORITHM, 6):
        good = len(cose[-2]) == 32
    else:
        good = (kind, algorithm) == (3, RS256.ALGORITHM) and 8 * len(cose[-1].lstrip(b"\0")) >= _SHORTEST_RSA
    if not good:
        raise ValueError("not a kind of key that can be checked later")


def jwk_of(key: SigningKey) -> dict[str, str]:
    """Return the public key as RFC 7517 writes it, which needs no CBOR to read."""
    cose: Any = cbor.decode(bytes(key.public_key))
    if cose[1] == 2:
        return {"kty": "EC", "crv": "P-256", "x": websafe_encode(cose[-2]), "y": websafe_encode(cose[-3])}
    if cose[1] == 1:
        return {"kty": "OKP", "crv": "Ed25519", "x": websafe_encode(cose[-2])}
    return {"kty": "RSA", "n": websafe_encode(cose[-1]), "e": websafe_encode(cose[-2])}


def _parts(text: str, person: Person) -> tuple[str, bytes, bytes, bytes]:
    """Return credential id (base64url), client data, authenticator data and signature from an answer.

    Raises:
        NotThisKey: it is no answer of a key, or says that it is another person's.
    """
    try:
        answer = json.loads(text[:ANSWER_LIMIT])
        response = answer["response"]
        if answer["id"] != answer["rawId"] or answer["type"] != "public-key":
            raise NotThisKey
        whose = response.get("userHandle")
        if whose is not None and bytes_of(whose) != person.pk.bytes:
            raise NotThisKey
        credential_id = websafe_encode(bytes_of(answer["id"]))
        parts = (bytes_of(response[name]) for name in ("clientDataJSON", "authenticatorData", "signature"))
        client_data, data, signature = parts
    except NONSENSE as error:
        raise NotThisKey from error
    return credential_id, client_data, data, signature


def _credential(key: SigningKey) -> AttestedCredentialData:
    decoded = cbor.decode(bytes(key.public_key))
    if not isinstance(decoded, Mapping):
        raise NotThisKey
    public_key = CoseKey.parse(decoded)
    return AttestedCredentialData.create(bytes(16), websafe_decode(key.credential_id), public_key)


def _server(rp_id: str = "") -> Fido2Server:
    """Return the relying party: this desk, for pages of its one origin; or what it was when a key of `rp_id` answered."""
    party = PublicKeyCredentialRpEntity(id=rp_id or settings.HOST, name="Clipdesk")
    if rp_id:
        server = Fido2Server(party, verify_origin=lambda origin: urlsplit(origin).hostname == rp_id)
    else:
        server = Fido2Server(party, verify_origin=lambda origin: origin == settings.ORIGIN)
    server.allowed_algorithms = [one for one in server.allowed_algorithms if one.alg in _ALGORITHMS]
    return server
