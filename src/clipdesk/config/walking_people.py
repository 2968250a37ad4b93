"""The people of `clipdesk demo`: they come in by invitation, and prove who they are with password and one-time code."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from allauth.mfa import app_settings
from allauth.mfa.totp.internal import auth as totp

from clipdesk.accounts.identity import Confirmation, confirm_identity
from clipdesk.accounts.inviting import accept_as_new, open_door
from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.models import Desk, Station
from clipdesk.history.models import CLIPDESK

_SECONDS_LEFT = 5


@dataclass(frozen=True)
class Actor:
    """One of them, with what only they know."""

    member: Member
    password: str
    secret: str

    def proof(self) -> Confirmation:
        """Give password and one-time code, as for a sign-off.

        Raises:
            ClipdeskError: they were not believed.
        """
        return confirm_identity(self.member.person, self.member.station, self.password, self._code())

    def now(self) -> Member:
        """Return them with the roles they have by now."""
        found = member_of(self.member.person, self.member.station)
        assert found is not None
        return found

    def _code(self) -> str:
        """Return a code as the app on their phone shows it; one that is about to change is waited out."""
        period = app_settings.TOTP_PERIOD
        left = period - time.time() % period
        if left < _SECONDS_LEFT:
            time.sleep(left)
        code: str = totp.format_hotp_value(totp.hotp_value(self.secret, int(time.time()) // period))
        return code


def come_in(station: Station, name: str, role: str, desk: Desk | None) -> Actor:
    """Invite somebody by link, let them take it up, and set up their second factor."""
    password, secret = secrets.token_urlsafe(12), totp.generate_totp_secret()
    token = open_door(station, f"{name.lower()}@demo.example", role, desk, by=CLIPDESK)
    person = accept_as_new(token, name, password, "vi")
    totp.TOTP.activate(person, secret)
    found = member_of(person, station)
    assert found is not None
    return Actor(found, password, secret)
