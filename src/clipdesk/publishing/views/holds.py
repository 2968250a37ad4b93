"""Hold all, and let it go on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.roles import HOLD
from clipdesk.publishing.access import access_hold, may_hold
from clipdesk.publishing.forms import HoldForm


@door(HOLD, methods=("GET", "POST"))
def hold(request: HttpRequest, station: str) -> HttpResponse:
    """Stop the station, a desk or a destination; in force when the answer arrives."""
    form = HoldForm(request.POST or None, member=member_of_request(request))
    if request.method == "POST" and form.is_valid():
        form.place()
        messages.success(request, _("On hold. Nothing leaves until somebody lets it go on."))
        return redirect("publishing:list", station=station)
    return render(request, "publishing/hold.html", {"form": form}, status=422 if form.is_bound else 200)


@door(HOLD, methods=("POST",))
def lift(request: HttpRequest, station: str, hold_id: UUID) -> HttpResponse:
    """Let it go on."""
    member = member_of_request(request)
    found = access_hold(member, hold_id)
    if not may_hold(member, found.desk_id):
        raise NotAllowed
    found.lift(member)
    messages.success(request, _("It goes on. What missed its time asks before it is sent."))
    return redirect("publishing:list", station=station)
