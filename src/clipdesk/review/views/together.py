"""Sign several packages at once: one look and one tick each, then one answer of the signing key."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.identity import asks_code
from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.roles import SIGN
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.kernel.ids import is_id
from clipdesk.review import signing
from clipdesk.review.access import packages_for
from clipdesk.review.demands import all_yes, demands_of
from clipdesk.review.models import Package
from clipdesk.review.refusals import Answers, NotOpen, asks_key, check
from clipdesk.review.rules import Question
from clipdesk.review.seen import note_look
from clipdesk.review.views.ceremony import is_plain, key_options, may_sign_it, played_of, proof_of, sealed_in
from clipdesk.review.views.risks import lifted_of
from clipdesk.ui.sentences import sentence

_MOST = 20


@door(SIGN, methods=("GET", "POST"))
def together(request: HttpRequest, station: str) -> HttpResponse:
    """Show the chosen packages one below the other; POST signs all of them or none. A refusal keeps what was ticked."""
    member = member_of_request(request)
    sent = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(member, sent.getlist("package"))
    left_out = _left_out(member, sent.getlist("package"), chosen)
    if request.method != "POST" and not chosen and not left_out:
        messages.info(request, _("Tick the clips that you want to sign together first."))
        return redirect("review:list", station=station)
    if request.method != "POST":
        for package in chosen:
            note_look(package, member.person)
        return _page(request, member, chosen, {"left_out": left_out})
    said = [(package, _answers(request, package)) for package in chosen]
    try:
        if len(chosen) != len(set(sent.getlist("package"))) or not chosen:
            raise NotOpen
        for package, answers in said:
            check(package, answers, member=member)
        done = signing.sign_together(said, proof_of(request, member, chosen), member=member)
    except NotAllowed:
        raise
    except ClipdeskError as error:
        return _page(request, member, chosen, {"left_out": left_out, "refused": sentence(error)}, 422)
    counted = ngettext("%(count)d clip is signed off.", "%(count)d clips are signed off.", len(done))
    messages.success(request, counted % {"count": len(done)} + " " + _("Exactly this goes out."))
    return redirect("review:list", station=station)


def _chosen(member: Member, ids: list[str]) -> list[Package]:
    """Return the packages of these ids that wait and that this person may sign, the oldest first."""
    known = [one for one in dict.fromkeys(ids) if is_id(one)][:_MOST]
    rows = packages_for(member).select_related("revision").filter(pk__in=known, state=Package.OPEN)
    open_ones = rows.exclude(kind=Package.WITHDRAWAL).order_by("made_at")
    return [package for package in open_ones if may_sign_it(member, package) and is_plain(package)]


def _left_out(member: Member, ids: list[str], chosen: list[Package]) -> list[dict[str, Any]]:
    """Return what was chosen, waits and is not signed here: each with the classes that were taken off it."""
    known = [one for one in dict.fromkeys(ids) if is_id(one)][:_MOST]
    rows = packages_for(member).select_related("revision", "clip__station").filter(pk__in=known, state=Package.OPEN)
    others = rows.exclude(pk__in=[package.pk for package in chosen]).order_by("made_at")
    return [{"package": package, "lifted": lifted_of(package.clip)} for package in others]


def _answers(request: HttpRequest, package: Package) -> Answers:
    """Return what one tick says: watched to the end, every line of the checklist holds."""
    ticked = f"tick-{package.pk}" in request.POST
    return Answers(
        seen_sha256=request.POST.get(f"seen-{package.pk}", ""),
        watched=ticked,
        played=played_of(request.POST.get(f"played-{package.pk}", ""), package),
        answers=all_yes(package) if ticked else {},
    )


def _kept(request: HttpRequest, package: Package) -> dict[str, Any]:
    """Return what was ticked and played before a refusal."""
    said = _answers(request, package)
    return {"ticked": said.watched, "played": said.played}


def _questions(chosen: list[Package]) -> list[Question]:
    """Return every question that any of the packages asks: the rules may have changed between two of them."""
    found = {str(question): question for package in chosen for question in demands_of(package).questions}
    return list(found.values())


def _page(
    request: HttpRequest, member: Member, chosen: list[Package], more: dict[str, Any], status: int = 200
) -> HttpResponse:
    shown = [{**sealed_in(package, member), **_kept(request, package)} for package in chosen]
    context = {
        "shown": shown,
        "questions": _questions(chosen),
        "asks_key": asks_key(chosen, member),
        "key_options": key_options(chosen, member) if chosen else "",
        "asks_code": asks_code(member.person, member.station),
        **more,
    }
    return render(request, "review/together.html", context, status=status)
