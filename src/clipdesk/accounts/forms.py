"""Forms of accounts."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Desk, Station
from clipdesk.accounts.roles import ROLE_NAMES
from clipdesk.ui import preferences

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
_THEMES = {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")}


def _name_input() -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "name"})


class RoleForm(forms.Form):
    """A role on one desk, or on all."""

    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()))
    desk = forms.ModelChoiceField(
        label=_("Desk"), queryset=Desk.objects.none(), required=False, empty_label=_("All desks")
    )

    def __init__(self, *args: Any, station: Station, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = station.desks.order_by("name")  # type: ignore[attr-defined]


class InviteForm(RoleForm):
    """Whom to invite."""

    email = forms.EmailField(label=_("E-mail address"))
    field_order = ["email", "role", "desk"]


class AcceptForm(forms.Form):
    """Who accepts an invitation."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=_name_input())
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class MeForm(forms.Form):
    """What a person says about themselves."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=_name_input())
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    theme = forms.ChoiceField(label=_("Appearance"), choices=[(name, _THEMES[name]) for name in preferences.THEMES])


class StationForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a station is called and where it is."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    class Meta:
        model = Station
        fields = ["name", "language", "timezone"]

    def clean_timezone(self) -> str:
        """Refuse a zone that does not exist."""
        zone: str = self.cleaned_data["timezone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no time zone of that name. Example: Asia/Ho_Chi_Minh."))
        return zone


class NewStationForm(StationForm):
    """A new station; its short name stands in every address and stays."""

    class Meta(StationForm.Meta):
        fields = ["name", "slug", "language", "timezone"]


class DeskForm(forms.Form):
    """A desk's name."""

    name = forms.CharField(label=_("Name of the desk"), max_length=80)
