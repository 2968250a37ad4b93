"""Hypotheses, verdicts, and what was learnt."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CUT, SEE
from clipdesk.audience.curve import age_text
from clipdesk.audience.learning import deciding, supposing
from clipdesk.audience.learning.forms import DecisionForm
from clipdesk.audience.learning.outlook import kinds_off
from clipdesk.audience.learning.quarters import decisions_for, learnt_in, quarter_named, quarter_of
from clipdesk.audience.models import Decision, Finding
from clipdesk.clips.access import access_clip
from clipdesk.clips.models import Clip
from clipdesk.history.transition import IllegalTransition, entries_of
from clipdesk.kernel.clock import now

PAGE_SIZE = 30
#: Drafts of clips that are older are no longer asked for; each stays on the page of its clip.
LISTED = timedelta(days=60)


@door(SEE)
def learnt(request: HttpRequest, station: str) -> HttpResponse:
    """List what was learnt in a quarter; or, with `?list=waiting`, the drafts that wait for a person."""
    member = member_of_request(request)
    waits = request.GET.get("list") == "waiting"
    quarter = quarter_named(request.GET.get("quarter", ""), member.station) or quarter_of(now(), member.station)
    waiting = _waiting(member)
    rows = waiting if waits else learnt_in(member, quarter.since, quarter.until)
    page = Paginator(rows.prefetch_related("repeats"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "waits": waits,
        "quarter": quarter,
        "has_after": quarter.after.since <= now(),
        "tabs": [
            {"url": "?", "label": _("Learnt"), "current": not waits},
            {"url": "?list=waiting", "label": _("Waiting for a person"), "current": waits, "count": waiting.count()},
        ],
        "days": settings.VERDICT_DAYS,
    }
    return render(request, "audience/learnt.html", context)


@door(SEE, methods=("GET", "POST"))
def decision(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Show what was hoped of a clip, what came of it and how sure that is; confirm the verdict or change it."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id)
    found = decisions_for(member).filter(clip=clip).select_related("same_as__clip").first()
    form = DecisionForm(request.POST or None, initial=_initial(found))
    if request.method == "POST":
        member.require(deciding.ABILITY, clip.desk_id)
        if found is None:
            raise IllegalTransition(state=Decision.OPEN)
        if form.is_valid():
            deciding.confirm(found, form.said(), member=member)
            messages.success(request, _("Saved. It stands under “What we learnt”."))
            return redirect("audience:decision", station=station, clip_id=clip_id)
    context = {
        "clip": clip,
        "decision": found,
        "findings": _findings(found),
        "form": form,
        "may_confirm": member.may(deciding.ABILITY, clip.desk_id),
        "ledger": entries_of(found) if found else [],
        "days": settings.VERDICT_DAYS,
    }
    return render(request, "audience/decision.html", context, status=422 if request.method == "POST" else 200)


@door(SEE, methods=("GET", "POST"))
def hypothesis(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer the card of a clip's hypothesis, for the clip's own page; keep what was written in it."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id)
    if request.method == "POST":
        supposing.suppose(clip, request.POST.get("hypothesis", ""), member=member)
        messages.success(request, _("Kept. It can be changed until the clip is public."))
        return redirect("clips:show", station=station, clip_id=clip_id)
    context = {
        "clip": clip,
        "decision": Decision.objects.filter(clip=clip).first(),
        "may_suppose": member.may(CUT, clip.desk_id) and _is_open(clip),
        "longest": supposing.LONGEST,
    }
    return render(request, "audience/hypothesis.html", context)


def _waiting(member: Member) -> QuerySet[Decision]:
    """Return the drafts of the last weeks nobody has looked at: those with a hypothesis first, then the newest."""
    hoped = Case(When(hypothesis="", then=Value(1)), default=Value(0))
    rows = decisions_for(member).filter(state=Decision.DRAFTED, same_as=None, public_at__gte=now() - LISTED)
    return rows.order_by(hoped, "-public_at", "pk")


def _findings(found: Decision | None) -> list[tuple[Finding, str]]:
    """Return the findings that may be shown, each with its age in words."""
    if found is None:
        return []
    rows = found.findings.exclude(destination__kind__in=kinds_off(found.station_id))
    rows = rows.select_related("destination", "definition").order_by("public_at", "pk")
    return [(one, age_text(one.age) if one.age else "–") for one in rows]


def _initial(found: Decision | None) -> dict[str, str]:
    if found is None:
        return {}
    return {
        "verdict": found.verdict or found.drafted,
        "learnt": found.learnt,
        "kind": found.kind,
        "tested": found.tested,
    }


def _is_open(clip: Clip) -> bool:
    return clip.state != Clip.WITHDRAWN and not supposing.was_public(clip)
