"""Forms of connected accounts."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clipdesk.connectors.by_hand.platforms import UPRIGHT
from clipdesk.connectors.receiver.connecting import is_secret, new_secret
from clipdesk.connectors.secret import Secret
from clipdesk.destinations.models import AccountStatement, Destination
from clipdesk.destinations.official import platform_name
from clipdesk.ui.loudness_names import LOUDNESS_NAMES
from clipdesk.ui.shape_names import SHAPE_NAMES

_CHANNEL = re.compile(r"(?:https://t\.me/|@)?(?P<name>[A-Za-z]\w{3,31})/?|(?P<id>-100\d{5,15})", re.ASCII)


class TokenForm(forms.Form):
    """A bot's token. It is never put back into the page."""

    token = forms.CharField(
        label=_("Token of the bot"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        max_length=130,
        help_text=_("It is kept encrypted and never shown again."),
    )

    def secret(self) -> Secret:
        """Return the token."""
        return Secret(self.cleaned_data["token"].strip())


class TelegramForm(TokenForm):
    """A bot's token, and the channel that it posts into."""

    channel = forms.CharField(
        label=_("Channel"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Its @name, or for a private channel its number, which begins with -100."),
    )

    def clean_channel(self) -> int | str:
        """Return the channel as Telegram wants it named."""
        found = _CHANNEL.fullmatch(self.cleaned_data["channel"].strip())
        if found is None:
            raise forms.ValidationError(gettext("Write the channel’s @name, or its number, which begins with -100."))
        return int(found["id"]) if found["id"] else f"@{found['name']}"


class ClientForm(forms.Form):
    """What Google calls the station's own program. The secret is never put back into the page."""

    client_id = forms.CharField(
        label=_("Client ID"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The secret is kept encrypted and never shown again."),
    )

    def given(self) -> Secret:
        """Return the secret."""
        return Secret(self.cleaned_data["secret"].strip())


class AppForm(ClientForm):
    """The same in the words of Facebook and Zalo."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_id"].label = _("App ID")
        self.fields["secret"].label = _("App secret")

    def clean_client_id(self) -> str:
        """An app's number: its name, or a Page's address, is often pasted here."""
        given: str = self.cleaned_data["client_id"].strip()
        if not re.fullmatch(r"[0-9]{5,25}", given):
            raise forms.ValidationError(gettext("The app ID is a number. It stands at the top of the app’s page."))
        return given


class SecretForm(forms.Form):
    """A secret that was made for this page. It is shown there until it works, and never again."""

    secret = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, data: Any = None) -> None:
        given = str(data.get("secret", "")) if data else ""
        fresh = given if is_secret(given) else new_secret().reveal()  # one that was not made here is thrown away
        super().__init__({**data.dict(), "secret": fresh} if data else None, initial={"secret": fresh})
        self.shown = fresh
        self.is_replaced = bool(data) and fresh != given

    def clean(self) -> dict[str, Any]:
        """Refuse a form whose secret was not made here: another one stands in it now."""
        if self.is_replaced:
            raise forms.ValidationError(gettext("The page was too old. Copy the secret that it shows now."))
        return self.cleaned_data

    def made(self) -> Secret:
        """Return the secret."""
        return Secret(self.shown)


class ReceiverForm(SecretForm):
    """Where another system is called, and the secret that it is given."""

    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        widget=forms.URLInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "placeholder": "https://"}
        ),
        help_text=_("Where its program takes the desk’s calls. Whoever looks after the other system knows it."),
    )


class ShapeForm(forms.Form):
    """In which shape clips go to a destination."""

    shape = forms.ChoiceField(
        label=_("Shape"),
        widget=forms.RadioSelect,
        help_text=_("It is sealed with each clip that is sent to review from now on."),
    )

    def __init__(self, *args: Any, place: Destination, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {
            shape: str(SHAPE_NAMES[shape]) for shape in place.limits.shapes
        }  # some tell the proportions themselves
        choices = [(shape, name if shape in name else f"{name} {shape}") for shape, name in names.items()]
        self.fields["shape"].choices = choices  # type: ignore[attr-defined]
        self.initial["shape"] = place.shape


class LoudnessForm(forms.Form):
    """How loud clips go to a destination."""

    loudness = forms.ChoiceField(
        label=_("Loudness"),
        widget=forms.RadioSelect,
        required=False,
        choices=lambda: LOUDNESS_NAMES.items(),
        help_text=_(
            "The same pictures, with the sound levelled for this destination. It is sealed with each clip that is sent to "
            "review from now on."
        ),
    )


class ByHandForm(forms.Form):
    """Which official account people post to by hand, and in which shape clips go there."""

    account = forms.ChoiceField(
        label=_("Account"),
        widget=forms.RadioSelect,
        help_text=_("Only what stands in the register of official accounts can be chosen."),
    )
    shape = forms.ChoiceField(
        label=_("Shape"),
        widget=forms.RadioSelect,
        initial=UPRIGHT[0],
        help_text=_("It is sealed with each clip that is sent to review from now on."),
    )

    def __init__(self, *args: Any, accounts: list[AccountStatement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = accounts
        choices = [
            (str(said.account_id), f"{platform_name(said.account.platform)} · {said.handle or said.name}")
            for said in accounts
        ]
        self.fields["account"].choices = choices  # type: ignore[attr-defined]
        names = [(shape, f"{SHAPE_NAMES[shape]} {shape}") for shape in UPRIGHT]
        self.fields["shape"].choices = names  # type: ignore[attr-defined]

    @property
    def chosen(self) -> AccountStatement:
        """What the register says of the account that was chosen."""
        return next(said for said in self.accounts if str(said.account_id) == self.cleaned_data["account"])
