"""One search box over recordings, clips, texts and captions, with and without diacritics."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import SEE
from clipdesk.clips.access import clips_for
from clipdesk.kernel.text import fold
from clipdesk.library.access import recordings_for

SHOWN = 40


@door(SEE)
def search(request: HttpRequest, station: str) -> HttpResponse:
    """Find every recording and clip that holds all the words."""
    member = member_of_request(request)
    query = request.GET.get("q", "").strip()[:200]
    words = fold(query).split()
    context: dict[str, Any] = {"query": query, "clips": [], "recordings": []}
    if words:
        context["clips"] = clips_for(member).filter(_all(words, "text_folded"))[:SHOWN]
        context["recordings"] = recordings_for(member).filter(_all(words, "title_folded"))[:SHOWN]
    return render(request, "web/search.html", context)


def _all(words: list[str], field: str) -> Q:
    """Return the condition that `field` holds each of the words."""
    return reduce(and_, (Q(**{f"{field}__contains": word}) for word in words))
