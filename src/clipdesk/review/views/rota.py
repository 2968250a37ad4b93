"""The rota: who is on duty to sign, who is away; planning, cancelling, handing over."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clipdesk.accounts.access import desks_of
from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CHIEF, SEE, SIGN
from clipdesk.kernel.clock import now
from clipdesk.review import rota as acts
from clipdesk.review.access import absences_for, access_absence, access_shift, shifts_for, signers_of
from clipdesk.review.duty import is_on_duty
from clipdesk.review.forms import AwayForm, HandOverForm, ShiftForm
from clipdesk.review.models import Shift
from clipdesk.ui.sentences import sentence


@door(SEE)
def rota(request: HttpRequest, station: str) -> HttpResponse:
    """Show who is on duty from now on, and who is away."""
    member = member_of_request(request)
    return _page(request, member, {})


@door(CHIEF, methods=("POST",))
def plan(request: HttpRequest, station: str) -> HttpResponse:
    """Put somebody on duty."""
    member = member_of_request(request)
    form = _shift_form(member, request.POST)
    if not form.is_valid():
        return _page(request, member, {"form": form}, 422)
    try:
        made = acts.plan(form.duty(), member=member)
    except acts.CannotSignThere as error:
        form.add_error("person", sentence(error))
        return _page(request, member, {"form": form}, 422)
    counted = ngettext("%(count)d shift is on the rota.", "%(count)d shifts are on the rota.", len(made))
    messages.success(request, counted % {"count": len(made)} if made else _("This stands on the rota already."))
    return redirect("review:rota", station=station)


@door(CHIEF, methods=("POST",))
def cancel(request: HttpRequest, station: str, shift_id: UUID) -> HttpResponse:
    """Take a shift off the rota."""
    member = member_of_request(request)
    acts.cancel(access_shift(member, shift_id), member=member)
    messages.success(request, _("The shift was taken off the rota."))
    return redirect("review:rota", station=station)


@door(SIGN, methods=("GET", "POST"))
def hand_over(request: HttpRequest, station: str, shift_id: UUID) -> HttpResponse:
    """Ask who takes over, and let them."""
    member = member_of_request(request)
    shift = access_shift(member, shift_id)
    acts.check_hand_over(shift, member)
    others = [person for person in signers_of(member) if person.pk != shift.person_id]
    form = HandOverForm(request.POST or None, people=others)
    if request.method == "POST" and form.is_valid():
        try:
            taken = acts.hand_over(shift, form.cleaned_data["taker"], member=member)
        except (acts.CannotSignThere, acts.ShiftOver) as error:
            form.add_error("taker", sentence(error))
        else:
            messages.success(request, _("{name} is on duty instead.").format(name=taken.person.name))
            return redirect("review:rota", station=station)
    return render(request, "review/hand_over.html", {"shift": shift, "form": form, "others": others})


@door(SIGN, methods=("POST",))
def away(request: HttpRequest, station: str) -> HttpResponse:
    """Note that the person is away."""
    member = member_of_request(request)
    form = AwayForm(request.POST, station=member.station)
    if not form.is_valid():
        return _page(request, member, {"away_form": form}, 422)
    acts.be_away(member, form.cleaned_data["starts"], form.cleaned_data["ends"])
    messages.success(request, _("Noted. In that time you are neither on duty nor told."))
    return redirect("review:rota", station=station)


@door(SIGN, methods=("POST",))
def back(request: HttpRequest, station: str, absence_id: UUID) -> HttpResponse:
    """End one of the person's own absences."""
    member = member_of_request(request)
    acts.come_back(access_absence(member, absence_id), member=member)
    messages.success(request, _("Noted: you are back."))
    return redirect("review:rota", station=station)


def _shift_form(member: Member, data: Any = None) -> ShiftForm:
    reach = member.desks_for(CHIEF)
    desks = [desk for desk in desks_of(member) if reach is None or desk.pk in reach]
    return ShiftForm(data, station=member.station, people=signers_of(member), desks=desks, all_desks=reach is None)


def _page(request: HttpRequest, member: Member, typed: dict[str, Any], status: int = 200) -> HttpResponse:
    moment = now()
    absences = list(absences_for(member))
    rows = [_row(shift, member, absences) for shift in shifts_for(member)]
    context = {
        "days": [(day, list(found)) for day, found in groupby(rows, key=lambda row: row["day"])],
        "on_duty": [row for row in rows if is_on_duty(row["shift"], moment)],
        "absences": absences,
        "signs": member.may(SIGN),
        "plans": member.may(CHIEF),
        "form": _shift_form(member) if member.may(CHIEF) else None,
        "away_form": AwayForm(station=member.station),
        **typed,
    }
    return render(request, "review/rota.html", context, status=status)


def _row(shift: Shift, member: Member, absences: list[Any]) -> dict[str, Any]:
    """What the page shows of one shift, and what the person may do with it."""
    reach = member.desks_for(CHIEF)
    plans = reach is None or (shift.desk_id is not None and shift.desk_id in reach)
    away = [one for one in absences if one.person_id == shift.person_id]
    return {
        "shift": shift,
        "day": timezone.localdate(max(shift.starts, now())),
        "away": any(one.starts < shift.ends and one.ends > max(shift.starts, now()) for one in away),
        "may_cancel": plans,
        "may_hand_over": plans or shift.person_id == member.person.pk,
    }
