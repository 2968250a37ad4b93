"""Connecting accounts, looking whether they still work, and letting them go."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import OPERATE
from clipdesk.connectors.contract import ConnectorError
from clipdesk.connectors.secret import Secret
from clipdesk.destinations import accounts
from clipdesk.destinations.access import access_account
from clipdesk.destinations.forms import TelegramForm
from clipdesk.ui.sentences import sentence


@sensitive_post_parameters("token")
@door(OPERATE, methods=("GET", "POST"))
def connect_telegram(request: HttpRequest, station: str) -> HttpResponse:
    """Connect a channel once Telegram has confirmed the bot's rights in it."""
    member = member_of_request(request)
    form = TelegramForm(request.POST or None)
    if form.is_bound and form.is_valid():
        token = Secret(form.cleaned_data["token"].strip())
        try:
            place = accounts.connect_channel(member.station, token, form.cleaned_data["channel"], by=member.actor)
        except (ConnectorError, accounts.NoRealAccountHere) as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Connected: {name}.").format(name=place.name))
            return redirect("destinations:list", station=station)
    status = 422 if form.is_bound else 200
    return render(request, "destinations/connect_telegram.html", {"form": form}, status=status)


@door(OPERATE, methods=("POST",))
def check(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Ask the platform whether the account can still be used."""
    place = access_account(member_of_request(request), destination_id)
    trouble = accounts.check_again(place)
    if trouble is None:
        messages.success(request, _("Everything is in order: the bot may post, edit and delete."))
    else:
        messages.error(request, sentence(trouble))
    return redirect("destinations:list", station=station)


@door(OPERATE, methods=("POST",))
def disconnect(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Throw the account's token away."""
    member = member_of_request(request)
    accounts.disconnect(access_account(member, destination_id), by=member.actor)
    messages.success(request, _("Disconnected. The token was thrown away here; revoke it with @BotFather as well."))
    return redirect("destinations:list", station=station)
