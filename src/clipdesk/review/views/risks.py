"""The risk classes of a clip, and emergency releases: put a class on, take one off, look at what was released alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEND, SEND_BACK
from clipdesk.clips.access import access_clip
from clipdesk.clips.models import Clip
from clipdesk.review import emergencies, risks
from clipdesk.review.access import access_emergency
from clipdesk.review.models import Package, Policy
from clipdesk.review.models.policy import policy_of
from clipdesk.review.models.risk import lifted_from, marks_of
from clipdesk.review.own_work import makers_of
from clipdesk.review.wording import FLAG_NAMES


@door(SEND, methods=("POST",))
def mark(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Put a clip into a risk class."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id)
    risks.mark(clip, request.POST.get("class", ""), member=member)
    messages.success(request, _("Noted. Whoever signs is asked what this class asks for."))
    return _back(request, clip)


@door(SEND_BACK, methods=("POST",))
def lift(request: HttpRequest, station: str, clip_id: UUID, mark_id: UUID) -> HttpResponse:
    """Take a class off, with a reason."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id)
    risks.lift(get_object_or_404(clip.risk_marks, pk=mark_id), request.POST.get("reason", ""), member=member)
    messages.success(
        request, _("Taken off. Your decision and its reason stay in the history, and the signer sees them.")
    )
    return _back(request, clip)


@door(SEND_BACK, methods=("POST",))
def look(request: HttpRequest, station: str, emergency_id: UUID) -> HttpResponse:
    """Say what somebody found who has looked at an emergency release."""
    member = member_of_request(request)
    emergency = access_emergency(member, emergency_id)
    emergencies.look(emergency, request.POST.get("words", ""), member=member)
    messages.success(request, _("Noted. It stands in the history."))
    return redirect("review:show", station=station, package_id=emergency.sign_off.package_id)


def risk_of(clip: Clip, member: Member) -> dict[str, Any]:
    """Return what the pages show of a clip's classes, and what the person may do about them; what the rules will add is
    told until the clip is sealed, for then they have added it."""
    policy = policy_of(clip.station)
    marks = [
        one for one in marks_of(clip) if policy.rules.risk_class(one.risk_class)
    ]  # what was taken out asks nothing
    held = {mark.risk_class for mark in marks}
    open_ = clip.state in risks.OPEN_STATES
    sealed = clip.packages.filter(state=Package.OPEN).exists()
    found = risks.still_to_mark(clip, clip.content, policy.rules) if open_ and not sealed else {}
    return {
        "marks": [_said(policy, one.risk_class, one.found) | {"mark": one} for one in marks],
        "coming": [_said(policy, key, words) for key, words in found.items()],
        "lifted": lifted_of(clip),
        "others": [one for one in policy.rules.risky if one.key not in held],
        "may_mark": open_ and member.may(SEND, clip.desk_id),
        "may_lift": open_ and member.may(SEND_BACK, clip.desk_id) and member.person.pk not in makers_of(clip),
    }


def lifted_of(clip: Clip) -> list[dict[str, Any]]:
    """Return what the pages show of the classes that were taken off a clip: which, by whom, when and why."""
    policy = policy_of(clip.station)
    return [_said(policy, one.risk_class, one.found) | {"mark": one} for one in lifted_from(clip)[:10]]


def _said(policy: Policy, key: str, found: list[str]) -> dict[str, Any]:
    one = policy.rules.risk_class(key)
    return {"name": str(one) if one else key, "found": [str(FLAG_NAMES.get(word, word)) for word in found]}


def _back(request: HttpRequest, clip: Clip) -> HttpResponse:
    """Return to the clip: a package that waited is sealed anew, and its page no longer the right one."""
    return redirect("clips:show", station=clip.station.slug, clip_id=clip.pk)
