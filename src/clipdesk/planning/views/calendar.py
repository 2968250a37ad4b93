"""The calendar, and the week page for the meeting."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.kernel.clock import now
from clipdesk.planning.choosing import NO_FILTERS, choice_of
from clipdesk.planning.month import DAY, LIST, MONTH, WEEK, days_of, window_of
from clipdesk.planning.showing import Shower
from clipdesk.planning.week_page import week_of
from clipdesk.planning.words import SHORT_DAYS, month_name
from clipdesk.ui.formats import day as day_text


@door(SEE)
def calendar(request: HttpRequest, station: str) -> HttpResponse:
    """Show a month, a week, a day or a list. The view and the filters stay as the person left them."""
    member = member_of_request(request)
    choice = choice_of(request.GET, member)
    view, on = choice.view, day_asked(request, member)
    window = window_of(view, on)
    days, shower = days_of(member, view, window, choice.filters), Shower(member)
    context = {
        "view": view,
        "views": [
            {"url": f"?{_query(name, on)}", "label": label, "current": name == view} for name, label in _labels()
        ],
        "days": [(day, shower.lines_of(day)) for day in days if view != LIST or not day.is_empty],
        "span": heading(view, on, window.first, window.last),
        "before": f"?{_query(view, window.before)}",
        "after": f"?{_query(view, window.after)}",
        "today": today_of(member),
        "month": on.month,
        "names": SHORT_DAYS,
        "on": on,
        "choice": choice,
        "told": choice.filters.told,
        "no_filters": NO_FILTERS,
        "may_plan": member.may(PLAN),
    }
    return render(request, "planning/calendar.html", context)


@door(SEE)
def week(request: HttpRequest, station: str) -> HttpResponse:
    """Show what was planned, what was made and what is late in a week, by line and destination."""
    member = member_of_request(request)
    on = day_asked(request, member)
    found, window = week_of(member, on), window_of(WEEK, on)
    context = {
        "standing": found.standing,
        "late": found.late,
        "totals": found.totals,
        "span": heading(WEEK, on, window.first, window.last),
        "before": f"?{urlencode({'on': window.before})}",
        "after": f"?{urlencode({'on': window.after})}",
        "on": on,
    }
    return render(request, "planning/week.html", context)


def day_asked(request: HttpRequest, member: Member) -> date:
    """Return the day that the address names as `on`, or today."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today_of(member)
    return day if 2000 <= day.year < 2200 else today_of(member)


def today_of(member: Member) -> date:
    """Return the day that the station's clock shows."""
    return now().astimezone(ZoneInfo(member.station.timezone)).date()


def _query(view: str, on: date) -> str:
    return urlencode({"view": view, "on": on.isoformat()})


def _labels() -> tuple[tuple[str, str], ...]:
    return ((MONTH, _("Month")), (WEEK, _("Week")), (DAY, _("Day")), (LIST, _("List")))


def heading(view: str, on: date, first: date, last: date) -> str:
    """Return what a view shows, as a heading."""
    if view == MONTH:
        return month_name(on)
    if view == DAY:
        return day_text(on)
    return f"{day_text(first)} – {day_text(last)}"
