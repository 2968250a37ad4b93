"""Connecting accounts, looking after them, and letting them go."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import OPERATE
from clipdesk.destinations import connecting
from clipdesk.destinations.access import access_channel, access_connected, access_destination, access_token_account
from clipdesk.destinations.connecting_forms import LoudnessForm, ShapeForm, TelegramForm, TokenForm
from clipdesk.destinations.models import Destination
from clipdesk.destinations.signing_in import SIGN_INS
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.sentences import sentence


@sensitive_post_parameters("token")
@door(OPERATE, methods=("GET", "POST"))
def connect_telegram(request: HttpRequest, station: str) -> HttpResponse:
    """Connect a channel once Telegram has confirmed the bot's rights in it."""
    member = operator_of(request)
    form = TelegramForm(request.POST or None)
    if form.is_bound and form.is_valid():
        channel = form.cleaned_data["channel"]
        try:
            place = connecting.connect_channel(member.station, form.secret(), channel, by=member.actor)
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Connected: {name}.").format(name=place.name))
            return redirect("destinations:manage", station=station, destination_id=place.pk)
    status = 422 if form.is_bound else 200
    return render(request, "destinations/connect_telegram.html", {"form": form}, status=status)


@door(OPERATE)
def manage(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Show whether an account works, and what can be done about it."""
    return _page(request, access_connected(operator_of(request), destination_id), TokenForm())


@sensitive_post_parameters("token")
@door(OPERATE, methods=("POST",))
def renew_token(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Reach the account with another token."""
    member = operator_of(request)
    place = access_channel(member, destination_id)
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            connecting.renew_token(place, form.secret(), by=member.actor)
        except ClipdeskError as error:
            form.add_error("token", sentence(error))
        else:
            messages.success(request, _("The new token works. The old one was thrown away here."))
            return redirect("destinations:manage", station=station, destination_id=destination_id)
    return _page(request, place, form)


@door(OPERATE, methods=("POST",))
def choose_shape(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Say in which shape clips go there."""
    member = operator_of(request)
    place = access_connected(member, destination_id)
    form = ShapeForm(request.POST, place=place)
    if form.is_valid():
        connecting.choose_shape(place, form.cleaned_data["shape"], by=member.actor)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("This destination does not take that shape."))
    return redirect("destinations:manage", station=station, destination_id=destination_id)


@door(OPERATE, methods=("GET", "POST"))
def choose_loudness(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Say how loud clips go there; the station's own site has no other page to say it on."""
    member = operator_of(request)
    place = access_destination(member, destination_id)
    form = LoudnessForm(request.POST or None, initial={"loudness": place.loudness})
    if form.is_valid():
        connecting.choose_loudness(place, form.cleaned_data["loudness"], by=member.actor)
        messages.success(request, _("Saved."))
        return redirect("destinations:list", station=station)
    context = {"place": place, "form": form}
    return render(request, "destinations/loudness.html", context, status=422 if form.is_bound else 200)


@door(OPERATE, methods=("POST",))
def check(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Ask the platform whether the account can still be used."""
    place = access_token_account(operator_of(request), destination_id)
    trouble = connecting.check_again(place)
    if trouble is None and place.is_receiver:
        messages.success(request, _("Everything is in order: the other system takes the desk’s calls."))
    elif trouble is None and place.kind in SIGN_INS:
        messages.success(request, _("Everything is in order: the desk may upload, change and delete."))
    elif trouble is None:
        messages.success(request, _("Everything is in order: the bot may post, edit and delete."))
    else:
        messages.error(request, sentence(trouble))
    return redirect("destinations:manage", station=station, destination_id=destination_id)


@door(OPERATE, methods=("POST",))
def disconnect(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Throw the account's token away."""
    member = operator_of(request)
    place = access_token_account(member, destination_id)
    connecting.disconnect(place, by=member.actor)
    if place.is_receiver:
        told = _("Disconnected. The secret was thrown away here; take it out of the other system too.")
    elif place.account.is_facebook:
        told = _(
            "Disconnected. The token was thrown away here; whoever signed in takes the app away in their Facebook settings "
            "as well, under Business integrations."
        )
    elif place.account.is_zalo:
        told = _(
            "Disconnected. The permission was thrown away here; whoever manages the Official Account takes the app away on "
            "oa.zalo.me as well."
        )
    elif place.account.is_youtube:
        told = _("Disconnected. The permission was thrown away here; take it back in the Google account as well.")
    else:
        told = _("Disconnected. The token was thrown away here; revoke it with @BotFather as well.")
    messages.success(request, told)
    return redirect("destinations:manage", station=station, destination_id=destination_id)


def operator_of(request: HttpRequest) -> Member:
    """Return who asks: accounts are the whole station's."""
    member = member_of_request(request)
    member.require_reach(OPERATE, None)
    return member


def _page(request: HttpRequest, place: Destination, token_form: TokenForm) -> HttpResponse:
    context = {
        "place": place,
        "account": place.account,
        "token_form": token_form,
        "shape_form": ShapeForm(place=place),
    }
    return render(request, "destinations/manage.html", context, status=422 if token_form.is_bound else 200)
