"""Who is at the keyboard: the second factor of a session, and the proof asked for each sign-off."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.app_settings import RECOVERY_CODE_DIGITS
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from clipdesk.accounts.models import Membership, Person, Station
from clipdesk.accounts.one_time_codes import use_up
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

LIMIT, WINDOW_SECONDS = 5, 300
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class WrongPassword(ClipdeskError):
    """The password entered for the sign-off is wrong."""

    message = gettext_noop("The password is not right. Nothing was signed.")


class WrongCode(ClipdeskError):
    """The one-time code is wrong, or was used before."""

    message = gettext_noop("The code is not right or was used already. Wait for the next one. Nothing was signed.")


class RecoveryCode(WrongCode):
    """A recovery code was entered where a one-time code is asked for."""

    message = gettext_noop(
        "That looks like a recovery code. Recovery codes never sign: enter the six digits from your authenticator app. "
        "Nothing was signed."
    )


class CameByRecoveryCode(ClipdeskError):
    """The session was entered with a recovery code, and somebody wants to sign in it."""

    message = gettext_noop(
        "You came in with a recovery code, and recovery codes never sign. Sign out, sign in with your passkey or a "
        "one-time code, then sign. If you have neither any more, set one up first (your name → My account)."
    )


class NoSecondFactor(ClipdeskError):
    """The person has not set up one-time codes."""

    message = gettext_noop("Set up one-time codes first (your name → My account). Then sign.")


class TooManyTries(ClipdeskError):
    """Too many wrong passwords or codes in a short time."""

    message = gettext_noop("Too many wrong tries. Wait five minutes, then try again. Nothing was signed.")


@dataclass(frozen=True)
class Confirmation:
    """How a person confirmed who they are: `password+totp`, or `password` on a practice station that allows it."""

    method: str


def asks_code(person: Person, station: Station | None) -> bool:
    """Tell whether a one-time code is asked for beside the password: not at a practice station that does without.

    station: where the proof counts; None for everywhere, then whoever works at a real station, or has codes, gives one.
    """
    if station is not None:
        return station.asks_second_factor or not station.is_practice
    real = Membership.objects.filter(person=person, station__asks_second_factor=True)
    return authenticator_of(person) is not None or real.exists()


def confirm_identity(person: Person, station: Station | None, password: str, code: str) -> Confirmation:
    """Check password and one-time code, entered for this one act; station as in `asks_code`. Call it outside a
    transaction that may roll back: failures are counted in the database.

    Raises:
        TooManyTries, WrongPassword, NoSecondFactor, RecoveryCode, WrongCode: who it is remains unproven.
    """
    key = f"identity:{person.pk}"
    if _count_try(person, key) > LIMIT:
        raise TooManyTries
    if not person.check_password(password):
        raise WrongPassword
    if not asks_code(person, station):
        cache.delete(key)
        return Confirmation(method="password")
    authenticator = authenticator_of(person)
    if authenticator is None:
        raise NoSecondFactor
    code = "".join(code.split())
    if len(code) == RECOVERY_CODE_DIGITS:  # told by its length alone: whether it is a good one is not given away
        raise RecoveryCode
    if not use_up(authenticator, code):
        raise WrongCode
    cache.delete(key)
    return Confirmation(method="password+totp")


def has_second_factor(person: Person) -> bool:
    """Tell whether the person has set up one-time codes or a passkey; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=person, type__in=_FACTORS).exists())


def passed_second_factor(request: HttpRequest, person: Person) -> bool:
    """Tell whether this session gave a code or a passkey: a session that began before those were set up has not. A
    passkey that signs in without a password counts too, for it has asked for finger, face or PIN."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, person))


def came_by_recovery_code(request: HttpRequest, person: Person) -> bool:
    """Tell whether a recovery code was given in this session. Nothing given later takes that back: whoever wants to sign
    signs in anew."""
    records = get_authentication_records(request, person)
    return any(record.get("type") == Authenticator.Type.RECOVERY_CODES for record in records)


def check_may_sign_here(request: HttpRequest, person: Person) -> None:
    """Ask this before anything is signed and before a signing key is registered.

    Raises:
        CameByRecoveryCode: the session was entered with a recovery code.
    """
    if came_by_recovery_code(request, person):
        raise CameByRecoveryCode


def authenticator_of(person: Person) -> Authenticator | None:
    """Return the key of the person's one-time codes."""
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()


def _count_try(person: Person, key: str) -> int:
    """Count a try and return how many there were within the window; the row lock keeps two at once from counting one."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        count: int = cache.get(key, 0) + 1
        cache.set(key, count, WINDOW_SECONDS)
    return count
