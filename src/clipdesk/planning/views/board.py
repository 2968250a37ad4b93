"""The board."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import SEE
from clipdesk.planning.board import board_of
from clipdesk.planning.choosing import NO_FILTERS, choice_of
from clipdesk.planning.month import WEEK, window_of
from clipdesk.planning.views.calendar import day_asked, heading


@door(SEE)
def board(request: HttpRequest, station: str) -> HttpResponse:
    """Show a week's assignments in columns by how far they are."""
    member = member_of_request(request)
    choice, on = choice_of(request.GET, member), day_asked(request, member)
    window = window_of(WEEK, on)
    context = {
        "columns": board_of(member, window, choice.filters),
        "span": heading(WEEK, on, window.first, window.last),
        "before": f"?{urlencode({'on': window.before})}",
        "after": f"?{urlencode({'on': window.after})}",
        "on": on,
        "choice": choice,
        "told": choice.filters.told,
        "no_filters": NO_FILTERS,
    }
    return render(request, "planning/board.html", context)
