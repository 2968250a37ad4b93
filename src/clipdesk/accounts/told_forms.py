"""Forms about being told: what a person wants, and where a station's notices also go."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.choosing import GROUPS, MAIL, PUSH, TELEGRAM
from clipdesk.accounts.models import ToldHow

_WAYS = {MAIL: _("By e-mail"), PUSH: _("On my devices"), TELEGRAM: _("By Telegram")}


def _groups(label: Any, *, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(GROUPS.items()), required=required, widget=forms.CheckboxSelectMultiple
    )


class ToldHowForm(forms.Form):
    """How somebody wants to be told. Ways that are not offered keep what was chosen before."""

    prefix = "told"
    mail = _groups(_WAYS[MAIL])
    push = _groups(_WAYS[PUSH])
    telegram = _groups(_WAYS[TELEGRAM])
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_(
            "In quiet hours only what is urgent rings or is mailed; one summary follows when they end. Leave both empty "
            "for none."
        ),
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    sounds = forms.BooleanField(
        label=_("Sound on an open page when something urgent comes"),
        required=False,
        help_text=_("The browser plays it once you have touched the page."),
    )

    def __init__(self, *args: Any, chosen: ToldHow, telegram: bool, **kwargs: Any) -> None:
        ticked = {way: [group for group in GROUPS if f"{way}:{group}" not in chosen.not_told] for way in _WAYS}
        hours = {"quiet_from": chosen.quiet_from, "quiet_until": chosen.quiet_until}
        kwargs["initial"] = {**ticked, **hours, "sounds": chosen.sounds}
        super().__init__(*args, **kwargs)
        self._chosen = chosen
        if not telegram:
            del self.fields["telegram"]

    def clean(self) -> dict[str, Any]:
        """Quiet hours have a beginning and an end, or there are none."""
        data = super().clean() or {}
        ends = [data.get("quiet_from"), data.get("quiet_until")]
        if not self.errors and ends.count(None) == 1:
            self.add_error("quiet_until", _("Give both times, or neither."))
        return data

    def to_keep(self) -> dict[str, object]:
        """Return what is stored of it."""
        data = self.cleaned_data
        offered = [way for way in _WAYS if way in self.fields]
        left = [row for row in self._chosen.not_told if row.split(":")[0] not in offered]
        refused = [f"{way}:{group}" for way in offered for group in GROUPS if group not in data[way]]
        kept = {name: data[name] for name in ("quiet_from", "quiet_until", "sounds")}
        return {**kept, "not_told": left + refused}


class BotForm(forms.Form):
    """A bot's token: taken in, never shown again."""

    token = forms.CharField(
        label=_("Token of the bot"),
        max_length=150,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Write to @BotFather in Telegram, choose /newbot, and copy the token it answers with."),
    )


class WebhookForm(forms.Form):
    """Where notices are also sent, and which."""

    url = forms.CharField(
        label=_("Address"), max_length=500, widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    groups = _groups(_("Of what it is told"), required=True)

    def __init__(self, *args: Any, url: str = "", groups: Collection[str] = tuple(GROUPS), **kwargs: Any) -> None:
        kwargs["initial"] = {"url": url, "groups": list(groups)}
        super().__init__(*args, **kwargs)


class KeeperForm(forms.Form):
    """A mailbox outside that is to keep checkpoints."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Of somebody who does not run this machine: a lawyer, an auditor, another newsroom."),
    )
