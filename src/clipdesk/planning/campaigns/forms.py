"""Forms of campaigns. Times are of the station's own clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.planning.forms import OneLine
from clipdesk.planning.models import Campaign
from clipdesk.ui.languages import LANGUAGES
from clipdesk.ui.moments import moment_in

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SpanForm(forms.Form):
    """A name, and a span of days; without a last day it is one day."""

    name = OneLine(label=_("Name"), max_length=80)
    first_on = forms.DateField(label=_("First day"), widget=_DAY)
    last_on = forms.DateField(label=_("Last day"), required=False, widget=_DAY, help_text=_("Empty: it is one day."))

    def clean(self) -> dict[str, Any]:
        """Let a span of one day end on its day; refuse one that ends before it begins."""
        data = super().clean() or {}
        if "first_on" in data:
            data["last_on"] = data.get("last_on") or data["first_on"]
            if data["last_on"] < data["first_on"]:
                self.add_error("last_on", _("It ends before it begins. Choose a later last day."))
        return data

    def said(self) -> Mapping[str, Any]:
        """Return what was said, as the row keeps it."""
        return {name: self.cleaned_data[name] for name in self.fields}


class PhaseForm(SpanForm):
    """A phase of a campaign."""


class CampaignForm(SpanForm):
    """What a campaign is."""

    about = forms.CharField(
        label=_("What for"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which each story is wanted"),
        required=False,
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    embargo = forms.CharField(
        label=_("Embargo until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("No clip of its stories goes public before. Empty: none has to wait."),
    )

    def __init__(self, *args: Any, member: Member, campaign: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(member.station.timezone)
        if campaign is not None:
            kept = {name: getattr(campaign, name) for name in ("name", "first_on", "about", "languages")}
            last = None if campaign.is_one_day else campaign.last_on
            until = timezone.localtime(campaign.embargo, self._zone) if campaign.embargo else None
            self.initial.update({**kept, "last_on": last, "embargo": until})

    def clean_embargo(self) -> datetime | None:
        """Return the moment meant, or None."""
        text: str = self.cleaned_data["embargo"]
        return moment_in(self._zone, text) if text else None
