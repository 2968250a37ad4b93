"""Forms of publishing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Desk
from clipdesk.clips.editing import NoteMissing
from clipdesk.clips.models import Clip
from clipdesk.clips.planned import plan_of
from clipdesk.destinations.access import destinations_for
from clipdesk.destinations.models import Destination
from clipdesk.kernel.clock import now
from clipdesk.kernel.text import sort_key
from clipdesk.library.planned import series_of
from clipdesk.publishing.access import in_hand_for, may_hold, stoppable_for
from clipdesk.publishing.embargoes import embargo_over
from clipdesk.publishing.hands import holder_now
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Hold
from clipdesk.publishing.sending import NowhereToGo, Plan
from clipdesk.ui.formats import date_time_zone
from clipdesk.ui.moments import moment_in

FARTHEST = timedelta(days=366)
_MOST_IN_HANDS = 20


class CorrectionForm(forms.Form):
    """Sending a correction: it goes to everything public, so there is nothing to choose."""

    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, clip: Clip, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clip, self.zone = clip, ZoneInfo(member.station.timezone)
        self.initial["base"] = clip.head_number

    def plans(self) -> list[Plan]:
        """Return no plans of its own."""
        return []


class SendForm(CorrectionForm):
    """Where a clip is to go, and not before when."""

    destinations = forms.ModelMultipleChoiceField(
        label=_("Where to"),
        queryset=Destination.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _(NowhereToGo.message)},
    )
    slot = forms.CharField(
        label=_("Not before"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def __init__(self, *args: Any, clip: Clip, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, clip=clip, member=member, **kwargs)
        choices = [choice for choice in destinations_for(member) if choice.is_connected]
        planned = list(clip.publications.filter(state__in=[State.PREPARED, State.MISSED]))
        slots = {row.slot for row in planned if row.slot and row.slot > now()}
        self.fields["destinations"].queryset = Destination.objects.filter(  # type: ignore[attr-defined]
            pk__in=[choice.pk for choice in choices]
        ).order_by("made_at")
        series = series_of(clip.recording)
        wanted = set(series.destinations) if series else set()
        plan = plan_of(clip)
        meant = plan.assignment.destination_id if plan and plan.assignment else None
        self.initial["destinations"] = (
            [row.destination_id for row in planned]
            or [choice.pk for choice in choices if choice.pk == meant]
            or [choice.pk for choice in choices if str(choice.pk) in wanted]
            or [choice.pk for choice in choices if choice.kind == "site"]
        )
        if len(slots) == 1:
            self.initial["slot"] = f"{slots.pop().astimezone(self.zone):%Y-%m-%dT%H:%M}"
        elif (campaign := embargo_over(clip)) is not None and campaign.embargo is not None:
            self.initial["slot"] = f"{campaign.embargo.astimezone(self.zone):%Y-%m-%dT%H:%M}"
        self.fields["slot"].help_text = gettext(
            "Leave it empty and it goes out as soon as it is signed. The clock of {zone} shows {now} now."
        ).format(zone=self.zone.key, now=date_time_zone(now(), self.zone))

    def clean_slot(self) -> datetime | None:
        """Return the moment meant, in UTC; None: as soon as it is signed."""
        text: str = self.cleaned_data["slot"]
        if not text:
            return None
        moment = moment_in(self.zone, text)
        said = date_time_zone(moment, self.zone)
        if moment <= now():
            raise forms.ValidationError(
                gettext("{time} has passed. Choose a later time, or leave it empty.").format(time=said)
            )
        if moment > now() + FARTHEST:
            raise forms.ValidationError(
                gettext("{time} is more than a year away. Look at the year again.").format(time=said)
            )
        return moment

    def plans(self) -> list[Plan]:
        """Return one plan per chosen destination."""
        return [Plan(chosen, self.cleaned_data["slot"]) for chosen in self.cleaned_data["destinations"]]


@dataclass(frozen=True)
class _Reach:
    """Something that can be held: its name, how much a hold would stop at this moment."""

    name: str
    stops: int
    desk: Desk | None = None
    destination: Destination | None = None

    @property
    def label(self) -> str:
        """What the form says."""
        return gettext("{reach} (stops now: {count})").format(reach=self.name, count=self.stops)


class HoldForm(forms.Form):
    """What to stop, and why. Each reach says how much it stops at this moment."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _(NoteMissing.message)},
        help_text=_("Everybody who may hold reads this, and it is kept in the history."),
    )
    reach = forms.ChoiceField(label=_("What to stop"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.reaches = _reaches(member)
        self.fields["reach"].choices = [(key, reach.label) for key, reach in self.reaches.items()]  # type: ignore[attr-defined]
        self.initial["reach"] = next(iter(self.reaches))
        self.in_hands = [(row, holder_now(row)) for row in in_hand_for(member)[:_MOST_IN_HANDS]]

    def place(self) -> Hold:
        """Put the hold in force."""
        reach = self.reaches[self.cleaned_data["reach"]]
        return Hold.place(self.member, self.cleaned_data["reason"], desk=reach.desk, destination=reach.destination)


def _reaches(member: Member) -> dict[str, _Reach]:
    """Return what the member may stop, by key, the widest first."""
    stopped = list(stoppable_for(member).values_list("clip__desk_id", "destination_id"))
    by_desk, by_destination = Counter(desk for desk, __ in stopped), Counter(place for __, place in stopped)
    whole = may_hold(member, None)
    reaches = {"station": _Reach(gettext("The whole station"), len(stopped))} if whole else {}
    for desk in sorted(member.station.desks.all(), key=lambda desk: sort_key(desk.name)):
        if may_hold(member, desk.pk):
            name = gettext("Desk: {name}").format(name=desk.name)
            reaches[f"desk:{desk.pk}"] = _Reach(name, by_desk[desk.pk], desk=desk)
    for place in destinations_for(member) if whole else []:
        name = gettext("Destination: {name}").format(name=place.name)
        reaches[f"destination:{place.pk}"] = _Reach(name, by_destination[place.pk], destination=place)
    return reaches
