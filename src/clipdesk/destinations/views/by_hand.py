"""Making an official account a destination by hand, and ending that."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import OPERATE
from clipdesk.destinations import by_hand
from clipdesk.destinations.access import access_by_hand, may_declare
from clipdesk.destinations.connecting_forms import ByHandForm
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.sentences import sentence


@door(OPERATE, methods=("GET", "POST"))
def serve_by_hand(request: HttpRequest, station: str) -> HttpResponse:
    """Choose the account and the shape."""
    member = member_of_request(request)
    member.require_reach(OPERATE, None)
    form = ByHandForm(request.POST or None, accounts=by_hand.free_accounts(member.station))
    if form.is_bound and form.is_valid():
        try:
            place = by_hand.serve(member.station, form.chosen, form.cleaned_data["shape"], by=member.actor)
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("People post to {name} by hand from now on.").format(name=place.name))
            return redirect("destinations:list", station=station)
    context = {"form": form, "accounts": form.accounts, "may_declare": may_declare(member)}
    return render(request, "destinations/by_hand.html", context, status=422 if form.is_bound else 200)


@door(OPERATE, methods=("POST",))
def end_by_hand(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Post nothing more there."""
    member = member_of_request(request)
    member.require_reach(OPERATE, None)
    by_hand.end(access_by_hand(member, destination_id), by=member.actor)
    messages.success(request, _("Ended. Nothing more is posted there; what is public stays."))
    return redirect("destinations:list", station=station)
