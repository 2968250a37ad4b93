"""The agenda of the morning meeting, and the papers of the agenda and the week."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import SEE
from clipdesk.planning import paper
from clipdesk.planning.agenda import agenda_of
from clipdesk.planning.views.calendar import day_asked, today_of
from clipdesk.planning.week_page import week_of
from clipdesk.planning.words import long_day


@door(SEE)
def agenda(request: HttpRequest, station: str) -> HttpResponse:
    """Show what a day asks of everybody (`?on=`; else today)."""
    member = member_of_request(request)
    on = day_asked(request, member)
    context = {
        "agenda": agenda_of(member, on),
        "span": long_day(on),
        "on": on,
        "before": f"?{urlencode({'on': on - timedelta(days=1)})}",
        "after": f"?{urlencode({'on': on + timedelta(days=1)})}",
        "here": on == today_of(member),
    }
    return render(request, "planning/agenda.html", context)


@door(SEE)
def agenda_pdf(request: HttpRequest, station: str) -> HttpResponse:
    """Hand the agenda out as a PDF that screen readers read."""
    member = member_of_request(request)
    on = day_asked(request, member)
    return _file(paper.agenda_pdf(agenda_of(member, on), member.station), f"agenda-{on}.pdf")


@door(SEE)
def week_pdf(request: HttpRequest, station: str) -> HttpResponse:
    """Hand the week page out as a PDF that screen readers read."""
    member = member_of_request(request)
    week = week_of(member, day_asked(request, member))
    return _file(paper.week_pdf(week, member.station), f"week-{week.period.first}.pdf")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
