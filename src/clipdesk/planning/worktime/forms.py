"""Forms of time that is set by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.planning.forms import OneLine

DAY_MINUTES = 24 * 60


class CorrectForm(forms.Form):
    """How long work on a clip took, and why that is not what was measured."""

    minutes = forms.IntegerField(label=_("Minutes that count"), min_value=0, max_value=DAY_MINUTES)
    because = OneLine(
        label=_("Why"),
        max_length=200,
        help_text=_("For instance: watched the whole bulletin first; the page stayed open during a call."),
    )


class AddForm(forms.Form):
    """How long one worked for an assignment on a day. latest: today, on the station's clock."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    minutes = forms.IntegerField(
        label=_("Minutes that count"),
        min_value=0,
        max_value=DAY_MINUTES,
        help_text=_("All of that day together. 0 takes back what you said of it."),
    )
    because = OneLine(label=_("What you did"), max_length=200)

    def __init__(self, *args: Any, latest: date, earliest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._latest, self._earliest = latest, earliest
        self.initial.setdefault("on", latest)

    def clean_on(self) -> date:
        """Return a day that is past or today, and not longer ago than what is kept."""
        day: date = self.cleaned_data["on"]
        if day > self._latest:
            raise forms.ValidationError(_("This day has not come yet."))
        if day < self._earliest:
            raise forms.ValidationError(_("This day is longer ago than times are kept."))
        return day
