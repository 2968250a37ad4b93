"""The form of a series of planned recordings: when, how often, and what its recordings are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Desk
from clipdesk.accounts.roles import OPERATE
from clipdesk.destinations.access import destinations_for
from clipdesk.kernel.clock import now
from clipdesk.kernel.recurrence import DAILY, DAYS, ON_DAYS, ONCE, WEEKLY, Repeat
from clipdesk.kernel.text import clean_words, sort_key
from clipdesk.library.models import Channel, Series
from clipdesk.library.models.series import MOST_ROLL_SECONDS
from clipdesk.library.rolling import LONGEST_HOURS
from clipdesk.planning.words import DAY_NAMES, REPEATS

#: Programmes come daily or weekly.
_REPEATS = (ONCE, DAILY, ON_DAYS, WEEKLY)
#: With what is added before and after, it is no longer than anybody cuts at once.
MOST_MINUTES = LONGEST_HOURS * 60 - 2 * MOST_ROLL_SECONDS // 60
_WORKDAYS = DAYS[:5]
_SAME = (
    *("title", "desk", "language", "first_on", "first_at", "zone", "pre_roll", "post_roll", "tells"),
    *("look", "destinations", "keep_days"),
)
_MOST_DAYS = 3650
#: Told of a station, return the looks that its clips may have, each with its name: looks are made in a room above.
look_offers: list[Callable[[UUID], Sequence[tuple[str, str]]]] = []


class SeriesForm(forms.Form):
    """What is recorded when. The rule is chosen in words and kept as RFC 5545 writes it."""

    title = forms.CharField(
        label=_("Title"),
        max_length=150,
        help_text=_("As the programme is called, for example “Bulletin 05:30”. Each recording adds its day."),
    )
    first_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    first_at = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time", "step": "1"}, format="%H:%M:%S")
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(zone, zone) for zone in sorted(available_timezones())],
        help_text=_("The time stays the same on the clocks of this zone, also when they go forward or back."),
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=1, max_value=MOST_MINUTES)
    repeats = forms.ChoiceField(label=_("How often"), choices=lambda: [(kind, REPEATS[kind]) for kind in _REPEATS])
    days = forms.MultipleChoiceField(
        label=_("Days of the week"),
        required=False,
        choices=lambda: list(DAY_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They count where you chose “On these days of the week”."),
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: without an end."),
    )
    pre_roll = forms.IntegerField(
        label=_("Seconds before"),
        min_value=0,
        max_value=MOST_ROLL_SECONDS,
        help_text=_("So much is recorded before it begins, in case the programme is early."),
    )
    post_roll = forms.IntegerField(
        label=_("Seconds after"),
        min_value=0,
        max_value=MOST_ROLL_SECONDS,
        help_text=_("So much is recorded after its end, in case the programme is late."),
    )
    desk = forms.ModelChoiceField(
        label=_("Desk"),
        queryset=Desk.objects.none(),
        help_text=_("Whoever works on this desk finds the recordings and cuts them."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=lambda: list(settings.LANGUAGES))
    tells = forms.BooleanField(
        label=_("Tell those who cut on the desk when a recording is ready"), required=False, initial=True
    )

    look = forms.ChoiceField(
        label=_("Look"),
        required=False,
        help_text=_("Clips that are cut from the recordings begin with it, in its newest version."),
    )
    destinations = forms.MultipleChoiceField(
        label=_("Where to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ticked beforehand when a clip of the recordings is sent to review. Nothing is sent by itself."),
    )
    keep_days = forms.IntegerField(
        label=_("Days that recordings are kept"),
        required=False,
        min_value=1,
        max_value=_MOST_DAYS,
        help_text=_(
            "After that, recordings are deleted from which no clip was cut. Empty: they stay until somebody deletes them."
        ),
    )

    def __init__(
        self, *args: Any, member: Member, channel: Channel, series: Series | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        allowed = member.desks_for(OPERATE)
        rows = member.station.desks.all()
        desks = sorted(
            (desk for desk in rows if allowed is None or desk.pk in allowed), key=lambda desk: sort_key(desk.name)
        )
        field: Any = self.fields["desk"]
        field.queryset = rows.filter(pk__in=[desk.pk for desk in desks])
        field.choices = [(desk.pk, desk.name) for desk in desks]
        looks: Any = self.fields["look"]
        offered = [choice for offer in look_offers for choice in offer(member.station.pk)]
        looks.choices = [("", _("No look")), *offered]
        places: Any = self.fields["destinations"]
        places.choices = [(str(place.pk), str(place)) for place in destinations_for(member) if place.is_connected]
        self.initial.update(_kept(series) if series else _usual(channel))

    def clean(self) -> dict[str, Any]:
        """One line of a title; days where days are chosen; a last day that is not before the first."""
        data = super().clean() or {}
        if "title" in data:
            data["title"] = " ".join(clean_words(data["title"]).split())
        if data.get("repeats") == ON_DAYS and not data.get("days"):
            self.add_error("days", _("Choose at least one day of the week."))
        first, until = data.get("first_on"), data.get("until")
        if first and until and until < first:
            self.add_error("until", _("The last day lies before the first. Choose a later one."))
        return data

    def clean_first_on(self) -> date:
        """Refuse days at the ends of time, with which no zone can be reckoned."""
        return self._near(self.cleaned_data["first_on"])

    def clean_until(self) -> date | None:
        """The same."""
        until: date | None = self.cleaned_data["until"]
        return self._near(until) if until else None

    def _near(self, day: date) -> date:
        if not 2000 <= day.year < 2200:
            raise forms.ValidationError(_("This is no day on which anything is recorded. Write it like 2026-11-23."))
        return day

    def said(self) -> Mapping[str, Any]:
        """Return what was said, as a series keeps it."""
        data = self.cleaned_data
        until = data["until"] if data["repeats"] != ONCE else None
        rule = Repeat(data["repeats"], tuple(data["days"]), until).rule(data["zone"])
        at = data["first_at"].replace(microsecond=0)  # RFC 5545 knows whole seconds
        return {**{name: data[name] for name in _SAME}, "first_at": at, "seconds": data["minutes"] * 60, "rule": rule}


def _kept(series: Series) -> dict[str, Any]:
    repeat = series.repeat
    kept = {name: getattr(series, name) for name in _SAME}
    minutes = -(-series.seconds // 60)
    return {**kept, "minutes": minutes, "repeats": repeat.kind, "days": list(repeat.days), "until": repeat.until}


def _usual(channel: Channel) -> dict[str, Any]:
    """What most bulletins are: on working days, from today on, by the station's clock."""
    zone = channel.station.timezone
    return {
        "first_on": now().astimezone(ZoneInfo(zone)).date(),
        "zone": zone,
        "minutes": 10,
        "repeats": ON_DAYS,
        "days": list(_WORKDAYS),
        "pre_roll": 30,
        "post_roll": 30,
        "desk": channel.desk,
        "language": channel.station.language,
    }
