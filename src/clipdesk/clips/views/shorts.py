"""Shorts that a recording holds: look, take, refuse."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CUT
from clipdesk.clips.suggestions import LEAST_SECONDS, refuse, suggest, suggest_as_usual, take
from clipdesk.clips.thoughts import LONGEST, SHORTEST, Reason, Short
from clipdesk.kernel.time import format_fraction
from clipdesk.library.access import access_recording
from clipdesk.library.links import file_link
from clipdesk.ui.formats import number

MOST_SECONDS = 600


@door(CUT, methods=("GET", "POST"))
def shorts(request: HttpRequest, station: str, recording_id: UUID) -> HttpResponse:
    """Show the proposed shorts; POST takes one (a draft opens in the cutting page) or refuses it."""
    member = member_of_request(request)
    recording = access_recording(member, recording_id, CUT)
    sent = request.POST if request.method == "POST" else request.GET
    shortest = _seconds(sent, "shortest", SHORTEST)
    longest = max(shortest, _seconds(sent, "longest", LONGEST))
    if "shortest" in sent:
        found = suggest(recording, shortest, longest)
    else:
        found, shortest = suggest_as_usual(recording, longest)
    if request.method == "POST":
        short = next((each for each in found if _key(each) == sent.get("short")), None)
        if short is not None and sent.get("answer") == "take":
            clip = take(member, recording, short)
            return redirect("clips:edit", station=station, clip_id=clip.pk)
        if short is None:
            messages.warning(request, _("This short is no longer proposed. Look at the list again."))
        else:
            refuse(member, recording, short)
            messages.success(request, _("It is not proposed again."))
        address = reverse("clips:shorts", kwargs={"station": station, "recording_id": recording_id})
        return redirect(f"{address}?shortest={shortest}&longest={longest}")
    proxy = recording.file("proxy")
    context = {
        "recording": recording,
        "proxy": file_link(proxy, member.person) if proxy else "",
        "shorts": [_shown(short) for short in found],
        "shortest": shortest,
        "longest": longest,
        "least": LEAST_SECONDS,
        "most": MOST_SECONDS,
    }
    return render(request, "clips/shorts.html", context)


def _seconds(sent: QueryDict, name: str, usual: int) -> int:
    text = sent.get(name, "")
    return min(MOST_SECONDS, max(LEAST_SECONDS, int(text))) if text.isdecimal() and len(text) < 6 else usual


def _key(short: Short) -> str:
    return f"{format_fraction(short.cut.start)}-{format_fraction(short.cut.end)}"


def _shown(short: Short) -> dict[str, Any]:
    start, end = short.cut.start, short.cut.end
    return {
        "key": _key(short),
        "title": short.story.title,
        "words": short.words,
        "start": start,
        "end": end,
        "length": end - start,
        "fragment": f"#t={float(start):.2f},{float(end):.2f}",
        "reasons": [_said(reason) for reason in short.reasons],
    }


def _said(reason: Reason) -> str:
    """Why a short is proposed, as a sentence."""
    count = round(reason.amount)
    said = {
        "whole": _("The story whole, from its first word to its last."),
        "sentences": ngettext("%d whole sentence.", "%d whole sentences.", count) % count,
        "opening": _("It is how the story begins."),
        "shot": _("It begins with a new picture."),
        "pause": _("A pause of {seconds} s follows.").format(seconds=number(reason.amount, 1)),
        "loud": _("It is livelier than the rest: {level} LU louder.").format(level=number(reason.amount, 1)),
    }
    return said[reason.kind]
