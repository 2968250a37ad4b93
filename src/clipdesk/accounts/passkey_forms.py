"""The hidden answer of a key in a form: allauth's forms, stricter about what they read and in our words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_encode

from clipdesk.accounts import passkeys
from clipdesk.accounts.key_answers import NONSENSE
from clipdesk.accounts.models import Person
from clipdesk.accounts.passkeys import NameThePasskey, NotAccepted, NotAdded, TooManyPasskeys
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.sentences import sentence

Found = TypeVar("Found")

_TOO_MANY_TRIES = {"too_many_login_attempts", "rate_limited"}


class AnswerField(forms.Field):
    """What `browser-key.js` puts into a form."""

    widget = forms.HiddenInput

    def __init__(self, refusal: type[ClipdeskError]) -> None:
        super().__init__()
        self.refusal = refusal

    def to_python(self, value: Any) -> dict[str, Any]:
        """Return the answer as allauth reads it."""
        try:
            return passkeys.read_answer(str(value or ""), self.refusal)
        except ClipdeskError as error:
            raise ValidationError(sentence(error)) from error


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A new passkey and its name."""

    user: Person
    passwordless = None  # every passkey here signs in by itself; allauth would ask
    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=passkeys.LONGEST_NAME,
        required=False,
        help_text=_("So that you know it again: “Phone”, “Blue key”."),
    )
    credential = AnswerField(NotAdded)

    def clean_name(self) -> str:
        """Return a name that no other passkey of the person has."""
        return passkeys.free_name(self.cleaned_data["name"], self.user)

    def clean(self) -> dict[str, Any]:
        """Check the new passkey: made for this session's question, by a verified person, and of no other use."""
        answer = self.cleaned_data.get("credential")
        if answer is None:
            return {}
        if passkeys.passkeys_of(self.user).count() >= passkeys.MOST:
            raise ValidationError(sentence(TooManyPasskeys()))

        def check() -> dict[str, Any]:
            made = auth.parse_registration_response(answer).response.attestation_object.auth_data.credential_data
            if answer["rawId"] != websafe_encode(made.credential_id) or passkeys.is_taken(answer["rawId"]):
                raise NotAdded
            cleaned: dict[str, Any] = super(AddPasskeyForm, self).clean()
            return cleaned

        return _checked(check, NotAdded)


class RenamePasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    instance: Authenticator
    name = forms.CharField(label=_("Name of the passkey"), max_length=passkeys.LONGEST_NAME)

    def clean_name(self) -> str:
        """Refuse the name of another passkey."""
        try:
            return passkeys.check_name(self.cleaned_data["name"], self.instance)
        except NameThePasskey as error:
            raise ValidationError(sentence(error)) from error


class _AnsweredForm:
    """The answer of a passkey that somebody has."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        """Return whose passkey it is; the person was verified, because that is always asked for."""
        return _checked(super().clean_credential, NotAccepted)  # type: ignore[misc]


class SignInPasskeyForm(_AnsweredForm, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of everything else."""

    credential = AnswerField(NotAccepted)


class SecondPasskeyForm(_AnsweredForm, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of a code, after the password."""

    credential = AnswerField(NotAccepted)


class AgainPasskeyForm(_AnsweredForm, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something sensitive."""

    credential = AnswerField(NotAccepted)


def _checked(check: Callable[[], Found], refusal: type[ClipdeskError]) -> Found:
    """Call allauth's check; whatever it and fido2 raise over a wrong answer becomes our one sentence."""
    try:
        return check()
    except ValidationError as error:
        if error.code in _TOO_MANY_TRIES:
            raise
        raise ValidationError(sentence(refusal())) from error
    except (ClipdeskError, *NONSENSE) as error:
        raise ValidationError(sentence(refusal())) from error
