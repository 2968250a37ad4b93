"""“Is this ours?”: a link, a code or a file, and whether the station published it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt

from clipdesk.accounts.doors import public_door
from clipdesk.accounts.models import Station
from clipdesk.connectors.addresses import LONGEST, read_address
from clipdesk.destinations.official import account_over
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.site.asked import LOOK
from clipdesk.site.asked_errors import NoFile, NotLookedAt
from clipdesk.site.looking import MOST_BYTES, MOST_SECONDS, Look
from clipdesk.site.told import posts_at, posts_by_hand_at, posts_told, resemblance
from clipdesk.site.views.frame import answer, as_the_station_writes
from clipdesk.ui.sentences import sentence

TEMPLATE = "site/ours.html"


@csrf_exempt  # nothing is changed and no cookie is read; `TakesFiles` turns other sites' pages away
@public_door(methods=("GET", "POST"))
def ours(request: HttpRequest, station: str) -> HttpResponse:
    """Ask, and be answered: by address in the query, or by a file that `TakesFiles` has looked at. Never kept by caches."""
    row = get_object_or_404(Station, slug=station)
    asked = request.GET.get("address", "")[: LONGEST + 1].strip()
    with as_the_station_writes(request, row):
        status = 200
        told: dict[str, Any] = {}
        if request.method == "POST":
            status, told = _of_file(getattr(request, "scope", {}).get(LOOK) or NoFile())
        elif asked:
            told = _of_address(asked, row)
        limits = {"most_bytes": MOST_BYTES, "most_minutes": MOST_SECONDS // 60}
        response = answer(request, row, TEMPLATE, {**limits, "asked": asked, **told}, status)
    response["Cache-Control"] = "no-store"
    if told:
        response["X-Robots-Tag"] = "noindex"
    return response


def _of_address(asked: str, station: Station) -> dict[str, Any]:
    """Return the answer to a link or code."""
    address = read_address(asked, settings.ORIGIN)
    if posts := (posts_at(address, station) if address else []) + posts_by_hand_at(asked, station):
        return {"answer": "published", "posts": posts}
    # A post is told first: only of that is it known whether it was signed here. An account vouches for less.
    if under := account_over(asked, station):
        return {"answer": "account", "account": under.account, "is_page": under.is_page}
    return {"answer": "unknown_address" if address else "no_address"}


def _of_file(look: Look | ClipdeskError) -> tuple[int, dict[str, Any]]:
    """Return status and answer to a file, or why there is none."""
    if isinstance(look, ClipdeskError):
        status = look.status if isinstance(look, NotLookedAt) else NotLookedAt.status
        return status, {"answer": "refused", "sentence": sentence(look)}
    if look.exact:
        return 200, {"answer": "exact", "posts": posts_told(look.exact)}
    if look.alike:
        found = [resemblance(one, has_picture=look.has_picture, has_sound=look.has_sound) for one in look.alike]
        return 200, {"answer": "alike", "found": found, "seconds": round(look.seconds)}
    return 200, {"answer": "nothing"}
