"""Who has how much to do; how long work takes as a rule, and how much time people have."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.notices import people_who_may
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.planning import usual as acts
from clipdesk.planning.access import people_on, seen_desks
from clipdesk.planning.choosing import NO_FILTERS, choice_of
from clipdesk.planning.holidays import holidays
from clipdesk.planning.load import load_of
from clipdesk.planning.models import Capacity
from clipdesk.planning.month import WEEK, window_of
from clipdesk.planning.showing import Shower
from clipdesk.planning.time_forms import CapacityForm, UsualForm
from clipdesk.planning.views.calendar import day_asked, heading, today_of
from clipdesk.ui.sentences import sentence


@door(SEE)
def load(request: HttpRequest, station: str) -> HttpResponse:
    """Show, person by person and day by day of a week, what they were asked for and for how much they have time."""
    member = member_of_request(request)
    choice, on = choice_of(request.GET, member), day_asked(request, member)
    window, filters = window_of(WEEK, on), choice.filters
    people = choice.people
    if filters.desk is not None:
        there = {one.pk for one in people_who_may(SEE, member.station, filters.desk)}
        people = [one for one in people if one.pk in there]
    people = [one for one in people if filters.person in {None, one}]
    rows, shower = load_of(member, people, window), Shower(member)
    context = {
        "rows": [(row, [(cell, [shower.of_work(one) for one in cell.work]) for cell in row.cells]) for row in rows],
        "days": [cell.day for cell in rows[-1].cells],
        "holidays": holidays(member.station, window.first, window.last),
        "today": today_of(member),
        "span": heading(WEEK, on, window.first, window.last),
        "before": f"?{urlencode({'on': window.before})}",
        "after": f"?{urlencode({'on': window.after})}",
        "on": on,
        "choice": choice,
        "told": replace(filters, line=None, kind="").told,
        "no_filters": NO_FILTERS,
        "planned_desks": seen_desks(member, PLAN),
        "may_plan": member.may(PLAN),
    }
    return render(request, "planning/load.html", context)


@door(PLAN, methods=("GET", "POST"))
def usual(request: HttpRequest, station: str, desk_id: UUID) -> HttpResponse:
    """Show and change how long each kind of work takes on a desk as a rule."""
    member = member_of_request(request)
    desk = next((one for one in seen_desks(member) if one.pk == desk_id), None)
    if desk is None:
        raise Http404
    member.require(PLAN, desk.pk)
    form = UsualForm(request.POST or None, said=acts.Usual.of(member.station).on(desk.pk))
    if form.is_bound and form.is_valid():
        acts.set_usual(desk, form.cleaned_data, member=member)
        messages.success(request, _("Saved."))
        return redirect("planning:load", station=station)
    context = {"form": form, "heading": _("Usual minutes"), "about": desk.name}
    return render(request, "planning/times_form.html", context, status=422 if form.is_bound else 200)


@door(PLAN, methods=("GET", "POST"))
def capacity(request: HttpRequest, station: str, person_id: UUID) -> HttpResponse:
    """Show and change for how many minutes of planned work somebody has time on each day of the week."""
    member = member_of_request(request)
    person = next((one for one in people_on(member) if one.pk == person_id), None)
    if person is None:
        raise Http404
    kept = Capacity.objects.filter(station=member.station, person=person).first()
    form = CapacityForm(request.POST or None, said=kept.minutes if kept else Capacity.USUAL)
    if form.is_bound and form.is_valid():
        try:
            acts.set_capacity(person, form.minutes(), member=member)
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("planning:load", station=station)
    context = {"form": form, "heading": _("Minutes per day"), "about": person.name}
    return render(request, "planning/times_form.html", context, status=422 if form.is_bound else 200)
