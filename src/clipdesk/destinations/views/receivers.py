"""Connecting another system, and giving it a new secret."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from clipdesk.accounts.doors import door
from clipdesk.accounts.roles import OPERATE
from clipdesk.destinations import receivers
from clipdesk.destinations.access import access_receiver
from clipdesk.destinations.connecting_forms import ReceiverForm, SecretForm
from clipdesk.destinations.models import Destination
from clipdesk.destinations.views.connections import operator_of
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.sentences import sentence


@sensitive_post_parameters("secret", "address")
@door(OPERATE, methods=("GET", "POST"))
def connect_receiver(request: HttpRequest, station: str) -> HttpResponse:
    """Show a new secret, and connect the other system once it takes calls that are signed with it."""
    member = operator_of(request)
    form = ReceiverForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            address = form.cleaned_data["address"]
            place = receivers.connect_receiver(member.station, address, form.made(), by=member.actor)
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Connected: {name}.").format(name=place.name))
            return redirect("destinations:manage", station=station, destination_id=place.pk)
    return _page(request, form)


@sensitive_post_parameters("secret")
@door(OPERATE, methods=("GET", "POST"))
def renew_secret(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Show a new secret, and sign with it once the other system takes it."""
    member = operator_of(request)
    place = access_receiver(member, destination_id)
    form = SecretForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            receivers.renew_secret(place, form.made(), by=member.actor)
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The new secret works. The old one was thrown away here."))
            return redirect("destinations:manage", station=station, destination_id=destination_id)
    return _page(request, form, place)


def _page(request: HttpRequest, form: SecretForm, place: Destination | None = None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    answer = render(request, "destinations/receiver.html", {"form": form, "place": place}, status=status)
    answer["Cache-Control"] = "no-store"  # a secret stands on it
    return answer
