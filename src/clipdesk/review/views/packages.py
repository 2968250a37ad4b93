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
from clipdesk.accounts.roles import CHIEF, SEE, SEND_BACK, SIGN
from clipdesk.clips.access import access_clip, clips_for
from clipdesk.clips.models import Clip
from clipdesk.history.transition import IllegalTransition
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.kernel.text import clean_words
from clipdesk.review import signing
from clipdesk.review.access import access_package, packages_for
from clipdesk.review.calling import looked_at, told_of
from clipdesk.review.demands import demands_of
from clipdesk.review.due import time_left
from clipdesk.review.emergencies import lookers, may_look, unseen
from clipdesk.review.in_force import standing
from clipdesk.review.known import Known
from clipdesk.review.lateness import is_late, lateness
from clipdesk.review.models import Package, SignOff
from clipdesk.review.models.review_copy import NotThisCopy
from clipdesk.review.noted import notes_on, open_notes_of
from clipdesk.review.notes import looked_at as looked_at_notes
from clipdesk.review.own_work import is_own_work
from clipdesk.review.refusals import Answers, ChiefsOnly, NotOpen, OtherPackage, asks_key, check, lacking
from clipdesk.review.seen import note_look
from clipdesk.review.views.ceremony import (
    MOST,
    answers_of,
    demands_if_whole,
    is_plain,
    is_shut_out,
    is_signer_of,
    key_options,
    lines_of,
    may_sign_it,
    never_here,
    played_of,
    proof_of,
    sealed_in,
    signed_by,
)
from clipdesk.review.views.phone import is_phone, on_phone
from clipdesk.review.views.risks import risk_of
from clipdesk.ui.sentences import sentence

MOST_SHOWN = 100
"""Packages that wait, and clips that render, on one page; the oldest first."""
_CHANGED = (NotOpen, OtherPackage, NotThisCopy, IllegalTransition)


@door(SEE)
def packages(request: HttpRequest, station: str) -> HttpResponse:
    """List what waits for a sign-off, what is still rendering, and what was decided lately."""
    member = member_of_request(request)
    rows = packages_for(member).select_related("revision", "station")
    open_ones = rows.filter(state=Package.OPEN)
    waiting = list(open_ones.order_by("-clip__breaking", "made_at")[:MOST_SHOWN])
    rendering = clips_for(member).filter(state=Clip.IN_REVIEW).exclude(pk__in=open_ones.order_by().values("clip"))
    known = Known(waiting)
    found = [_line(member, package, known) for package in waiting]
    context = {
        "waiting": found,
        "further": open_ones.count() - len(waiting) if len(waiting) == MOST_SHOWN else 0,
        "several": sum(line["together"] for line in found) > 1,
        "emergencies": unseen(member)[:20] if member.may(SEND_BACK) else [],
        "signs": member.may(SIGN),
        "reports": member.may(CHIEF),
        "rendering": rendering[:MOST_SHOWN],
        "decided": rows.exclude(state=Package.OPEN)[:20],
    }
    return render(request, "review/packages.html", context)


def _line(member: Member, package: Package, known: Known) -> dict[str, Any]:
    """What the list shows of a package; `together`: it may be chosen to be signed with others."""
    mine, demands = may_sign_it(member, package, known), demands_if_whole(package)
    routine = demands is not None and package.kind != Package.WITHDRAWAL and is_plain(package, known)
    return {
        "package": package,
        "mine": mine,
        "late": demands is not None and is_late(package),
        **time_left(package),
        "together": mine and routine,
        "demands": demands,
        "signed": len(standing(package, known)) if demands is not None and demands.signers > 1 else 0,
    }


