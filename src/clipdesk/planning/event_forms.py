"""The forms of events: what they are and when; moving them; cancelling them with what is attached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.kernel.clock import now
from clipdesk.kernel.recurrence import DAYS, ON_DAYS, ON_WEEKDAY, ONCE, OWN, Repeat, check_rule, weekday_in_month
from clipdesk.planning.cancelling import CANCEL, KEEP
from clipdesk.planning.expanding import MOST_DAYS, Happening
from clipdesk.planning.forms import DeskForm, OneLine, desk_field
from clipdesk.planning.models import Event
from clipdesk.planning.words import DAY_NAMES, REPEATS

ONE, FOLLOWING = "one", "following"
_SCOPES = {ONE: _("This day alone"), FOLLOWING: _("This day and all that follow")}
_FATES = {
    CANCEL: _("Cancel its stories, and what is still to be done for them"),
    KEEP: _("Keep its stories and their work, as stories of no event"),
}
_YEARS = range(2000, 2200)


def date_input() -> forms.DateInput:
    """Return the field of a day as browsers draw it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def time_input() -> forms.TimeInput:
    """Return the field of a time of day as browsers draw it."""
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class NearDate(forms.DateField):
    """A day that is not at the ends of time, where no zone can be reckoned with."""

    widget = forms.DateInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=date_input(), **kwargs)

    def clean(self, value: Any) -> date | None:
        """Refuse them."""
        day: date | None = super().clean(value)
        if day is not None and day.year not in _YEARS:
            raise forms.ValidationError(_("This is no day that anybody plans for. Write it like 2026-11-23."))
        return day


