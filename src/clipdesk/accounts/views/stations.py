"""A station's own page, its desks, and new stations."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.forms import DeskForm, NewStationForm, StationForm
from clipdesk.accounts.models import Desk, Membership
from clipdesk.accounts.roles import OPERATE, OPERATOR, PEOPLE
from clipdesk.history.transition import record
from clipdesk.jobs.announce import announce


@door(PEOPLE, methods=("GET", "POST"), second_factor=True)
def station(request: HttpRequest, station: str) -> HttpResponse:
    """Show and change name, language and time zone."""
    member = member_of_request(request)
    before = {name: getattr(member.station, name) for name in ("name", "language", "timezone")}
    form = StationForm(request.POST or None, instance=member.station)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(member.station, "station_changed", by=member.actor, before=before, after=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:station", station=station)
    context = {"form": form, "desk_form": DeskForm(), "desks": member.station.desks.order_by("name")}
    return render(request, "accounts/station.html", context)


@door(PEOPLE, methods=("POST",), second_factor=True)
def add_desk(request: HttpRequest, station: str) -> HttpResponse:
    """Add a desk."""
    member = member_of_request(request)
    form = DeskForm(request.POST)
    if form.is_valid():
        with transaction.atomic():
            desk, made = Desk.objects.get_or_create(station=member.station, name=form.cleaned_data["name"].strip())
            if made:
                record(desk, "desk_made", by=member.actor, after={"name": desk.name})
    return redirect("accounts:station", station=station)


@door(OPERATE, methods=("GET", "POST"), second_factor=True)
def new_station(request: HttpRequest, station: str) -> HttpResponse:
    """Make another station on this installation; whoever makes it operates it."""
    member = member_of_request(request)
    form = NewStationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save()
            Membership.objects.create(person=member.person, station=made, role=OPERATOR)
            record(made, "station_made", by=member.actor, after={"name": made.name})
            announce("station.made", station_id=made.pk)
        return redirect("web:home", station=made.slug)
    return render(request, "accounts/new_station.html", {"form": form})
