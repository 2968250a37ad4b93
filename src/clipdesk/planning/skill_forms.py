"""Forms of skills and trainings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.planning.forms import OneLine
from clipdesk.planning.models import Skill
from clipdesk.planning.skills import skills_of

_DAY = {"type": "date"}
_EARLIEST = date(1950, 1, 1)


class PastDay(forms.DateField):
    """A day that has come; `latest` is set by the form."""

    widget = forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    latest: date

    def clean(self, value: Any) -> date | None:
        """Refuse days to come, and those of another century."""
        day: date | None = super().clean(value)
        if day is not None and day > self.latest:
            raise forms.ValidationError(_("This day has not come yet."))
        if day is not None and day < _EARLIEST:
            raise forms.ValidationError(_("Write the year with four digits."))
        return day


class _PastForm(forms.Form):
    """A form with one day that has come."""

    day_name = ""

    def __init__(self, *args: Any, member: Member, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields[self.day_name]
        field.latest = today
        self.initial.setdefault(self.day_name, today)
        choice: Any = self.fields["skill"]
        choice.queryset = skills_of(member).filter(state=Skill.ACTIVE)


class SkillForm(_PastForm):
    """That somebody has a skill."""

    day_name = "since"
    skill = forms.ModelChoiceField(label=_("Skill"), queryset=Skill.objects.none())
    since = PastDay(label=_("Since when"))


class TrainingForm(_PastForm):
    """What somebody was taught."""

    day_name = "on"
    title = OneLine(label=_("What was taught"), max_length=150)
    on = PastDay(label=_("Day"))
    hours = forms.DecimalField(
        label=_("Hours"), min_value=0.5, max_value=1000, decimal_places=1, max_digits=5, initial=2
    )
    skill = forms.ModelChoiceField(
        label=_("For which skill"), queryset=Skill.objects.none(), required=False, empty_label=_("None of the list")
    )


class ListForm(forms.Form):
    """A skill of the station's list."""

    name_vi = OneLine(label=_("Name in Vietnamese"), max_length=80, required=False)
    name_en = OneLine(label=_("Name in English"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two names."""
        data = super().clean() or {}
        if not self.errors and not (data.get("name_vi") or data.get("name_en")):
            self.add_error("name_vi", _("Write the name in one of the two languages."))
        return data
