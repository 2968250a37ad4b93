"""Passkeys: allauth's own table, for signing in and nothing else. What signs clips is another key (`review.keys`); a
credential is one or the other, never both.

A room above that keeps credentials of its own adds a function to `taken_elsewhere` from its `AppConfig.ready`; it says
whether a credential id (base64url) is one of those.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet

from clipdesk.accounts.key_answers import ANSWER_LIMIT, NONSENSE, bytes_of, check_challenge, check_not_framed
from clipdesk.accounts.models import Person
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words

taken_elsewhere: list[Callable[[str], bool]] = []

LONGEST_NAME = 80
MOST = 20
"""Passkeys of one person."""
_PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")


class NotAccepted(ClipdeskError):
    """The answer is not that of a passkey of this desk, to what was asked now, by a verified person."""

    message = gettext_noop("The passkey was not accepted. Try again, or sign in with your password.")


class NotAdded(ClipdeskError):
    """What the browser sent is no new passkey."""

    message = gettext_noop("The passkey could not be added. Reload the page and try again.")


class NotForSigningIn(ClipdeskError):
    """A signing key answered where a passkey was asked for."""

    message = gettext_noop(
        "That is your signing key for clips; it signs nobody in. Choose your passkey for signing in."
    )


class NameThePasskey(ClipdeskError):
    """A passkey without a name, or with a name that another of the person's passkeys has."""

    message = gettext_noop("Give the passkey a name of its own, at most 80 characters: for example “Phone”.")


class TooManyPasskeys(ClipdeskError):
    """Nobody needs so many."""

    message = gettext_noop("You have twenty passkeys already. Remove one first.")


def passkeys_of(person: Person) -> QuerySet[Authenticator]:
    """Return the person's passkeys, the oldest first."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    return rows.order_by("created_at", "pk")


def is_passkey(credential_id: str) -> bool:
    """Tell whether a credential (base64url) is somebody's passkey."""
    rows = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN, data__credential__rawId=credential_id)
    return bool(rows.exists())


def is_taken(credential_id: str) -> bool:
    """Tell whether a credential serves already, here or elsewhere in the desk."""
    return is_passkey(credential_id) or any(taken(credential_id) for taken in taken_elsewhere)


def names_of(person: Person, *, but: Authenticator | None = None) -> set[str]:
    """Return what the person's passkeys are called; `but` is left out."""
    return {str(found) for found in passkeys_of(person) if but is None or found.pk != but.pk}


def free_name(name: str, person: Person) -> str:
    """Return a name for a new passkey: what was wished for, numbered where another has it. It never refuses, because
    the device has made the passkey by now."""
    wished, taken = " ".join(clean_words(name).split())[: LONGEST_NAME - 4], names_of(person)
    numbered = (f"{wished} {number}".strip() for number in range(2 if wished else 1, MOST + 3))
    return wished if wished and wished not in taken else next(one for one in numbered if one not in taken)


def check_name(name: str, passkey: Authenticator) -> str:
    """Return a new name as it is stored.

    Raises:
        NameThePasskey: it is empty, too long, or that of another passkey.
    """
    name = " ".join(clean_words(name).split())
    if not 0 < len(name) <= LONGEST_NAME or name in names_of(passkey.user, but=passkey):
        raise NameThePasskey
    return name


def read_answer(text: str, refusal: type[ClipdeskError]) -> dict[str, Any]:
    """Return a browser's answer, reduced to what allauth reads of it; it was given on this desk's own pages.

    Raises:
        ClipdeskError: `refusal`, or `NotForSigningIn`.
    """
    try:
        answer = json.loads(text[:ANSWER_LIMIT])
        response = {name: answer["response"][name] for name in _PARTS if answer["response"].get(name) is not None}
        for part in (answer["rawId"], *response.values()):
            bytes_of(part)
        said = json.loads(bytes_of(response["clientDataJSON"]))
        check_challenge(said)
        check_not_framed(said)
        if answer["id"] != answer["rawId"] or said["origin"] != settings.ORIGIN:
            raise refusal
        if "signature" in response and any(taken(answer["rawId"]) for taken in taken_elsewhere):
            raise NotForSigningIn
    except NONSENSE as error:
        raise refusal from error
    name = answer["rawId"]
    return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
