"""The way in, and home: what is waiting for me?"""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request, public_door
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Membership, Station
from clipdesk.accounts.roles import CORRECT, CUT, INGEST, PEOPLE, SEE, SEND, SIGN
from clipdesk.clips.access import clips_for
from clipdesk.clips.models import Clip
from clipdesk.kernel.text import sort_key
from clipdesk.library.access import listed_recordings_for
from clipdesk.library.models import Recording
from clipdesk.publishing.access import holds_for, publications_for
from clipdesk.publishing.hands import waiting_for_people
from clipdesk.publishing.machine import State
from clipdesk.review.access import packages_for
from clipdesk.review.models import Package

SHOWN = 6


@public_door()
def entrance(request: HttpRequest) -> HttpResponse:
    """Lead a signed-in person to their station, anybody else to the sign-in page."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    mine = list(Station.objects.filter(memberships__person=request.user.pk).distinct())
    if len(mine) == 1:
        return redirect("web:home", station=mine[0].slug)
    stations = sorted(mine, key=lambda station: sort_key(station.name))
    return render(request, "web/stations.html", {"stations": stations})


@door()
def home(request: HttpRequest, station: str) -> HttpResponse:
    """Show what waits for the person: to sign, in trouble, sent back, to cut, in review, next to go out."""
    member = member_of_request(request)
    context: dict[str, Any] = {
        "steps": _first_steps(member),
        "can_see": member.may(SEE),
        "may_ingest": member.may(INGEST),
    }
    if member.may(SEE):
        context |= _newsroom(member)
    return render(request, "web/home.html", context)


def _newsroom(member: Member) -> dict[str, Any]:
    """Return the lists of home for someone who sees unpublished content; each list knows how long it really is."""
    clips, publications = clips_for(member), publications_for(member)
    mine = clips.filter(author=member.person)
    to_sign = _to_sign(member)
    in_review = clips.filter(state=Clip.IN_REVIEW)
    trouble = publications.filter(state__in=[State.FAILED, State.UNKNOWN, State.MISSED])
    planned = publications.filter(state=State.PREPARED, sign_off__isnull=False)
    recordings = listed_recordings_for(member).filter(state=Recording.READY)
    lists: dict[str, QuerySet[Any]] = {
        "trouble": trouble.order_by("-made_at"),
        "sent_back": mine.filter(state=Clip.SENT_BACK),
        "in_review": in_review,
        "next_out": planned.order_by(F("slot").asc(nulls_first=True)),
    }
    if member.may(SEND) or member.may(CORRECT):
        lists["by_hand"] = waiting_for_people(publications).order_by("made_at")
    if member.may(SIGN):
        lists["to_sign"] = to_sign
        lists["in_review"] = in_review.exclude(packages__in=to_sign.values("pk"))
    if member.may(CUT):
        lists["drafts"] = mine.filter(state=Clip.DRAFT)
    counts = {name: rows.count() for name, rows in lists.items()}
    return {
        **{name: rows[:SHOWN] for name, rows in lists.items()},
        "lately": publications.filter(shown__isnull=False).order_by("-shown_at")[:SHOWN],
        "recordings": recordings[:SHOWN],
        "holds": holds_for(member),
        "counts": counts,
        "tiles": _tiles(member, counts),
        "calm": not any(
            counts[name] for name in ("to_sign", "by_hand", "trouble", "sent_back", "drafts") if name in counts
        ),
    }


def _to_sign(member: Member) -> QuerySet[Package]:
    """Return the packages that wait for this person: what others made, changed and sent, and they have not signed yet."""
    me = member.person
    waiting = packages_for(member).filter(state=Package.OPEN)
    rows = (
        waiting.exclude(clip__author=me).exclude(sent_by=me).exclude(revision__made_by=me).exclude(sign_offs__signer=me)
    )
    desks = member.desks_for(SIGN)
    return rows if desks is None else rows.filter(clip__desk__in=desks)


def _tiles(member: Member, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the figures at the top, for what this person does: each leads to the list it counts."""
    slug = {"station": member.station.slug}
    review, clips, publishing = (
        reverse(name, kwargs=slug) for name in ("review:list", "clips:list", "publishing:list")
    )
    cut = counts.get("drafts", 0) + counts["sent_back"]
    known = [
        ("to_sign", _("To sign"), "sign", "review", review, counts.get("to_sign", 0)),
        ("drafts", _("To cut"), "cut", "back" if counts["sent_back"] else "draft", clips, cut),
        ("in_review", _("In review"), "clock", "review", review, counts["in_review"]),
        ("next_out", _("Scheduled"), "calendar", "signed", f"{publishing}?show=scheduled", counts["next_out"]),
        ("trouble", _("Needs a decision"), "alert", "failed", f"{publishing}?show=decision", counts["trouble"]),
    ]
    return [
        {"label": label, "icon": icon, "tone": tone if count else "", "href": href, "count": count}
        for name, label, icon, tone, href, count in known
        if name in counts
    ]


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
            "url": reverse("library:upload", kwargs=slug) if member.may(INGEST) else "",
            "action": _("Upload"),
        },
    ]
