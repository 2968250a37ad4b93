"""Marks on a channel: playout calls with a token, people press a button, operators give and take the token."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from clipdesk.accounts.doors import door, member_of_request, public_door
from clipdesk.accounts.roles import INGEST, OPERATE
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library import marks
from clipdesk.library.access import access_channel

_MOST_BODY = 4096


class NoMoment(ClipdeskError):
    """`at` is no moment with a zone."""

    message = gettext_noop("“{text}” is no moment. Write date, time and zone, as in 2026-11-28T05:30:00+07:00.")


class NoBody(ClipdeskError):
    """What was sent is no JSON object."""

    message = gettext_noop("Send a JSON object with label and, if it is not now, at; or send nothing.")


@csrf_exempt  # a program asks, and no cookie is read
@public_door(methods=("POST",))
def mark_hook(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Take a mark from playout: 201, or 422 and 429 with a sentence."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    try:
        channel = marks.channel_of_token(channel_id, token.strip() if kind.lower() == "bearer" else "")
        made = marks.mark(channel, *_asked(request))
    except marks.TooManyMarks as error:
        return JsonResponse({"error": str(error)}, status=429)
    except ClipdeskError as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse({"mark": made.pk, "at": made.wall.isoformat(), "label": made.label}, status=201)


@door(INGEST, methods=("POST",))
def add_mark(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Mark what is being sent at this moment."""
    member = member_of_request(request)
    channel = access_channel(member, channel_id, INGEST)
    marks.mark_by_hand(channel, member, request.POST.get("label", ""))
    messages.success(request, _("Marked."))
    return redirect("library:channel", station=station, channel_id=channel_id)


@door(OPERATE, methods=("POST",))
def mark_token(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Give playout a new token and show it once; or take it away."""
    member = member_of_request(request)
    channel = access_channel(member, channel_id, OPERATE)
    if request.POST.get("to") == "none":
        marks.take_token(channel, member)
        messages.success(request, _("Playout can mark this channel no longer."))
        return redirect("library:channel", station=station, channel_id=channel_id)
    token = marks.give_token(channel, member)
    address = request.build_absolute_uri(reverse("library:mark_hook", kwargs={"channel_id": channel.pk}))
    said = '{"label": "Cảng mới"}'
    line = f"curl -X POST -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' -d '{said}' {address}"
    return render(request, "library/mark_token.html", {"channel": channel, "token": token, "line": line})


def _asked(request: HttpRequest) -> tuple[str, datetime | None]:
    """Return label and moment; an empty body marks now, without a label."""
    body = request.body
    if len(body) > _MOST_BODY:
        raise NoBody
    if not body.strip():
        return "", None
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoBody from error
    if not isinstance(said, dict) or not isinstance(said.get("label", ""), str):
        raise NoBody
    text = said.get("at")
    return said.get("label", ""), None if text is None else _moment(str(text)[:60])


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise NoMoment(text=text) from error
    if moment.tzinfo is None:
        raise NoMoment(text=text)
    return moment
