"""Forms of review: the rota and who is away. Times are of the station's own clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.kernel.clock import now
from clipdesk.review.models.policy import policy_of
from clipdesk.review.rota import Duty
from clipdesk.ui.moments import moment_in

LONGEST = timedelta(hours=24)
FARTHEST = timedelta(days=366)
MOST = 60
_ALL_DESKS = ("", _("All desks"))
_STEPS = {"once": 0, "daily": 1, "weekly": 7}


class ShiftForm(forms.Form):
    """One shift, or the same every day or week."""

    person = forms.ChoiceField(label=_("Who"))
    desk = forms.ChoiceField(label=_("Desk"), required=False)
    day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("An earlier time than the beginning is meant for the next morning."),
    )
    repeat = forms.ChoiceField(
        label=_("Repeat"), choices=[("once", _("Once")), ("daily", _("Every day")), ("weekly", _("Every week"))]
    )
    times = forms.IntegerField(
        label=_("How many times"), min_value=1, max_value=MOST, initial=1, help_text=_("Counts only where it repeats.")
    )
    classes = forms.MultipleChoiceField(
        label=_("Signs clips of these risk classes"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Routine clips always. An editor-in-chief signs every class at any time."),
    )
    is_stand_in = forms.BooleanField(
        label=_("Stand-in"), required=False, help_text=_("Is called only when whoever is on duty stays silent.")
    )

    def __init__(
        self, data: Any = None, *, station: Station, people: Iterable[Person], desks: Iterable[Desk], all_desks: bool
    ) -> None:
        super().__init__(data)
        self._zone = ZoneInfo(station.timezone)
        self._people = {str(person.pk): person for person in people}
        self._desks = {str(desk.pk): desk for desk in desks}
        self.fields["person"].choices = _choices(self._people)  # type: ignore[attr-defined]
        offered = [(key, desk.name) for key, desk in self._desks.items()]
        self.fields["desk"].choices = [_ALL_DESKS, *offered] if all_desks else offered  # type: ignore[attr-defined]
        self.fields["desk"].required = not all_desks
        risky = policy_of(station).rules.risky
        self.fields["classes"].choices = [(one.key, str(one)) for one in risky]  # type: ignore[attr-defined]
        self.initial.setdefault("classes", [one.key for one in risky])
        self.initial.setdefault("day", now().astimezone(self._zone).date())

    def clean(self) -> dict[str, Any]:
        """Work out from when until when each shift lasts."""
        data = super().clean() or {}
        if self.errors:
            return data
        if data["day"] > now().date() + FARTHEST:
            self.add_error("day", _("This is more than a year away. Look at the year again."))
            return data
        step = _STEPS[data["repeat"]]
        days = [data["day"] + timedelta(days=step * n) for n in range(data["times"] if step else 1)]
        data["spans"] = [self._span(day) for day in days]
        if any(ends <= now() for _starts, ends in data["spans"]):
            self.add_error("day", _("This shift would be over already. Choose a later day."))
        elif data["spans"][-1][0] > now() + FARTHEST:
            self.add_error("day", _("This is more than a year away. Look at the year again."))
        return data

    def duty(self) -> Duty:
        """Return what the form says, once it is valid."""
        data = self.cleaned_data
        return Duty(
            person=self._people[data["person"]],
            desk=self._desks.get(data["desk"]),
            is_stand_in=data["is_stand_in"],
            classes=None if len(data["classes"]) == len(self.fields["classes"].choices) else tuple(data["classes"]),  # type: ignore[attr-defined]
            spans=data["spans"],
        )

    def _span(self, day: date) -> tuple[datetime, datetime]:
        starts, ends = self.cleaned_data["starts"], self.cleaned_data["ends"]
        last = day if ends > starts else day + timedelta(days=1)
        return moment_in(self._zone, f"{day}T{starts:%H:%M}"), moment_in(self._zone, f"{last}T{ends:%H:%M}")


class AwayForm(forms.Form):
    """From when until when somebody is away."""

    prefix = "away"
    starts = forms.CharField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends = forms.CharField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args: Any, station: Station, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(station.timezone)

    def clean_starts(self) -> datetime:
        """Return the moment meant."""
        return moment_in(self._zone, self.cleaned_data["starts"])

    def clean_ends(self) -> datetime:
        """Return the moment meant, after the beginning and not over."""
        ends = moment_in(self._zone, self.cleaned_data["ends"])
        starts = self.cleaned_data.get("starts")
        if ends <= now():
            raise forms.ValidationError(_("This time has passed. Choose a later one."))
        if starts is not None and ends <= starts:
            raise forms.ValidationError(_("The end must come after the beginning."))
        if ends > now() + FARTHEST:
            raise forms.ValidationError(_("This is more than a year away. Look at the year again."))
        return ends


class HandOverForm(forms.Form):
    """Who takes a shift over."""

    taker = forms.ChoiceField(label=_("Who takes over"))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        self.fields["taker"].choices = _choices(self._people)  # type: ignore[attr-defined]

    def clean_taker(self) -> Person:
        """Return the person."""
        return self._people[self.cleaned_data["taker"]]


def _choices(people: dict[str, Person]) -> list[tuple[str, Any]]:
    """Nobody is chosen beforehand: a wrong name on the rota is found out at night."""
    return [("", _("Choose somebody")), *((key, person.name) for key, person in people.items())]