class EventWordsForm(DeskForm):
    """What an event is, whose, and where."""

    title = OneLine(label=_("Title"), max_length=150)
    desk = desk_field()
    place = OneLine(label=_("Place"), required=False, max_length=150)
    about = forms.CharField(label=_("Notes"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    provisional = forms.BooleanField(label=_("Provisional: it is not sure yet"), required=False)

    def __init__(self, *args: Any, member: Member, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, member=member, **kwargs)
        if event is not None:
            kept = {name: getattr(event, name) for name in ("title", "place", "about")}
            self.initial.update({**kept, "desk": event.desk_id, "provisional": event.state == Event.PROVISIONAL})

    def said(self) -> dict[str, Any]:
        """Return what was said, as an event keeps it."""
        return {name: self.cleaned_data[name] for name in ("title", "desk", "place", "about")}


class EventForm(EventWordsForm):
    """The same, and when. The rule is chosen in words and kept as RFC 5545 writes it."""

    first_on = NearDate(label=_("First day"))
    first_at = forms.TimeField(
        label=_("Begins at"), required=False, widget=time_input(), help_text=_("Empty: it takes whole days.")
    )
    last_on = NearDate(label=_("Ends on"), required=False, help_text=_("Empty: on the same day."))
    ends_at = forms.TimeField(label=_("Ends at"), required=False, widget=time_input())
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(zone, zone) for zone in sorted(available_timezones())]
    )
    repeats = forms.ChoiceField(label=_("How often"), choices=lambda: list(REPEATS.items()))
    every = forms.IntegerField(
        label=_("Only every"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=_("2 is every other day, week, month or year. Empty: each."),
    )
    days_of_week = forms.MultipleChoiceField(
        label=_("Days of the week"),
        required=False,
        choices=lambda: list(DAY_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They count where you chose “On these days of the week”."),
    )
    own = OneLine(
        label=_("Rule of its own"),
        required=False,
        max_length=200,
        help_text=_("An RRULE of RFC 5545, for example FREQ=MONTHLY;BYMONTHDAY=1,15"),
    )
    until = NearDate(label=_("Last day"), required=False, help_text=_("Empty: without an end."))

    field_order = (
        *("title", "first_on", "first_at", "last_on", "ends_at", "desk", "place", "about", "provisional"),
        *("repeats", "every", "days_of_week", "own", "until", "zone"),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, member=member, **kwargs)
        zone = member.station.timezone
        self.initial.setdefault("first_on", now().astimezone(ZoneInfo(zone)).date())
        self.initial.update({"zone": zone, "repeats": ONCE})

    def clean_own(self) -> str:
        """Refuse what is no rule of days, weeks, months or years."""
        rule: str = self.cleaned_data["own"].upper().removeprefix("RRULE:").replace(" ", "").strip(";")
        if rule:
            try:
                check_rule(rule)
            except ValueError as error:
                said = _("This is no rule of days, weeks, months or years as RFC 5545 writes them.")
                raise forms.ValidationError(said) from error
        return rule

    def clean(self) -> dict[str, Any]:
        """Work out how long it takes, and the rule."""
        data = super().clean() or {}
        if self.errors:
            return data
        self._clean_length(data)
        if data["repeats"] == ON_DAYS and not data["days_of_week"]:
            self.add_error("days_of_week", _("Choose at least one day of the week."))
        if data["repeats"] == OWN and not data["own"]:
            self.add_error("own", _("Write the rule, or choose another answer to “How often”."))
        if data["until"] and data["until"] < data["first_on"]:
            self.add_error("until", _("The last day lies before the first. Choose a later one."))
        return data

    def _clean_length(self, data: dict[str, Any]) -> None:
        first, last = data["first_on"], data["last_on"] or data["first_on"]
        at, ends = data["first_at"], data["ends_at"]
        data["days"], data["minutes"] = (last - first).days + 1, 0
        if (at is None) != (ends is None):
            self.add_error("ends_at", _("Write both times, or none of them."))
        elif at is not None:
            zone = ZoneInfo(data["zone"])
            length = datetime.combine(last, ends, zone).timestamp() - datetime.combine(first, at, zone).timestamp()
            data["days"], data["minutes"] = 1, int(length // 60)
            if data["minutes"] <= 0:
                self.add_error("ends_at", _("It would be over before it begins. Write a later end."))
        if not 0 < (last - first).days + 1 <= MOST_DAYS:
            said = _("It ends before it begins, or takes more than {count} days. Look at the days again.")
            self.add_error("last_on", str(said).format(count=MOST_DAYS))

    def said(self) -> dict[str, Any]:
        """Return what was said, as an event keeps it."""
        data = self.cleaned_data
        state = Event.PROVISIONAL if data["provisional"] else Event.PLANNED
        times = {name: data[name] for name in ("first_on", "first_at", "zone", "days", "minutes")}
        return {**super().said(), **times, "state": state, "rule": self._repeat().rule(data["zone"])}

    def _repeat(self) -> Repeat:
        data = self.cleaned_data
        kind, days = data["repeats"], tuple(day for day in DAYS if day in data["days_of_week"])
        if kind == ONCE:
            return Repeat()
        if kind == ON_WEEKDAY:
            named = weekday_in_month(data["first_on"])
            days = (
                weekday_in_month(data["first_on"], last=named.startswith("5")),
            )  # a fifth one is not in every month
        return Repeat(kind, days, data["until"], data["every"] or 1, own=data["own"])


class _ScopedForm(forms.Form):
    """Which days of an event are meant; of one that comes once, nobody is asked."""

    scope = forms.ChoiceField(
        label=_("Which days"), choices=lambda: list(_SCOPES.items()), widget=forms.RadioSelect, initial=ONE
    )

    def __init__(self, *args: Any, happening: Happening, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.happening = happening
        if not happening.event.recurs:
            del self.fields["scope"]

    @property
    def is_following(self) -> bool:
        """Whether this day and all that follow are meant."""
        return self.cleaned_data.get("scope") == FOLLOWING


class MoveForm(_ScopedForm):
    """Where a day of an event is moved. to: the day that is offered, as an address names it; empty: its own."""

    on = NearDate(label=_("New day"))
    at = forms.TimeField(label=_("New time"), widget=time_input(), help_text=_("On the clock of the event."))

    field_order = ("on", "at", "scope")

    def __init__(self, *args: Any, happening: Happening, to: str = "", **kwargs: Any) -> None:
        super().__init__(*args, happening=happening, **kwargs)
        self.initial.update({"on": to or happening.begins_on, "at": happening.begins_at})
        if happening.event.is_all_day:
            del self.fields["at"]

    def clean(self) -> dict[str, Any]:
        """Refuse a move that is none, or so far that nobody means it."""
        data = super().clean() or {}
        if not self.errors and abs(data["on"] - self.happening.recurs_on) > timedelta(days=366):
            self.add_error("on", _("This is more than a year away. Look at the year again."))
        return data

    def place(self) -> Mapping[str, Any]:
        """Return the new day and time."""
        return {"on": self.cleaned_data["on"], "at": self.cleaned_data.get("at")}


class CancelForm(_ScopedForm):
    """What is cancelled, and what becomes of what is attached."""

    fate = forms.ChoiceField(
        label=_("What becomes of its stories"),
        choices=lambda: list(_FATES.items()),
        widget=forms.RadioSelect,
        initial=CANCEL,
    )
    because = OneLine(label=_("Why"), required=False, max_length=300)

    field_order = ("scope", "fate", "because")
