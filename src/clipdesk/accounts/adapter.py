"""How allauth and axes behave here: nobody signs up by themselves, links in mails come from the one origin, allauth's
sentences are ours in both languages."""

from __future__ import annotations

import base64
import hashlib
import logging
import time
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.mail_ways import only_practises, way
from clipdesk.accounts.models import Person
from clipdesk.accounts.passkeys import free_name
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.ui import preferences
from clipdesk.ui.qr import qr_code

log = logging.getLogger("clipdesk.accounts")

_TOO_MANY = _("Too many tries in a short time. Wait five minutes, then try again.")
_WRONG_CODE = _("The code is not right, or was used already. Wait for the next one and enter that.")
#: What allauth wants to say after something was done → our sentence; of the rest it says nothing.
_SAID = {
    "account/messages/password_changed.txt": _("Your password is changed. Sign in with the new one."),
    "mfa/messages/totp_activated.txt": _("The second factor is on."),
    "mfa/messages/totp_deactivated.txt": _("One-time codes are off."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added. From now on it signs you in."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed. It signs nobody in any more."),
}


class MailNotSent(ClipdeskError):
    """The mail server did not take a message."""

    message = gettext_noop("The e-mail could not be sent. Nothing was changed; tell the operator, or try again later.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """People come by invitation only."""

    error_messages: Mapping[str, Any] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail address or password is not right."),
        "enter_current_password": _("That is not your current password."),
        "incorrect_password": _("The password is not right."),
        "incorrect_code": _WRONG_CODE,
        "invalid_password_reset": _("This link has been used or is too old. Ask for a new one."),
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a password mail, built from the configured origin, never from the request's host."""
        from_request: str = super().get_reset_password_from_key_url(key)
        return settings.ORIGIN + "/" + from_request.split("/", 3)[3]

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask again who it is before sensitive steps, unless they said so within the last minutes, signing in."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((float(record["at"]) for record in records), default=0.0)
        return time.time() - newest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Dress the browser in the person's theme."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        preferences.choose(request, response, "theme", user.theme)
        return response

    def add_message(
        self, request: HttpRequest, level: int, message_template: str = "", *args: Any, **more: Any
    ) -> None:
        """Say in our words what allauth has to say."""
        if said := _SAID.get(message_template) or more.get("message"):
            messages.add_message(request, level, str(said))

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        """Write a mail, and put it on its way: one to somebody who only practises goes to a file."""
        message: EmailMessage = super().render_mail(template_prefix, email, context, headers)
        reader = context.get("user")
        message.connection = way(practice=isinstance(reader, Person) and only_practises(reader))
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail in its reader's language.

        Raises:
            MailNotSent: the mail server refused it or did not answer.
        """
        reader = context.get("user")
        chosen = reader.language if isinstance(reader, Person) else ""
        with translation.override(chosen or translation.get_language()):
            try:
                super().send_mail(template_prefix, email, context)
            except OSError as error:
                log.exception("mail not sent", extra={"action": "mail_not_sent"})
                raise MailNotSent from error


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keys of one-time codes are stored encrypted with the desk's own secret: a copy of the database alone gives none
    away. Passkeys belong to the one origin, whatever name a request came by."""

    error_messages: Mapping[str, Any] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
        "cannot_generate_recovery_codes": _("Set up the second factor first."),
    }

    def build_totp_svg(self, url: str) -> str:
        """Draw the square."""
        return qr_code(url)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return for whom passkeys are made: the desk's own address, never the request's."""
        return {"id": settings.HOST, "name": "Clipdesk"}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        """Return what a device keeps with a passkey. The id is another than that of the person's signing keys: a device
        would replace the one by the other."""
        return {"id": user.pk.hex.encode(), "name": user.email, "display_name": user.name}

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # allauth's name for it
        """Return the name that a new passkey is offered under."""
        return free_name(gettext("Passkey"), user)

    def encrypt(self, text: str) -> str:
        """Encrypt a key before it is stored."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a stored key."""
        return _box().decrypt(encrypted_text.encode()).decode()


def name_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the account that a sign-in was tried with: axes counts failures by it."""
    return str((credentials or {}).get("email") or request.POST.get("login", "")).strip().lower()


def _box() -> Fernet:
    key = hashlib.sha256(b"clipdesk second factor " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