@door(SEE)
def show(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Show one package: everything that is sealed, and the ceremony. Who was told has looked then."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    _looked(package, member)
    return _answer(request, member, package)


@door(SEE)
def lead(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Lead from a notice to a package: what still waits opens as the light page on a phone, all else as the full one."""
    package = access_package(member_of_request(request), package_id)
    # phones' browsers say “Mobi” in their names, whoever makes them
    is_small = "Mobi" in request.headers.get("User-Agent", "")
    page = "review:phone" if is_small and package.state == Package.OPEN else "review:show"
    return redirect(page, station=station, package_id=package_id)


@door(SEE)
def phone(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Show one package on a page that is light enough for a phone on a slow connection."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    _looked(package, member)
    return _answer(request, member, package)


@door(SIGN, methods=("POST",), second_factor=True)
def sign(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Sign a package: watched, answered, and confirmed for this sign-off alone. A refusal keeps what was ticked."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    said = Answers(
        seen_sha256=request.POST.get("seen", ""),
        watched="watched" in request.POST,
        answers=answers_of(request, package),
        watched_copy=request.POST.get("copy", ""),
        played=played_of(request.POST.get("played", ""), package),
        emergency=_emergency(request),
    )
    try:
        check(package, said, member=member)
        proof = proof_of(request, member, [package])
        done = signing.sign(package, signing.Given(**vars(said), confirmation=proof), member=member)
    except NotAllowed:
        raise
    except ClipdeskError as error:
        watched = said.watched and not isinstance(error, NotThisCopy)
        ticked = {**vars(said), "watched": watched, "refused": sentence(error)}
        return _answer(request, member, access_package(member, package_id), ticked, _status(error))
    messages.success(request, _said(done))
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
    risk, notes = risk_of(clip, member), open_notes_of(clip, member)
    looked_at_notes(clip, member.person)
    context = {"package": found, "station": member.station, "clip": clip, "risk": risk, "notes": notes}
    if found is not None:
        context |= lateness(found, member)
    return render(request, "review/of_clip.html", context)


def _looked(package: Package, member: Member) -> None:
    """Note that somebody who was told has looked: of the package itself, and of notes on its clip."""
    looked_at(package, member.person)
    note_look(package, member.person)
    looked_at_notes(package.clip, member.person)


def _emergency(request: HttpRequest) -> str | None:
    """Return why it is released in an emergency; None where it is not. Whoever wrote a reason without the tick meant it."""
    reason = clean_words(request.POST.get("reason", ""))[:MOST]
    return reason if "emergency" in request.POST or reason else None


def _said(done: SignOff) -> str:
    if done.package.state == Package.OPEN:
        return _("Noted: you have answered for it. It goes out once somebody else has, too.")
    return _("Signed. Exactly this goes out.") if done.is_signed else _("Confirmed. Exactly this goes out.")


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
    signs = is_open and is_signer_of(member, package)
    overdue = lateness(package, member)
    context = {
        "it": sealed_in(package, member),
        "package": package,
        "clip": package.clip,
        "lines": lines_of(package, (ticked or {}).get("answers", {})),
        "emergency_reason": (ticked or {}).get("emergency") or "",
        "emergency_asked": (ticked or {}).get("emergency") is not None,
        "signed": len(standing(package)),
        "looks": may_look(package, member),
        "may_sign": signs and not overdue["late"],
        **overdue,
        **time_left(package),
        "second_factor": second_factor_way(request, member) if signs else None,
        "may_send_back": is_open and member.may(SEND_BACK, package.clip.desk_id),
        "gives_evidence": member.may(SEND_BACK, package.clip.desk_id) and package.sign_offs.exists(),
        "own": is_open and member.may(SIGN, package.clip.desk_id) and is_own_work(package, member.person),
        "shut_out": sentence(ChiefsOnly()) if is_open and is_shut_out(member, package) else "",
        "told": told_of(package),
        "asks_code": asks_code(member.person, member.station),
        "asks_key": asks_key([package], member),
        "sign_offs": signed_by(package),
        "key_options": key_options([package], member) if signs else "",
        "risk": risk_of(package.clip, member),
        "refused": never_here(request, member) if signs else "",
        **notes_on(package, member),
        **(_lacks(package, member) if signs else {}),
        **(ticked or {}),
    }
    if is_phone(request):
        context |= on_phone(request, member, package)
        copy = context.get("copy_file")
        if context.get("watched_copy", "") != (copy.pk if copy else ""):
            context["watched"] = False  # another video is shown now than was watched
        return render(request, "review/phone.html", context, status=status)
    return render(request, "review/package.html", context, status=status)


def _lacks(package: Package, member: Member) -> dict[str, Any]:
    """Return what stands in this person's way (`refusals`: then only an emergency is left), how many people more must
    sign after them, and whether nobody could look at an emergency release of theirs afterwards."""
    found = lacking(package, member)
    more = demands_of(package).signers - len(standing(package)) - 1
    return {
        "refusals": [sentence(error) for error in found.values() if error],
        "more": more,
        "lacks": bool(found),
        "nobody_looks": bool(found) and not lookers(package, member.person),
    }
