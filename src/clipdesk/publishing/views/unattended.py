"""What is planned while nobody is on duty, for the rota's page."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import SEE
from clipdesk.kernel.clock import now
from clipdesk.publishing.access import publications_for
from clipdesk.publishing.unattended import planned_until, unattended

_AHEAD = timedelta(days=7)


@door(SEE)
def list_unattended(request: HttpRequest, station: str) -> HttpResponse:
    """Answer what of the next week nobody could sign, as a part of a page."""
    member = member_of_request(request)
    moment = now()
    rows = planned_until(member.station, moment + _AHEAD).filter(pk__in=publications_for(member).values("pk"))
    found = unattended(rows, moment)
    return render(request, "publishing/unattended.html", {"found": found, "station": member.station})
