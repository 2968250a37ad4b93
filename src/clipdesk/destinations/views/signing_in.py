"""Connecting an account by signing in, step by step: the station's own program there, the platform's page and back, an
editor-in-chief's word."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CHIEF, OPERATE
from clipdesk.destinations import signing_in
from clipdesk.destinations.access import access_proposed, access_signed_in
from clipdesk.destinations.connecting import NoRealAccountHere
from clipdesk.destinations.connecting_forms import AppForm, ClientForm
from clipdesk.destinations.models import Destination, OAuthClient, ProposedAccount
from clipdesk.destinations.models.oauth_client import back_address
from clipdesk.destinations.views.connections import operator_of
from clipdesk.destinations.views.destinations import KIND_NAMES
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.sentences import sentence

ASKED = "sign_in_asked"
#: Seconds from leaving for the platform's page to coming back.
_PATIENCE = 900


@dataclass(frozen=True)
class Words:
    """What is said of one platform, and the form for the station's own program there.

    steps: the second is followed by the address that the platform leads back to. number: of the program, by the platform's
    name for it. sign_in: the way to the platform's page; asks: what is asked there.
    """

    form: type[ClientForm]
    saved: Promise
    not_given: Promise
    declined: Promise
    heading: Promise
    steps: tuple[Promise, ...]
    account: Promise
    asks: Promise
    sign_in: Promise
    program: Promise
    number: Promise
    entered_again: Promise


_WORDS = {
    "youtube": Words(
        ClientForm,
        gettext_lazy("Saved. Now sign in at Google with the account of the channel."),
        gettext_lazy("At Google the permission was not given. Nothing was changed."),
        gettext_lazy("It was not connected. The permission was given back."),
        heading=gettext_lazy("Connect a YouTube channel"),
        steps=(
            gettext_lazy(
                "In the Google Cloud console make a project for the station, switch on the YouTube Data API v3, and "
                "publish the consent screen."
            ),
            gettext_lazy("There make an OAuth client of the kind “Web application” with this redirect address:"),
            gettext_lazy("Enter its client ID and client secret here, once for the station."),
            gettext_lazy(
                "Sign in at Google with the account of the channel. An editor-in-chief then says whether it is the "
                "station’s. Nothing is posted by this."
            ),
        ),
        account=gettext_lazy("The channel"),
        asks=gettext_lazy("Google asks which account, and what the desk may do there. Leave every box ticked."),
        sign_in=gettext_lazy("Sign in at Google"),
        program=gettext_lazy("The station’s client at Google"),
        number=gettext_lazy("Client ID"),
        entered_again=gettext_lazy(
            "Entered again, it takes the place of this one. All YouTube channels of the station use it."
        ),
    ),
    "facebook": Words(
        AppForm,
        gettext_lazy("Saved. Now sign in at Facebook with somebody who looks after the Page."),
        gettext_lazy("At Facebook the permission was not given. Nothing was changed."),
        gettext_lazy(
            "It was not connected, and its token was forgotten here. Whoever signed in can take the app away in their "
            "Facebook settings, under Business integrations."
        ),
        heading=gettext_lazy("Connect a Facebook Page"),
        steps=(
            gettext_lazy(
                "On developers.facebook.com make an app of the type Business for the station, and in it set up "
                "Facebook Login for Business."
            ),
            gettext_lazy("There, under Settings of the login, enter this address as a valid OAuth redirect address:"),
            gettext_lazy("Enter the app ID and the app secret here, once for the station."),
            gettext_lazy(
                "Sign in at Facebook with somebody who may create content for the Page, and choose only the "
                "station’s Page. An editor-in-chief then says whether it is the station’s. Nothing is posted by "
                "this."
            ),
        ),
        account=gettext_lazy("The Page"),
        asks=gettext_lazy("Facebook asks which Pages, and what the desk may do there. Leave every switch on."),
        sign_in=gettext_lazy("Sign in at Facebook"),
        program=gettext_lazy("The station’s app at Facebook"),
        number=gettext_lazy("App ID"),
        entered_again=gettext_lazy(
            "Entered again, it takes the place of this one. All Facebook Pages of the station use it."
        ),
    ),
    "zalo": Words(
        AppForm,
        gettext_lazy("Saved. Now sign in at Zalo with somebody who manages the Official Account."),
        gettext_lazy("At Zalo the permission was not given. Nothing was changed."),
        gettext_lazy(
            "It was not connected, and its tokens were forgotten here. Whoever signed in can take the app away on oa.zalo.me."
        ),
        heading=gettext_lazy("Connect a Zalo Official Account"),
        steps=(
            gettext_lazy(
                "On developers.zalo.me make an app for the station, link it with the Official Account, and let it "
                "look after articles there."
            ),
            gettext_lazy("There, under Official Account, enter this address as the callback address:"),
            gettext_lazy("Enter the app ID and the app secret here, once for the station."),
            gettext_lazy(
                "Sign in at Zalo with somebody who manages the Official Account, and choose the station’s. An "
                "editor-in-chief then says whether it is the station’s. Nothing is posted by this."
            ),
        ),
        account=gettext_lazy("The Official Account"),
        asks=gettext_lazy(
            "Zalo asks which Official Account, and what the desk may do there. Allow everything that is asked for."
        ),
        sign_in=gettext_lazy("Sign in at Zalo"),
        program=gettext_lazy("The station’s app at Zalo"),
        number=gettext_lazy("App ID"),
        entered_again=gettext_lazy(
            "Entered again, it takes the place of this one. All Zalo Official Accounts of the station use it."
        ),
    ),
}


@sensitive_post_parameters("secret")
@door(OPERATE, methods=("GET", "POST"))
def connect(request: HttpRequest, station: str, kind: str) -> HttpResponse:
    """Tell the steps, keep the station's own program, and lead to the platform's page."""
    member = operator_of(request)
    form = _WORDS[kind].form(request.POST or None)
    if form.is_bound and form.is_valid():
        client_id = form.cleaned_data["client_id"].strip()
        signing_in.keep_client(member.station, kind, client_id, form.given(), by=member.actor)
        messages.success(request, str(_WORDS[kind].saved))
        return redirect(f"destinations:connect_{kind}", station=station)
    context = {
        "form": form,
        "kind": kind,
        "words": _WORDS[kind],
        "client": OAuthClient.objects.filter(station=member.station, kind=kind).first(),
        "back_address": back_address(member.station, kind),
        "proposed": ProposedAccount.objects.filter(station=member.station).order_by("made_at"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "destinations/connect_by_signing_in.html", context, status=status)


@door(OPERATE)
def begin(request: HttpRequest, station: str, kind: str) -> HttpResponse:
    """Lead to the platform's page; what has to come back is kept in the session."""
    return _ask(request, operator_of(request), kind, None)


