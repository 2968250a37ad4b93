"""Connecting a YouTube channel, step by step: the station's client, Google's page and back, an editor-in-chief's word."""

from __future__ import annotations

import hmac
import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CHIEF, OPERATE
from clipdesk.connectors.youtube.connecting import Channel
from clipdesk.connectors.youtube.permission import question
from clipdesk.destinations import youtube as channels
from clipdesk.destinations.access import access_proposed, access_youtube
from clipdesk.destinations.connecting import NoRealAccountHere
from clipdesk.destinations.connecting_forms import ClientForm
from clipdesk.destinations.models import Destination, OAuthClient, ProposedAccount
from clipdesk.destinations.models.oauth_client import back_address, client_of
from clipdesk.destinations.views.connections import operator_of
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.sentences import sentence

ASKED = "youtube_asked"
#: Seconds from leaving for Google's page to coming back.
_PATIENCE = 900


@sensitive_post_parameters("secret")
@door(OPERATE, methods=("GET", "POST"))
def connect_youtube(request: HttpRequest, station: str) -> HttpResponse:
    """Tell the steps, keep the station's client, and lead to Google's page."""
    member = operator_of(request)
    form = ClientForm(request.POST or None)
    if form.is_bound and form.is_valid():
        client_id = form.cleaned_data["client_id"].strip()
        channels.keep_client(member.station, client_id, form.given(), by=member.actor)
        messages.success(request, _("Saved. Now sign in at Google with the account of the channel."))
        return redirect("destinations:connect_youtube", station=station)
    client = OAuthClient.objects.filter(station=member.station, kind=channels.KIND).first()
    context = {
        "form": form,
        "client": client,
        "back_address": back_address(member.station),
        "proposed": ProposedAccount.objects.filter(station=member.station).order_by("made_at"),
    }
    return render(request, "destinations/connect_youtube.html", context, status=422 if form.is_bound else 200)


@door(OPERATE)
def begin_youtube(request: HttpRequest, station: str) -> HttpResponse:
    """Lead to Google's page; what has to come back is kept in the session."""
    member = operator_of(request)
    return _ask(request, member, None)


@door(OPERATE)
def again_youtube(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Lead to Google's page for a channel that is to be connected again."""
    member = operator_of(request)
    return _ask(request, member, access_youtube(member, destination_id))


@sensitive_variables("asked", "code")
@door(OPERATE)
def youtube_back(request: HttpRequest, station: str) -> HttpResponse:
    """Take what Google's page sent back, if this browser was sent there a moment ago."""
    member = operator_of(request)
    asked = request.session.pop(ASKED, None)
    code = request.GET.get("code", "")
    if not _was_asked(asked, member, request.GET.get("state", "")):
        messages.error(request, _("This did not come from a sign-in that was begun here a moment ago. Begin again."))
        return redirect("destinations:connect_youtube", station=station)
    if not code:
        messages.error(request, _("At Google the permission was not given. Nothing was changed."))
        return redirect("destinations:connect_youtube", station=station)
    expected = access_youtube(member, UUID(asked["place"])) if asked["place"] else None
    try:
        got = channels.take_code(member.station, code, asked["proof"], expected=expected, by=member.actor)
    except ClipdeskError as error:
        messages.error(request, sentence(error))
        if expected is not None:
            return redirect("destinations:manage", station=station, destination_id=expected.pk)
        return redirect("destinations:connect_youtube", station=station)
    if isinstance(got, Destination):
        messages.success(request, _("Connected again: {name}.").format(name=got.name))
        return redirect("destinations:manage", station=station, destination_id=got.pk)
    told = _("{name} waits for an editor-in-chief, who says whether it is the station’s. They have been told.")
    messages.success(request, told.format(name=str(got)))
    return redirect("destinations:connect_youtube", station=station)


@door(CHIEF)
def proposed(request: HttpRequest, station: str, proposed_id: UUID) -> HttpResponse:
    """Show the exact account to whoever says that it is the station's."""
    found = access_proposed(_chief(request), proposed_id)
    url = Channel(found.remote, found.title, found.username).url
    return render(request, "destinations/proposed.html", {"proposed": found, "url": url})


@door(CHIEF, methods=("POST",))
def confirm_proposed(request: HttpRequest, station: str, proposed_id: UUID) -> HttpResponse:
    """Make it a destination."""
    member = _chief(request)
    place = channels.confirm(access_proposed(member, proposed_id), by=member.actor)
    messages.success(request, _("Connected: {name}.").format(name=place.name))
    return redirect("destinations:list", station=station)


@door(CHIEF, methods=("POST",))
def decline_proposed(request: HttpRequest, station: str, proposed_id: UUID) -> HttpResponse:
    """Give the permission back."""
    member = _chief(request)
    channels.decline(access_proposed(member, proposed_id), by=member.actor)
    messages.success(request, _("It was not connected. The permission was given back."))
    return redirect("destinations:list", station=station)


def _ask(request: HttpRequest, member: Member, place: Destination | None) -> HttpResponse:
    if member.station.is_practice:
        raise NoRealAccountHere
    asked = question(client_of(member.station))
    request.session[ASKED] = {
        "station": str(member.station.pk),
        "state": asked.state,
        "proof": asked.proof,
        "place": str(place.pk) if place else "",
        "at": int(time.time()),
    }
    answer = redirect(asked.address)
    answer["Cache-Control"] = "no-store"
    return answer


def _was_asked(asked: Any, member: Member, state: str) -> bool:
    """Tell whether what came back belongs to a question of this browser, at this station, that is not too old."""
    if not isinstance(asked, dict) or asked.get("station") != str(member.station.pk):
        return False
    in_time = 0 <= time.time() - int(asked.get("at", 0)) <= _PATIENCE
    return in_time and hmac.compare_digest(str(asked.get("state", "")).encode(), state.encode())


def _chief(request: HttpRequest) -> Member:
    """Return who asks: which accounts are the station's is said for the whole station."""
    member = member_of_request(request)
    member.require_reach(CHIEF, None)
    return member
