"""The review desk: what waits, and the page on which somebody answers for a clip."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request, second_factor_way
from clipdesk.accounts.identity import asks_code
from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.roles import SEE, SEND_BACK, SIGN
from clipdesk.clips.access import access_clip, clips_for
from clipdesk.clips.models import Clip
from clipdesk.history.transition import IllegalTransition
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.review import signing
from clipdesk.review.access import access_package, packages_for
from clipdesk.review.calling import looked_at, told_of
from clipdesk.review.checklist import CHECKLIST
from clipdesk.review.models import Package
from clipdesk.review.models.review_copy import NotThisCopy
from clipdesk.review.views.ceremony import duty_refusal, key_options, may_sign_it, proof_of, sealed_in
from clipdesk.review.views.phone import is_phone, on_phone
from clipdesk.ui.sentences import sentence

_CHANGED = (signing.NotOpen, signing.OtherPackage, NotThisCopy, IllegalTransition)


@door(SEE)
def packages(request: HttpRequest, station: str) -> HttpResponse:
    """List what waits for a sign-off, what is still rendering, and what was decided lately."""
    member = member_of_request(request)
    rows = packages_for(member).select_related("revision")
    waiting = list(rows.filter(state=Package.OPEN).order_by("-clip__breaking", "made_at"))
    sealed = {package.clip_id for package in waiting}
    rendering = [clip for clip in clips_for(member).filter(state=Clip.IN_REVIEW) if clip.pk not in sealed]
    found = [(package, may_sign_it(member, package)) for package in waiting]
    context = {
        "waiting": found,
        "several": sum(mine and package.kind != Package.WITHDRAWAL for package, mine in found) > 1,
        "signs": member.may(SIGN),
        "rendering": rendering,
        "decided": rows.exclude(state=Package.OPEN)[:20],
    }
    return render(request, "review/packages.html", context)


@door(SEE)
def show(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Show one package: everything that is sealed, and the ceremony. Who was told has looked then."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    looked_at(package, member.person)
    return _answer(request, member, package)


@door(SEE)
def phone(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Show one package on a page that is light enough for a phone on a slow connection."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    looked_at(package, member.person)
    return _answer(request, member, package)


@door(SIGN, methods=("POST",), second_factor=True)
def sign(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Sign a package: watched, answered, and confirmed for this sign-off alone. A refusal keeps what was ticked."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    said = signing.Answers(
        seen_sha256=request.POST.get("seen", ""),
        watched="watched" in request.POST,
        answers=frozenset(name for name in CHECKLIST if f"check-{name}" in request.POST),
        watched_copy=request.POST.get("copy", ""),
    )
    try:
        signing.check(package, said, member=member)
        done = signing.sign(package, signing.Given(**vars(said), confirmation=proof_of(request, member)), member=member)
    except NotAllowed:
        raise
    except ClipdeskError as error:
        watched = said.watched and not isinstance(error, NotThisCopy)
        ticked = {**vars(said), "watched": watched, "refused": sentence(error)}
        return _answer(request, member, access_package(member, package_id), ticked, _status(error))
    messages.success(
        request, _("Signed. Exactly this goes out.") if done.is_signed else _("Confirmed. Exactly this goes out.")
    )
    page = "review:phone" if is_phone(request) else "review:show"
    return redirect(page, station=station, package_id=package_id)


@door(SEND_BACK, methods=("POST",))
def send_back(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Send a package back with a reason."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    reason = request.POST.get("reason", "")
    try:
        signing.send_back(package, reason, member=member)
    except NotAllowed:
        raise
    except ClipdeskError as error:
        typed = {"reason": reason, "refused": sentence(error)}
        return _answer(request, member, access_package(member, package_id), typed, _status(error))
    messages.success(request, _("Sent back to the author."))
    return redirect("review:list", station=station)


@door(SEE)
def of_clip(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer what review has to say about a clip, for the clip's own page."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id)
    found = clip.packages.order_by("-made_at").select_related("refusal__by").first()
    return render(request, "review/of_clip.html", {"package": found, "station": member.station})


def _status(error: ClipdeskError) -> int:
    return 409 if isinstance(error, _CHANGED) else 422


def _answer(
    request: HttpRequest,
    member: Member,
    package: Package,
    ticked: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the package's page, or its phone page; `ticked` is what somebody had filled in when they were refused."""
    is_open = package.state == Package.OPEN
    may_sign = is_open and may_sign_it(member, package)
    off_duty = duty_refusal(member, package) if is_open else ""
    late = package.valid_until <= now()
    context = {
        "it": sealed_in(package, member),
        "package": package,
        "clip": package.clip,
        "checklist": CHECKLIST,
        "answers": frozenset(),
        "may_sign": may_sign and not late,
        "late": is_open and late,
        "second_factor": second_factor_way(request, member) if may_sign else None,
        "may_send_back": is_open and member.may(SEND_BACK, package.clip.desk_id),
        "gives_evidence": member.may(SEND_BACK, package.clip.desk_id) and package.sign_offs.exists(),
        "off_duty": off_duty,
        "own": is_open and member.may(SIGN, package.clip.desk_id) and not may_sign and not off_duty,
        "told": told_of(package) if is_open else [],
        "asks_code": asks_code(member.person, member.station),
        "sign_offs": package.sign_offs.select_related("void", "under__assertion__key").order_by("signed_at"),
        "key_options": key_options([package], member) if may_sign else "",
        **(ticked or {}),
    }
    if is_phone(request):
        context |= on_phone(request, member, package)
        copy = context.get("copy_file")
        if context.get("watched_copy", "") != (copy.pk if copy else ""):
            context["watched"] = False  # another video is shown now than was watched
        return render(request, "review/phone.html", context, status=status)
    return render(request, "review/package.html", context, status=status)
