"""Whoever looks a second time at a post that was made by hand compares a copy of it with what was signed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.roles import SEE
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.media.renditions import shape_of
from clipdesk.publishing.access import access_publication
from clipdesk.publishing.hands import may_post, newest_word
from clipdesk.publishing.knowing_again import Outing
from clipdesk.publishing.models import FilePrint, Publication
from clipdesk.publishing.second_look import seal_comparison, waits_for_look
from clipdesk.site.asked import LOOK
from clipdesk.site.asked_errors import NoFile, NotLookedAt
from clipdesk.site.looking import MOST_BYTES, MOST_SECONDS, Look
from clipdesk.site.told import resemblance
from clipdesk.ui.sentences import sentence


@csrf_exempt  # nothing is changed, and `TakesFiles` turns other sites' pages away; what it gave is sent by a form of its own
@door(SEE, methods=("GET", "POST"))
def compare(request: HttpRequest, station: str, publication_id: UUID) -> HttpResponse:
    """Take a copy of the post, and say whether it is what was signed; nothing of it is kept."""
    member = member_of_request(request)
    publication = access_publication(member, publication_id)
    if not may_post(member, publication):
        raise NotAllowed
    posted = waits_for_look(publication)
    if posted is None or posted.by_id == member.person.pk:
        return redirect("publishing:show", station=station, publication_id=publication_id)
    status = 200
    told: dict[str, Any] = {}
    if request.method == "POST":
        status, told = _of(getattr(request, "scope", {}).get(LOOK) or NoFile(), publication, member)
    told |= {"address": posted.address, "seen": newest_word(publication)}
    context = {"publication": publication, "clip": publication.clip, **told}
    limits = {"most_bytes": MOST_BYTES, "most_minutes": MOST_SECONDS // 60}
    response = render(request, "site/compare.html", {**context, **limits}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _of(look: Look | ClipdeskError, publication: Publication, member: Member) -> tuple[int, dict[str, Any]]:
    """Return status and answer to a copy."""
    if isinstance(look, ClipdeskError):
        status = look.status if isinstance(look, NotLookedAt) else NotLookedAt.status
        return status, {"answer": "refused", "sentence": sentence(look)}
    if any(_is_shown(outing, publication) for outing in look.exact):
        return 200, {"answer": "exact", "sealed": seal_comparison(publication, member, "exact")}
    for one in look.alike:
        if any(_is_shown(outing, publication) for outing in one.outings):
            found = resemblance(one, has_picture=look.has_picture, has_sound=look.has_sound)
            sealed = seal_comparison(publication, member, "alike")
            return 200, {"answer": "alike", "one": found, "seconds": round(look.seconds), "sealed": sealed}
    return 200, {"answer": "nothing" if _has_prints(publication) else "not_ready"}


def _has_prints(publication: Publication) -> bool:
    """Tell whether the fingerprints of what is public have been taken: that begins once it is."""
    files = publication.shown.content["files"] if publication.shown else []
    videos = {one["sha256"] for one in files if shape_of(one["role"])}
    return FilePrint.objects.filter(file__in=videos).count() == len(videos)


def _is_shown(outing: Outing, publication: Publication) -> bool:
    return bool(outing.publication.pk == publication.pk and outing.package.pk == publication.shown_id)
