"""The way in, and home: what is waiting for me?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request, public_door
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Membership, Station
from clipdesk.accounts.roles import CORRECT, CUT, INGEST, PEOPLE, SEE, SIGN
from clipdesk.clips.access import clips_for
from clipdesk.clips.models import Clip
from clipdesk.library.access import recordings_for
from clipdesk.library.models import Recording
from clipdesk.publishing.access import holds_for, publications_for
from clipdesk.publishing.machine import State
from clipdesk.review.access import packages_for
from clipdesk.review.models import Package

SHOWN = 6


@public_door()
def entrance(request: HttpRequest) -> HttpResponse:
    """Lead a signed-in person to their station, anybody else to the sign-in page."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    slugs = Membership.objects.filter(person=request.user.pk).values_list("station__slug", flat=True)
    mine = sorted(set(slugs))
    if len(mine) == 1:
        return redirect("web:home", station=mine[0])
    stations = Station.objects.filter(slug__in=mine).order_by("name")
    return render(request, "web/stations.html", {"stations": stations})


@door()
def home(request: HttpRequest, station: str) -> HttpResponse:
    """Show what waits for the person: to sign, to cut, sent back, next to go out, in trouble."""
    member = member_of_request(request)
    context: dict[str, Any] = {"steps": _first_steps(member), "can_see": member.may(SEE)}
    if member.may(SEE):
        context |= _newsroom(member)
    return render(request, "web/home.html", context)


def _newsroom(member: Member) -> dict[str, Any]:
    """Return the lists of home for someone who sees unpublished content."""
    clips, publications = clips_for(member), publications_for(member)
    mine = clips.filter(author=member.person)
    waiting = packages_for(member).filter(state=Package.OPEN)
    trouble = publications.filter(state__in=[State.FAILED, State.UNKNOWN, State.MISSED])
    planned = publications.filter(state=State.PREPARED, slot__isnull=False, sign_off__isnull=False)
    return {
        "to_sign": _others(waiting, member)[:SHOWN] if member.may(SIGN) else [],
        "to_sign_count": _others(waiting, member).count() if member.may(SIGN) else 0,
        "sent_back": mine.filter(state=Clip.SENT_BACK)[:SHOWN],
        "drafts": mine.filter(state=Clip.DRAFT)[:SHOWN],
        "in_review": clips.filter(state=Clip.IN_REVIEW)[:SHOWN],
        "next_out": planned.order_by("slot")[:SHOWN],
        "trouble": trouble.order_by("-made_at")[:SHOWN],
        "may_settle": member.may(CORRECT),
        "lately": publications.filter(shown__isnull=False).order_by("-shown_at")[:SHOWN],
        "recordings": recordings_for(member).filter(state=Recording.READY)[:SHOWN],
        "holds": holds_for(member),
    }


def _others(waiting: Any, member: Member) -> Any:
    """Return the packages that this person may sign: what others made, changed and sent."""
    me = member.person
    rows = waiting.exclude(clip__author=me).exclude(sent_by=me).exclude(revision__made_by=me)
    desks = member.desks_for(SIGN)
    return rows if desks is None else rows.filter(clip__desk__in=desks)


def _first_steps(member: Member) -> list[dict[str, Any]]:
    """Return the three steps that greet an empty real station; nothing once there is a recording."""
    station = member.station
    if station.is_practice or Recording.objects.filter(station=station).exists():
        return []
    slug = {"station": station.slug}
    people = Membership.objects.filter(station=station).values("person").distinct().count()
    return [
        {
            "title": _("Your station"),
            "text": _("Check name, language, time zone and desks."),
            "done": station.desks.exists(),
            "url": reverse("accounts:station", kwargs=slug) if member.may(PEOPLE) else "",
            "action": _("Open"),
        },
        {
            "title": _("Your people"),
            "text": _("Invite at least one producer and one editor-in-chief: author and signer are two people."),
            "done": people > 1,
            "url": reverse("accounts:people", kwargs=slug) if member.may(PEOPLE) else "",
            "action": _("Invite"),
        },
        {
            "title": _("The first recording"),
            "text": _("Bring in something you broadcast, then cut the first clip."),
            "done": False,
            "url": reverse("library:upload", kwargs=slug) if member.may(INGEST) and member.may(CUT) else "",
            "action": _("Upload"),
        },
    ]
