"""Forms of destinations."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_CHANNEL = re.compile(r"(?:https://t\.me/|@)?(?P<name>[A-Za-z]\w{3,31})|(?P<id>-100\d{5,15})", re.ASCII)


class TelegramForm(forms.Form):
    """A bot's token, and the channel that it posts into."""

    token = forms.CharField(
        label=_("Token of the bot"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        max_length=130,
        help_text=_("It is kept encrypted and never shown again."),
    )
    channel = forms.CharField(
        label=_("Channel"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Its @name, or for a private channel its number, which begins with -100."),
    )

    def clean_channel(self) -> int | str:
        """Return the channel as Telegram wants it named."""
        found = _CHANNEL.fullmatch(self.cleaned_data["channel"].strip())
        if found is None:
            raise forms.ValidationError(gettext("Write the channel’s @name, or its number, which begins with -100."))
        return int(found["id"]) if found["id"] else f"@{found['name']}"
