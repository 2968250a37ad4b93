"""A rundown beside a recording: read, looked at, taken; and items that are put where they are by hand."""

from __future__ import annotations

from datetime import time
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import INGEST
from clipdesk.kernel.time import parse_clock
from clipdesk.library.access import access_recording
from clipdesk.library.aired import aired_at, seconds_of_day
from clipdesk.library.models import Recording, RundownItem
from clipdesk.library.placing import ItemGone, place_by_hand
from clipdesk.library.rundowns import MOST_BYTES, Rundown, from_payload, payload_of, read_rundown
from clipdesk.library.rundowns.errors import WrongBeginning


@door(INGEST, methods=("POST",))
def rundown(request: HttpRequest, station: str, recording_id: UUID) -> HttpResponse:
    """Read a rundown and show what was read; take it once somebody says so."""
    member = member_of_request(request)
    recording = access_recording(member, recording_id, INGEST)
    if "payload" not in request.POST:
        found = read_rundown(_files(request), ZoneInfo(recording.station.timezone))
        return _preview(request, recording, found, _beginning(recording, found))
    found = from_payload(request.POST["payload"], request.POST.get("form", ""), request.POST.getlist("unknown"))
    begins = _typed(request.POST.get("begins", "00:00"))
    if "look" in request.POST:
        return _preview(request, recording, found, begins)
    recording.replace_rundown(found.laid(begins), member.actor)
    messages.success(request, _("The rundown was read. Its scripts are looked for in the recording now."))
    return redirect("library:show", station=station, recording_id=recording_id)


@door(INGEST, methods=("POST",))
def place(request: HttpRequest, station: str, recording_id: UUID) -> HttpResponse:
    """Put an item where somebody says that it is."""
    member = member_of_request(request)
    recording = access_recording(member, recording_id, INGEST)
    number = request.POST.get("item", "")
    item = recording.rundown.filter(pk=number).first() if number.isdecimal() and len(number) < 18 else None
    if item is None:
        raise ItemGone
    place_by_hand(item, member, *(parse_clock(request.POST.get(name, "")) for name in ("start", "end")))
    messages.success(request, _("“{title}” was placed.").format(title=item))
    return redirect("library:show", station=station, recording_id=recording_id)


def _files(request: HttpRequest) -> list[tuple[str, bytes]]:
    """Return what was sent; of more than anybody takes, only so much that it is refused."""
    found, left = [], MOST_BYTES + 1
    for file in request.FILES.getlist("rundown"):
        content = file.read(left)
        found.append((file.name or "", content))
        left = max(1, left - len(content))
    return found


def _beginning(recording: Recording, found: Rundown) -> Fraction:
    aired = aired_at(recording)
    known = seconds_of_day(aired, ZoneInfo(recording.station.timezone)) if aired else None
    return found.begins(recording.duration, known)


def _typed(text: str) -> Fraction:
    try:
        moment = time.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongBeginning(text=text.strip()[:40]) from error
    return Fraction(3600 * moment.hour + 60 * moment.minute + moment.second)


def _preview(request: HttpRequest, recording: Recording, found: Rundown, begins: Fraction) -> HttpResponse:
    whole = int(begins) % 86_400
    laid = found.laid(Fraction(whole))
    items: list[dict[str, Any]] = [
        {**item, "words": len(item["script"].split()), "outside": item["start"] >= recording.duration > 0}
        for item in laid
    ]
    context = {
        "recording": recording,
        "form": _(found.form),
        "form_key": found.form,
        "unknown": found.unknown,
        "items": items,
        "outside": sum(item["outside"] for item in items),
        "scripts": sum(item["words"] > 0 for item in items),
        "begins": f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}",
        "payload": payload_of(found, found.form),
        "replaces": RundownItem.objects.filter(recording=recording).exists(),
    }
    return render(request, "library/rundown_preview.html", context)