@door(OPERATE)
def again(request: HttpRequest, station: str, destination_id: UUID) -> HttpResponse:
    """Lead to the platform's page for an account that is to be connected again."""
    member = operator_of(request)
    place = access_signed_in(member, destination_id)
    return _ask(request, member, place.kind, place)


@sensitive_variables("asked", "code")
@door(OPERATE)
def back(request: HttpRequest, station: str, kind: str) -> HttpResponse:
    """Take what the platform's page sent back, if this browser was sent there a moment ago."""
    member, begun = operator_of(request), f"destinations:connect_{kind}"
    asked = request.session.pop(ASKED, None)
    code = request.GET.get("code", "")
    if not _was_asked(asked, member, kind, request.GET.get("state", "")):
        messages.error(request, _("This did not come from a sign-in that was begun here a moment ago. Begin again."))
        return redirect(begun, station=station)
    if not code:
        messages.error(request, str(_WORDS[kind].not_given))
        return redirect(begun, station=station)
    expected = access_signed_in(member, UUID(asked["place"])) if asked["place"] else None
    try:
        got = signing_in.take_code(member.station, kind, code, asked["proof"], expected=expected, by=member.actor)
    except ClipdeskError as error:
        messages.error(request, sentence(error))
    else:
        for one in got:
            messages.success(request, _said_of(one))
        expected = next((one for one in got if isinstance(one, Destination)), expected)
    if expected is not None:
        return redirect("destinations:manage", station=station, destination_id=expected.pk)
    return redirect(begun, station=station)


@door(CHIEF)
def proposed(request: HttpRequest, station: str, proposed_id: UUID) -> HttpResponse:
    """Show the exact account to whoever says that it is the station's."""
    found = access_proposed(_chief(request), proposed_id)
    context = {"proposed": found, "kind": KIND_NAMES[found.kind], "url": signing_in.pages_of(found)[0]}
    return render(request, "destinations/proposed.html", context)


@door(CHIEF, methods=("POST",))
def confirm_proposed(request: HttpRequest, station: str, proposed_id: UUID) -> HttpResponse:
    """Make it a destination."""
    member = _chief(request)
    place = signing_in.confirm(access_proposed(member, proposed_id), by=member.actor)
    messages.success(request, _("Connected: {name}.").format(name=place.name))
    return redirect("destinations:list", station=station)


@door(CHIEF, methods=("POST",))
def decline_proposed(request: HttpRequest, station: str, proposed_id: UUID) -> HttpResponse:
    """Forget its token, and give it back where the platform takes it."""
    member = _chief(request)
    found = access_proposed(member, proposed_id)
    signing_in.decline(found, by=member.actor)
    messages.success(request, str(_WORDS[found.kind].declined))
    return redirect("destinations:list", station=station)


def _said_of(got: Destination | ProposedAccount) -> str:
    if isinstance(got, Destination):
        return _("Connected again: {name}.").format(name=got.name)
    told = _("{name} waits for an editor-in-chief, who says whether it is the station’s. They have been told.")
    return told.format(name=str(got))


def _ask(request: HttpRequest, member: Member, kind: str, place: Destination | None) -> HttpResponse:
    if member.station.is_practice:
        raise NoRealAccountHere
    asked = signing_in.SIGN_INS[kind].question(member.station)
    request.session[ASKED] = {
        "station": str(member.station.pk),
        "kind": kind,
        "state": asked.state,
        "proof": asked.proof,
        "place": str(place.pk) if place else "",
        "at": int(time.time()),
    }
    answer = redirect(asked.address)
    answer["Cache-Control"] = "no-store"
    return answer


def _was_asked(asked: Any, member: Member, kind: str, state: str) -> bool:
    """Tell whether what came back belongs to a question of this browser, at this station, that is not too old."""
    if not isinstance(asked, dict) or (asked.get("station"), asked.get("kind")) != (str(member.station.pk), kind):
        return False
    in_time = 0 <= time.time() - int(asked.get("at", 0)) <= _PATIENCE
    return in_time and hmac.compare_digest(str(asked.get("state", "")).encode(), state.encode())


def _chief(request: HttpRequest) -> Member:
    """Return who asks: which accounts are the station's is said for the whole station."""
    member = member_of_request(request)
    member.require_reach(CHIEF, None)
    return member
