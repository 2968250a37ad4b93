"""allauth's forms in our words: its own are not translated into Vietnamese."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clipdesk.accounts.one_time_codes import is_first_use
from clipdesk.accounts.second_factors import note

NEW_PASSWORD_HELP = _("At least ten characters; not a common password, not your name.")
_DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}


class Worded:
    """Gives the fields of a form their labels and help, and takes placeholders away."""

    words: dict[str, tuple[Any, Any]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.words.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, help_text
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Worded, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password."""

    words = {"login": (_("E-mail address"), ""), "password": (_("Password"), "")}


class AgainForm(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    words = {"password": (_("Password"), "")}


class ChangePasswordForm(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    """The old password and, twice, the new one."""

    words = {
        "oldpassword": (_("Current password"), ""),
        "password1": (_("New password"), NEW_PASSWORD_HELP),
        "password2": (_("New password again"), ""),
    }


class ForgottenForm(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    """Where the link goes. Whose account was shut, for its factors were lost, comes in by `recovering` alone: otherwise the
    mailbox would open it for ever, and no second person would be asked."""

    words = {"email": (_("E-mail address"), "")}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Mail the link, or nothing to whose account is shut; the page says the same either way."""
        if any(not user.has_usable_password() for user in self.users):
            return str(self.cleaned_data["email"])
        return str(super().save(request, **kwargs))


class NewPasswordForm(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, twice."""

    words = {"password1": (_("New password"), NEW_PASSWORD_HELP), "password2": (_("New password again"), "")}


class Once:
    """Refuses a one-time code that was used before."""

    def clean_code(self) -> str:
        """Return the code, once it is a good one."""
        code: str = super().clean_code()  # type: ignore[misc]
        used: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if used.type == Authenticator.Type.TOTP and not is_first_use(used.user_id, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(Once, Worded, mfa.AuthenticateForm):  # type: ignore[misc]
    """A one-time code, or a recovery code, at sign-in."""

    words = {"code": (_("Code"), "")}

    def save(self) -> None:
        """Pass the second factor; tell whoever used up a recovery code what it does not open."""
        super().save()
        _note_recovery_code(self.authenticator)


class CodeAgainForm(Once, Worded, mfa.ReauthenticateForm):  # type: ignore[misc]
    """A one-time code, or a recovery code, before something sensitive."""

    words = {"code": (_("Code"), "")}

    def save(self) -> None:
        """Say who it is; tell whoever used up a recovery code what it does not open."""
        super().save()
        _note_recovery_code(self.authenticator)


class SetUpForm(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new key."""

    words = {"code": (_("Six digits from the app"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        kept = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if kept:  # whoever was away to install the app, or had to say who they are, finds the same key again
            self.secret = session[SECRET_SESSION_KEY] = kept
        self.fields["code"].widget.attrs.update(_DIGITS)


def _note_recovery_code(used: Authenticator) -> None:
    """Not inside the check of the code: wrong tries are counted there, and must stay counted."""
    if used.type != Authenticator.Type.RECOVERY_CODES:
        return
    used.refresh_from_db()  # allauth marked the code on a copy of its own
    left = len(used.wrap().get_unused_codes())
    with transaction.atomic():
        note(used.user, "recovery_code_used", left=left)
    said = ngettext(
        "You came in with a recovery code; %(left)d is left. You can do everything but sign clips and register signing "
        "keys. Is your phone lost? Set up a new second factor under My account.",
        "You came in with a recovery code; %(left)d are left. You can do everything but sign clips and register signing "
        "keys. Is your phone lost? Set up a new second factor under My account.",
        left,
    )
    messages.warning(context.request, said % {"left": left})
