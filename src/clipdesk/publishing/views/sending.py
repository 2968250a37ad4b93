"""Send a clip to review, take it back, ask for its withdrawal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.roles import CORRECT, SEE, SEND
from clipdesk.clips.access import access_clip
from clipdesk.clips.models import Clip
from clipdesk.clips.wording import own_words_by_name
from clipdesk.destinations.access import destinations_for
from clipdesk.destinations.models import Destination
from clipdesk.history.transition import IllegalTransition
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.publishing import sending
from clipdesk.publishing.access import may_drop_correction, publications_for
from clipdesk.publishing.embargoes import embargo_over
from clipdesk.publishing.fitting import excess_of, fits_of
from clipdesk.publishing.forms import CorrectionForm, SendForm
from clipdesk.publishing.hands import holder_now
from clipdesk.publishing.models import Publication
from clipdesk.publishing.moves import MAY_BE_SEEN
from clipdesk.publishing.room import room_at, without_room
from clipdesk.publishing.sending_again import send_again
from clipdesk.review.access import access_package
from clipdesk.ui.sentences import sentence


@door(SEND, methods=("GET", "POST"))
def send(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Choose where and when, and send the clip to review."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, SEND)
    kind = CorrectionForm if clip.is_correction else SendForm
    form = kind(request.POST or None, clip=clip, member=member)
    if request.method == "POST" and form.is_valid():
        full = [] if clip.is_correction else list(without_room(form.plans()))
        try:
            sending.send_to_review(clip, form.plans(), base=form.cleaned_data["base"], member=member)
        except NotAllowed:
            raise
        except ClipdeskError as error:
            clip.refresh_from_db()
            form.add_error(None, _said(error, clip))
        else:
            messages.success(request, _("Sent to review. It is rendered now, then it waits for a sign-off."))
            for warning in full:
                messages.warning(request, sentence(warning))
            return redirect("clips:show", station=station, clip_id=clip_id)
    context = {"form": form, **_shown(member, clip)}
    return render(request, "publishing/send.html", context, status=422 if form.is_bound else 200)


@door(SEND, methods=("POST",))
def take_back(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Take a clip out of review again."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, SEND)
    try:
        sending.take_back(clip, member=member)
    except IllegalTransition:
        messages.error(request, _("This was not done: the clip has changed meanwhile. Look where it stands now."))
    else:
        messages.success(request, _("Taken back. The clip is a draft again."))
    return redirect("clips:show", station=station, clip_id=clip_id)


@door(SEE, methods=("POST",))
def again(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Send a package again that nobody signed in time."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    send_again(package, member=member)
    messages.success(request, _("Sent to review again. The same content waits for a sign-off anew."))
    return redirect("clips:show", station=station, clip_id=package.clip_id)


@door(CORRECT, methods=("GET", "POST"))
def withdraw(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Ask for the withdrawal of everything public of a clip."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CORRECT)
    reason, problem = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            sending.ask_for_withdrawal(clip, reason, member=member)
        except NotAllowed:
            raise
        except ClipdeskError as error:
            problem = _said(error, clip)
        else:
            messages.success(request, _("The withdrawal waits for a sign-off. Until then the clip stays public."))
            return redirect("clips:show", station=station, clip_id=clip_id)
    public = [(*_deletable(row), holder_now(row)) for row in publications_for(member).filter(MAY_BE_SEEN, clip=clip)]
    context = {"clip": clip, "reason": reason, "problem": problem, "public": public}
    return render(request, "publishing/withdraw.html", context, status=422 if problem else 200)


def _said(error: ClipdeskError, clip: Clip) -> str:
    """Return the error's sentence; a state in it is called what the pages call it."""
    if type(error) is IllegalTransition:
        error = IllegalTransition(state=clip.get_state_display())
    return sentence(error)


def _shown(member: Member, clip: Clip) -> dict[str, Any]:
    """Return what the page says about the clip beside its form."""
    content, takers = clip.content, _takers(member, clip)
    return {
        "clip": clip,
        "content": content,
        "own_words": own_words_by_name(content, takers),
        "embargo": None if clip.is_correction else embargo_over(clip),
        "sendable": clip.state in Clip.SEND.start,
        "may_drop": may_drop_correction(member, clip),
        "public": publications_for(member).filter(clip=clip, shown__isnull=False),
        "fits": [(place, fits_of(place, clip), _said_excess(place, clip), room_at(place, now())) for place in takers],
    }


def _takers(member: Member, clip: Clip) -> list[Destination]:
    """Return where the clip can go, or, where it corrects something, where that is public."""
    if clip.is_correction:
        return [row.destination for row in publications_for(member).filter(clip=clip, shown__isnull=False)]
    return [place for place in destinations_for(member) if place.is_connected]


def _said_excess(place: Destination, clip: Clip) -> str:
    """Return what the destination would not take, as a sentence; empty: it takes all."""
    excess = excess_of(place, clip)
    return sentence(excess) if excess else ""


def _deletable(publication: Publication) -> tuple[Publication, datetime | None, bool]:
    """Return a post that is or may be public, until when we can delete it there (None: at any time), and whether that is
    over."""
    hours = publication.destination.limits.delete_hours
    if not hours or publication.first_live_at is None:
        return publication, None, False
    until = publication.first_live_at + timedelta(hours=hours)
    return publication, until, until <= now()
