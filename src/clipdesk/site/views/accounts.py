"""Which accounts are ours: a page for people, and trust.txt for machines."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from clipdesk.accounts.doors import public_door
from clipdesk.accounts.models import Station
from clipdesk.destinations.official import former_accounts, official_accounts, statements_of
from clipdesk.site.views.frame import answer, as_the_station_writes

#: A station's own pages elsewhere, in the words of trust.txt; every other account is `social`.
_CONTROLLED = frozenset({"website", "podcast"})


@public_door()
def accounts(request: HttpRequest, station: str) -> HttpResponse:
    """List every account that is the station's, and those that were."""
    row = get_object_or_404(Station, slug=station)
    with as_the_station_writes(request, row):
        context = {"accounts": official_accounts(row), "former": former_accounts(row)}
        return answer(request, row, "site/accounts.html", context)


@public_door()
def trust(request: HttpRequest) -> HttpResponse:
    """Answer `/.well-known/trust.txt`: one file for this origin, with the accounts of all its stations but practice ones.

    A station whose register is empty is not named. Nothing is said about memberships, or about what may train machines:
    the register holds no answer to that.
    """
    blocks = [
        block for station in Station.objects.filter(is_practice=False).order_by("slug") if (block := _block(station))
    ]
    said = blocks or ["# No station here has registered accounts yet."]
    response = HttpResponse("\n\n".join(said) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _block(station: Station) -> str:
    """Return a station's lines, or nothing where nobody registered an account."""
    entries = statements_of(station)
    if not entries:
        return ""
    lines = [f"# {' '.join(station.name.split())}"]
    lines += [f"{_word(entry.account.platform)}={entry.url}" for entry in sorted(entries, key=lambda one: one.url)]
    for page in ("site:accounts", "site:corrections"):
        lines.append("disclosure=" + settings.ORIGIN + reverse(page, kwargs={"station": station.slug}))
    return "\n".join(lines)


def _word(platform: str) -> str:
    return "control" if platform in _CONTROLLED else "social"
