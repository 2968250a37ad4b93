"""Signing keys: a person's own, registered in a ceremony of their own."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.identity import CameByRecoveryCode, asks_code, check_may_sign_here, confirm_identity
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SIGN
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.review import keys
from clipdesk.review.views.ceremony import never_here
from clipdesk.ui.sentences import sentence

_BEGUN = "signing_key"  # in the session: the challenge of a registration that was begun, and until when
_MINUTES_TO_TOUCH = 5


@door(SIGN, methods=("GET", "POST"))
def own(request: HttpRequest, station: str) -> HttpResponse:
    """List the person's signing keys; POST proves who they are and begins to register another."""
    member = member_of_request(request)
    if request.method != "POST":
        return _page(request, member, {})
    name = request.POST.get("name", "")
    try:
        check_may_sign_here(request, member.person)
        keys.check_name(name, member.person)
        _prove(request, member)
    except ClipdeskError as error:
        return _page(request, member, {"name": name, "refused": sentence(error)}, 422)
    options, challenge = keys.registration_for(member.person)
    request.session[_BEGUN] = {"challenge": challenge, "until": now().timestamp() + 60 * _MINUTES_TO_TOUCH}
    return _page(request, member, {"name": name, "options": json.dumps(options)})


@door(SIGN, methods=("POST",))
def register(request: HttpRequest, station: str) -> HttpResponse:
    """Store the key that the browser has made, once, within some minutes of the proof."""
    member = member_of_request(request)
    begun = request.session.pop(_BEGUN, None)
    name = request.POST.get("name", "")
    try:
        check_may_sign_here(request, member.person)
        if begun is None or begun["until"] < now().timestamp():
            raise keys.NotRegistered
        keys.register(request.POST.get("key", ""), begun["challenge"], name, member=member)
    except (keys.NotRegistered, keys.NameTheKey, CameByRecoveryCode) as error:
        return _page(request, member, {"name": name, "refused": sentence(error)}, 422)
    messages.success(request, _("The key is registered. From now on you can sign with it."))
    return redirect("review:keys", station=station)


@door(SIGN, methods=("POST",))
def end(request: HttpRequest, station: str, key_id: UUID) -> HttpResponse:
    """Let one of the person's own keys sign no more."""
    member = member_of_request(request)
    key = keys.keys_of(member.person).filter(pk=key_id).first()
    if key is None:
        raise Http404
    try:
        _prove(request, member)
    except ClipdeskError as error:
        return _page(request, member, {"refused": sentence(error)}, 422)
    keys.end(key, "removed by its owner", by=member.actor)
    messages.success(request, _("The key signs no more. What it has signed stays signed."))
    return redirect("review:keys", station=station)


def _prove(request: HttpRequest, member: Member) -> None:
    """Make sure who is there: a key signs at every station of the person, so the practice station is no shortcut."""
    confirm_identity(member.person, None, request.POST.get("password", ""), request.POST.get("code", ""))


def _page(request: HttpRequest, member: Member, begun: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {
        "keys": keys.keys_of(member.person),
        "asks_code": asks_code(member.person, None),
        "refused": never_here(request, member),
        **begun,
    }
    return render(request, "review/keys.html", context, status=status)
