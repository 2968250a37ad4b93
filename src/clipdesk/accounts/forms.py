"""Forms of accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.accounts.roles import ROLE_NAMES
from clipdesk.accounts.sign_in_forms import NEW_PASSWORD_HELP
from clipdesk.ui import preferences

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
_THEMES = {"auto": _("As device"), "light": _("Light"), "dark": _("Dark")}
_ALL_DESKS = ("", _("All desks"))


def _name_input() -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "name"})


class RoleForm(forms.Form):
    """A role on one desk, or on all where the person asking reaches all."""

    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()))
    desk = forms.ChoiceField(label=_("Desk"), required=False)

    def __init__(self, *args: Any, desks: Iterable[Desk], all_desks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._desks = {str(desk.pk): desk for desk in desks}
        offered = [(key, desk.name) for key, desk in self._desks.items()]
        field = self.fields["desk"]
        field.choices = [_ALL_DESKS, *offered] if all_desks else offered  # type: ignore[attr-defined]
        field.required = not all_desks

    def clean_desk(self) -> Desk | None:
        """Return the desk itself; None stands for all."""
        return self._desks.get(self.cleaned_data["desk"])


class InviteForm(RoleForm):
    """Whom to invite."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    field_order = ["email", "role", "desk"]


class LeaveForm(forms.Form):
    """Who takes the unfinished work over."""

    taker = forms.ChoiceField(label=_("Drafts go to"))

    def __init__(self, *args: Any, takers: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._takers = {str(taker.pk): taker for taker in takers}
        choices = [(key, taker.name) for key, taker in self._takers.items()]
        self.fields["taker"].choices = choices  # type: ignore[attr-defined]

    def clean_taker(self) -> Person:
        """Return the person."""
        return self._takers[self.cleaned_data["taker"]]


class AcceptForm(forms.Form):
    """Who accepts an invitation."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=_name_input())
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=NEW_PASSWORD_HELP,
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class NewPasswordForm(forms.Form):
    """A new password, by a link that lets somebody back in."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=NEW_PASSWORD_HELP,
    )


class MeForm(forms.Form):
    """What a person says about themselves."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=_name_input())
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    theme = forms.ChoiceField(label=_("Appearance"), choices=[(name, _THEMES[name]) for name in preferences.THEMES])


class StationForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a station is called and where it is; a practice station also says whether it asks for the second factor."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    class Meta:
        model = Station
        fields = ["name", "language", "timezone", "asks_second_factor", "asks_signing_key"]
        labels = {
            "name": _("Name of the station"),
            "timezone": _("Time zone"),
            "asks_second_factor": _("Ask for the second factor"),
            "asks_signing_key": _("A sign-off needs a signing key"),
        }
        help_texts = {
            "timezone": _("Example: Asia/Ho_Chi_Minh."),
            "asks_second_factor": _("Only a practice station may do without the second factor."),
            "asks_signing_key": _(
                "Without this, a password and a one-time code may confirm a sign-off too. Whoever signs registers their "
                "key under Review, Signing keys. Only an operator changes this."
            ),
        }

    def __init__(self, *args: Any, operates: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "asks_signing_key" in self.fields and not operates:
            # Whoever signs does not also decide whether a password will do.
            self.fields["asks_signing_key"].disabled = True
        if not self.instance.is_practice:
            self.fields.pop("asks_second_factor", None)

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
        labels = {**StationForm.Meta.labels, "slug": _("Short name")}
        help_texts = {
            **StationForm.Meta.help_texts,
            "slug": _("Letters, digits and hyphens. It stands in every address of the station and cannot be changed."),
        }
        error_messages = {
            "slug": {
                "unique": _("There is a station with this short name already. Choose another."),
                "invalid": _("Use only letters without marks, digits and hyphens, for example song-hong."),
            }
        }


class DeskForm(forms.Form):
    """A desk's name. It stands beside the station's own form, so its fields have ids of their own."""

    name = forms.CharField(label=_("Name of the desk"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "desk_%s"
        super().__init__(*args, **kwargs)
