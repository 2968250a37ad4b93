"""Files of a clip that were finished outside the desk: brought, taken as the next revision, taken away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CUT, INGEST
from clipdesk.clips import finishing
from clipdesk.clips.access import access_clip
from clipdesk.clips.asked import NotUnderstood
from clipdesk.clips.models import Clip
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.kernel.ids import is_id
from clipdesk.library.access import access_recording
from clipdesk.library.models import Recording
from clipdesk.ui.sentences import sentence

_BUSY = {Recording.RECEIVED, Recording.ANALYSING}


@door(CUT, methods=("GET", "POST"))
def finished(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer the part of the clip's page that shows its files; POST `recording` adds one that was uploaded just now."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    if request.method == "POST":
        member.require(INGEST, clip.desk_id)
        finishing.bring(clip, access_recording(member, _id(request), INGEST), member=member)
        messages.success(request, _("The file was received. Once it has been read, make it the next revision."))
        return redirect("clips:show", station=station, clip_id=clip_id)
    seen = request.GET.get("base", "")  # of the page around this part: what was saved since, nobody has seen there
    base = int(seen) if _is_number(seen) else clip.head_number
    return render(request, "clips/finished.html", {**files_of(clip, member), "base": base})


@door(CUT, methods=("POST",))
def take(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Make the file `recording` the revision after `base`."""
    member = member_of_request(request)
    clip, base = access_clip(member, clip_id, CUT), request.POST.get("base", "")
    if not _is_number(base):
        raise NotUnderstood(detail="base")
    recording = _of_clip(clip, _id(request))
    revision, voided = finishing.take(clip, recording, base=int(base), member=member)
    said = _("Saved as revision {number}.").format(number=revision.number)
    messages.success(request, said + (" " + _("The sign-off is void.") if voided else ""))
    return redirect("clips:show", station=station, clip_id=clip_id)


@door(CUT, methods=("POST",))
def drop(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Take the file `recording` away, of which no revision was made."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    member.require(INGEST, clip.desk_id)
    found = get_object_or_404(clip.finished_files, recording=_id(request))
    finishing.drop(found, member=member)
    messages.success(request, _("The file was taken away."))
    return redirect("clips:show", station=station, clip_id=clip_id)


def files_of(clip: Clip, member: Member) -> dict[str, Any]:
    """Return what the part shows: the recording that the clip was cut from, once there are finished files, and those."""
    rows = list(clip.finished_files.select_related("recording", "recording__original", "cut_from", "brought_by"))
    made_of = {revision.content_json["recipe"]["source_sha256"] for revision in clip.revisions.all()} if rows else set()
    files: list[dict[str, Any]] = [
        {"recording": row.recording, "row": row, "made": row.recording.original_id in made_of} for row in rows
    ]
    if rows:
        files.insert(0, {"recording": rows[0].cut_from, "row": None, "made": True})
    for one in files:
        one["in_use"] = one["recording"].pk == clip.recording_id
        one["busy"] = one["recording"].state in _BUSY
        one["refused"] = _refused(clip, one["recording"])
    return {
        "clip": clip,
        "base": clip.head_number,
        "files": files,
        "reading": any(one["busy"] for one in files),
        "editable": not clip.is_public,
        "voids": clip.state in {Clip.IN_REVIEW, Clip.SIGNED},
        "may_bring": member.may(INGEST, clip.desk_id),
    }


def _refused(clip: Clip, recording: Recording) -> str:
    """Return why a file that has been read cannot be the next revision; nothing where it can, or is not read."""
    if recording.state != Recording.READY:
        return ""
    try:
        finishing.check_kind(clip, recording)
    except ClipdeskError as error:
        return sentence(error)
    return ""


def _of_clip(clip: Clip, recording_id: UUID) -> Recording:
    """Return one of the clip's recordings."""
    known = {clip.cut_from, *(row.recording for row in clip.finished_files.select_related("recording"))}
    for one in known:
        if one.pk == recording_id:
            return one
    raise Http404


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _id(request: HttpRequest) -> UUID:
    text = request.POST.get("recording", "")
    if not is_id(text):
        raise NotUnderstood(detail="recording")
    return UUID(text)
