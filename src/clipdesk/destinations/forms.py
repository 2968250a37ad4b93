"""Forms of the register of official accounts."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Station
from clipdesk.connectors.places import LONGEST, PLATFORMS
from clipdesk.destinations.models import AccountStatement
from clipdesk.destinations.official import platform_name
from clipdesk.destinations.register import Said, said_in
from clipdesk.kernel.clock import now
from clipdesk.kernel.text import clean_words

#: Where an account has no name but its address.
_WITHOUT_HANDLE = frozenset({"podcast", "website", "other"})
_NOT_YET = _("This day lies ahead. Write the day on which it began, or today.")


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AccountForm(forms.Form):
    """What the station says of an account."""

    url = forms.CharField(
        label=_("Address of its public page"),
        max_length=LONGEST,
        help_text=_("Copied from the account's own page, for example https://www.youtube.com/@station."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
    )
    handle = forms.CharField(
        label=_("Handle"),
        max_length=120,
        required=False,
        help_text=_("As the platform writes it, for example @station. A website or podcast has none."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Name shown there"), max_length=120)
    owner = forms.CharField(
        label=_("Owner"),
        max_length=160,
        help_text=_("Who owns the account, in the station's own words. The public reads this."),
    )
    since = forms.DateField(label=_("The station's since"), widget=_day_input())

    def __init__(self, *args: Any, station: Station, statement: AccountStatement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = now().astimezone(ZoneInfo(station.timezone)).date()
        self._platform = statement.account.platform if statement else ""
        usual = {"name": station.name, "owner": station.name}
        self.initial.update(vars(said_in(statement)) if statement else usual)

    def clean(self) -> dict[str, Any]:
        """Words without control characters on one line; a handle where the platform has handles."""
        data = super().clean() or {}
        for field in ("handle", "name", "owner", "url"):
            if field in data:
                data[field] = " ".join(clean_words(data[field]).split())
        platform = data.get("platform", self._platform)
        if platform not in _WITHOUT_HANDLE and not data.get("handle") and "handle" not in self.errors:
            self.add_error("handle", _("Write the handle as the platform shows it."))
        return data

    def clean_since(self) -> date:
        """Refuse a day that lies ahead."""
        since: date = self.cleaned_data["since"]
        if since > self._today:
            raise forms.ValidationError(_NOT_YET)
        return since

    def said(self) -> Said:
        """Return what is said."""
        return Said(**{field: self.cleaned_data[field] for field in ("handle", "name", "url", "owner", "since")})


class NewAccountForm(AccountForm):
    """An account that is not in the register yet."""

    platform = forms.ChoiceField(label=_("Platform"), choices=lambda: [(key, platform_name(key)) for key in PLATFORMS])
    field_order = ["platform"]

    @property
    def chosen(self) -> str:
        """The platform."""
        return str(self.cleaned_data["platform"])


class ChangeForm(AccountForm):
    """What is said from now on; `base` is the statement that was looked at."""

    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, station: Station, statement: AccountStatement, **kwargs: Any) -> None:
        super().__init__(*args, station=station, statement=statement, **kwargs)
        self.initial["base"] = statement.number


class EndForm(forms.Form):
    """Since when an account is not the station's any more. It stands beside the other form: its ids are its own."""

    until = forms.DateField(label=_("The station's until"), widget=_day_input())
    because = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the desk reads this; it is kept in the history."),
    )
    mistaken = forms.BooleanField(
        label=_("It was entered by mistake and never was the station's: the public shall not read it at all."),
        required=False,
    )

    def __init__(self, *args: Any, station: Station, since: date, **kwargs: Any) -> None:
        kwargs["auto_id"] = "end_%s"
        super().__init__(*args, **kwargs)
        self._since, self._today = since, now().astimezone(ZoneInfo(station.timezone)).date()
        self.initial["until"] = self._today

    def clean_because(self) -> str:
        """Refuse nothing but control characters."""
        because = clean_words(self.cleaned_data["because"])
        if not because:
            raise forms.ValidationError(self.fields["because"].error_messages["required"])
        return because

    def clean_until(self) -> date:
        """Refuse a day that lies ahead, or before it began."""
        until: date = self.cleaned_data["until"]
        if until > self._today:
            raise forms.ValidationError(_NOT_YET)
        if until < self._since:
            raise forms.ValidationError(_("This day is before the account was the station's."))
        return until
