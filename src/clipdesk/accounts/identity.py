"""Confirm, for one sign-off alone, who is at the keyboard: password and a one-time code."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache

from clipdesk.accounts.models import Person, Station
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

LIMIT, WINDOW_SECONDS = 5, 300


class WrongPassword(ClipdeskError):
    """The password entered for the sign-off is wrong."""

    message = gettext_noop("The password is not right. Nothing was signed.")


class WrongCode(ClipdeskError):
    """The one-time code is wrong, or was used before."""

    message = gettext_noop("The code is not right or was used already. Wait for the next one. Nothing was signed.")


class NoSecondFactor(ClipdeskError):
    """The person has not set up a second factor."""

    message = gettext_noop("Set up a second factor first (your name → Security). Then sign.")


class TooManyTries(ClipdeskError):
    """Too many wrong passwords or codes in a short time."""

    message = gettext_noop("Too many wrong tries. Wait five minutes, then try again. Nothing was signed.")


@dataclass(frozen=True)
class Confirmation:
    """How a person confirmed who they are: `password+totp`, or `password` on a practice station that allows it."""

    method: str


def confirm_identity(person: Person, station: Station, password: str, code: str) -> Confirmation:
    """Check password and one-time code, entered for this sign-off.

    Raises:
        TooManyTries, WrongPassword, NoSecondFactor, WrongCode: who it is remains unproven.
    """
    key = f"identity:{person.pk}"
    cache.add(key, 0, WINDOW_SECONDS)
    if cache.incr(key) > LIMIT:
        raise TooManyTries
    if not person.check_password(password):
        raise WrongPassword
    if station.is_practice and not station.asks_second_factor:
        cache.delete(key)
        return Confirmation(method="password")
    authenticator = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        raise NoSecondFactor
    # allauth refuses a code that was used before.
    if not TOTP(authenticator).validate_code(code.replace(" ", "")):
        raise WrongCode
    cache.delete(key)
    return Confirmation(method="password+totp")


def has_second_factor(person: Person) -> bool:
    """Tell whether the person has set up one-time codes."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())
