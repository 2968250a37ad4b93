"""A station's own page, its desks, and new stations."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts import stations
from clipdesk.accounts.access import access_desk, desks_of
from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.forms import DeskForm, NewStationForm, StationForm
from clipdesk.accounts.granting import check_reach
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import OPERATE, PEOPLE
from clipdesk.ui.sentences import sentence


@door(PEOPLE, methods=("GET", "POST"))
def station(request: HttpRequest, station: str) -> HttpResponse:
    """Show and change name, language, time zone; on a practice station whether it asks for the second factor."""
    member = member_of_request(request)
    check_reach(member, None)
    stored = Station.objects.get(pk=member.station.pk)  # the form changes its own copy before anything is checked
    form = StationForm(request.POST or None, instance=stored, operates=member.may(OPERATE))
    if request.method == "POST" and form.is_valid():
        stations.change_station(member.station, form.cleaned_data, by=member.actor)
        messages.success(request, _("Saved."))
        return redirect("accounts:station", station=station)
    return _station_page(request, form, DeskForm())


@door(PEOPLE, methods=("POST",))
def add_desk(request: HttpRequest, station: str) -> HttpResponse:
    """Add a desk."""
    member = member_of_request(request)
    check_reach(member, None)
    form = DeskForm(request.POST)
    if form.is_valid():
        try:
            stations.add_desk(member.station, form.cleaned_data["name"], by=member.actor)
        except (stations.NameTaken, stations.NameMissing) as error:
            form.add_error("name", sentence(error))
        else:
            messages.success(request, _("The desk was added."))
            return redirect("accounts:station", station=station)
    return _station_page(request, StationForm(instance=member.station, operates=member.may(OPERATE)), form)


@door(PEOPLE, methods=("GET", "POST"))
def desk(request: HttpRequest, station: str, desk_id: UUID) -> HttpResponse:
    """Give a desk another name."""
    member = member_of_request(request)
    check_reach(member, None)
    found = access_desk(member, desk_id)
    form = DeskForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            stations.rename_desk(found, form.cleaned_data["name"], by=member.actor)
        except (stations.NameTaken, stations.NameMissing) as error:
            form.add_error("name", sentence(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:station", station=station)
    return render(request, "accounts/desk.html", {"desk": found, "form": form})


@door(OPERATE, methods=("GET", "POST"))
def new_station(request: HttpRequest, station: str) -> HttpResponse:
    """Make another station on this installation; whoever makes it operates it."""
    member = member_of_request(request)
    if member.station.is_practice:
        raise stations.PracticeMakesNone
    form = NewStationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        stations.make_station(made, by=member.actor, operator=member.person)
        messages.success(request, _("The station is there. Add its desks, then invite its people."))
        return redirect("accounts:station", station=made.slug)
    return render(request, "accounts/new_station.html", {"form": form})


def _station_page(request: HttpRequest, form: StationForm, desk_form: DeskForm) -> HttpResponse:
    member = member_of_request(request)
    context = {
        "form": form,
        "desk_form": desk_form,
        "desks": desks_of(member),
        "operates": member.may(OPERATE),
        "may_make": member.may(OPERATE) and not member.station.is_practice,
    }
    return render(request, "accounts/station.html", context)
