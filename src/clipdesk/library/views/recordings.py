"""Recordings: list, upload, one recording."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CUT, INGEST, SEE
from clipdesk.history.transition import transition
from clipdesk.kernel.text import clean_words, fold, sort_key
from clipdesk.library.access import access_recording, listed_recordings_for
from clipdesk.library.links import file_link
from clipdesk.library.models import Recording
from clipdesk.library.storage import disk_state

_MOST_MARKS = 200


@door(SEE)
def recordings(request: HttpRequest, station: str) -> HttpResponse:
    """List recordings, the newest first; search ignores diacritics."""
    member = member_of_request(request)
    query = request.GET.get("q", "").replace("\0", "").strip()
    rows = listed_recordings_for(member)
    for word in fold(query).split():
        rows = rows.filter(title_folded__contains=word)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = {"page_obj": page, "query": query, "may_ingest": member.may(INGEST)}
    return render(request, "library/recordings.html", context)


@door(INGEST)
def upload(request: HttpRequest, station: str) -> HttpResponse:
    """Show the upload page."""
    member = member_of_request(request)
    allowed = member.desks_for(INGEST)
    desks = [desk for desk in member.station.desks.all() if allowed is None or desk.pk in allowed]
    context = {
        "desks": sorted(desks, key=lambda desk: sort_key(desk.name)),
        "limit": settings.UPLOAD_LIMIT_BYTES,
        "disk": disk_state(),
    }
    return render(request, "library/upload.html", context)


@door(SEE, methods=("GET", "POST"))
def show(request: HttpRequest, station: str, recording_id: UUID) -> HttpResponse:
    """Show one recording; POST changes its title, and where it comes from."""
    member = member_of_request(request)
    recording = access_recording(member, recording_id)
    if request.method == "POST":
        member.require(INGEST, recording.desk_id)
        title, origin = (clean_words(request.POST.get(name, ""))[:200] for name in ("title", "origin"))
        recording.describe(title, origin, member.actor)
        return redirect("library:show", station=station, recording_id=recording_id)
    return render(request, "library/recording.html", _shown(request, recording))


@door(SEE)
def state(request: HttpRequest, station: str, recording_id: UUID) -> HttpResponse:
    """Answer the part of the page that shows how far reading has come."""
    member = member_of_request(request)
    return render(request, "library/recording_state.html", _shown(request, access_recording(member, recording_id)))


@door(INGEST, methods=("POST",))
def cancel(request: HttpRequest, station: str, recording_id: UUID) -> HttpResponse:
    """Stop reading a recording."""
    member = member_of_request(request)
    recording = access_recording(member, recording_id, INGEST)
    transition(recording, Recording.CANCEL, by=member.actor)
    return redirect("library:show", station=station, recording_id=recording_id)


@door(INGEST, methods=("POST",))
def again(request: HttpRequest, station: str, recording_id: UUID) -> HttpResponse:
    """Read a recording again."""
    member = member_of_request(request)
    recording = access_recording(member, recording_id, INGEST)
    transition(recording, Recording.AGAIN, by=member.actor, changes={"progress": 0.0, "trouble_message": ""})
    return redirect("library:show", station=station, recording_id=recording_id)


@door(INGEST, methods=("POST",))
def delete(request: HttpRequest, station: str, recording_id: UUID) -> HttpResponse:
    """Delete a recording that nothing needs, also while it is being read."""
    member = member_of_request(request)
    recording = access_recording(member, recording_id, INGEST)
    recording.remove(member.actor)
    messages.success(request, _("The recording “{title}” was deleted.").format(title=recording.title))
    return redirect("library:list", station=station)


def _shown(request: HttpRequest, recording: Recording) -> dict[str, Any]:
    """Return what the recording's page shows."""
    member = member_of_request(request)
    proxy = recording.file("proxy") if recording.state == Recording.READY else None
    return {
        "recording": recording,
        "disk": disk_state() if recording.state == Recording.RECEIVED else None,
        "proxy": file_link(proxy, member.person) if proxy else "",
        "marks": recording.marks.all()[:_MOST_MARKS],
        "items": list(recording.rundown.all()),
        "may_change": member.may(INGEST, recording.desk_id),
        "may_cut": member.may(CUT, recording.desk_id),
        "busy": recording.state in {Recording.RECEIVED, Recording.ANALYSING},
    }
