"""Clips of the plan: begun for an assignment, put on a content line."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CUT, SEE
from clipdesk.clips import planned
from clipdesk.clips.access import access_clip, clips_for
from clipdesk.clips.models import Clip
from clipdesk.kernel.ids import is_id
from clipdesk.library.access import access_recording, listed_recordings_for
from clipdesk.library.models import Recording
from clipdesk.planning.access import access_assignment, access_line
from clipdesk.planning.models import Assignment

#: So many of the newest recordings are offered.
MOST_RECORDINGS = 30


@door(CUT, methods=("GET", "POST"))
def start(request: HttpRequest, station: str, assignment_id: UUID) -> HttpResponse:
    """Ask which recording the clip of an assignment is cut from, and open it to be cut."""
    member = member_of_request(request)
    assignment = access_assignment(member, assignment_id, CUT)
    if is_id(chosen := request.POST.get("recording", "")):
        recording = access_recording(member, UUID(chosen), CUT)
        clip = planned.begin(assignment, recording, member=member)
        return redirect("clips:edit", station=station, clip_id=clip.pk)
    recordings = listed_recordings_for(member, CUT).filter(state=Recording.READY)
    context = {
        "assignment": assignment,
        "recordings": recordings[:MOST_RECORDINGS],
        "clips": _clips(assignment, member),
    }
    return render(request, "clips/start.html", context, status=422 if request.method == "POST" else 200)


@door(SEE)
def of_assignment(request: HttpRequest, station: str, assignment_id: UUID) -> HttpResponse:
    """Answer which clips were begun for an assignment, for its own page."""
    member = member_of_request(request)
    assignment = access_assignment(member, assignment_id)
    return render(request, "clips/of_assignment.html", {"clips": _clips(assignment, member)})


@door(CUT, methods=("POST",))
def set_line(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Say which content line a clip counts for."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    chosen = request.POST.get("line", "")
    planned.set_line(clip, access_line(member, UUID(chosen)) if is_id(chosen) else None, member=member)
    messages.success(request, _("Saved."))
    return redirect("clips:show", station=station, clip_id=clip_id)


def _clips(assignment: Assignment, member: Member) -> QuerySet[Clip]:
    return clips_for(member).filter(plan__assignment=assignment)
