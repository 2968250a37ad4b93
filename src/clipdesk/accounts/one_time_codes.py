"""One-time codes: one that has just ended, or is about to begin, still counts (RFC 6238, 5.2), and none counts twice.

Six digits take some seconds to type, and the clock of a phone is seldom that of the desk. allauth remembers a used code for
one period alone, and a code counts for three.
"""

from __future__ import annotations

from uuid import UUID

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache


def use_up(authenticator: Authenticator, code: str) -> bool:
    """Use up a code of somebody's app, and tell whether it was a good one."""
    return TOTP(authenticator).validate_code(code) and is_first_use(authenticator.user_id, code)


def is_first_use(person_id: UUID, code: str) -> bool:
    """Remember that a good code was used, for as long as it counts, and tell whether it was not before."""
    periods = 2 * app_settings.TOTP_TOLERANCE + 1
    key = f"one-time-code:{person_id}:{normalize_user_code(code)}"
    return bool(cache.add(key, "used", timeout=periods * app_settings.TOTP_PERIOD))
