"""The calendar, and the week page for the meeting."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import is_id
from clipdesk.planning.access import assignments_for, lines_for, people_on, seen_desks
from clipdesk.planning.counting import period_of, standing_of
from clipdesk.planning.models import Assignment, LineTarget
from clipdesk.planning.month import DAY, LIST, MONTH, WEEK, days_of, window_of
from clipdesk.planning.words import SHORT_DAYS, month_name
from clipdesk.ui.formats import day as day_text

_VIEWS = (MONTH, WEEK, DAY, LIST)
#: Of the late assignments, the week page names so many.
_MOST_LATE = 50


@door(SEE)
def calendar(request: HttpRequest, station: str) -> HttpResponse:
    """Show a month, a week, a day or a list. The view and the filters stay as the person left them."""
    member = member_of_request(request)
    chosen = _chosen(request, member)
    view, on = chosen["view"], day_asked(request, member)
    window = window_of(view, on)
    days = days_of(member, view, window, _id(chosen["desk"]), _id(chosen["person"]))
    context = {
        "view": view,
        "views": [
            {"url": f"?{_query(name, on)}", "label": label, "current": name == view} for name, label in _labels()
        ],
        "days": [day for day in days if not day.is_empty] if view == LIST else days,
        "span": _heading(view, on, window.first, window.last),
        "before": f"?{_query(view, window.before)}",
        "after": f"?{_query(view, window.after)}",
        "today": today_of(member),
        "month": on.month,
        "names": SHORT_DAYS,
        "on": on,
        "desks": seen_desks(member),
        "people": people_on(member),
        "desk": chosen["desk"],
        "person_chosen": chosen["person"],
        "may_plan": member.may(PLAN),
    }
    return render(request, "planning/calendar.html", context)


@door(SEE)
def week(request: HttpRequest, station: str) -> HttpResponse:
    """Show what was planned, what was made and what is late in a week, by line and destination."""
    member = member_of_request(request)
    on = day_asked(request, member)
    period, window = period_of(LineTarget.WEEK, on, member.station), window_of(WEEK, on)
    standing = standing_of(member.station, lines_for(member).prefetch_related("targets__destination"), period)
    late = assignments_for(member).filter(state__in=Assignment.WAITING, deadline__lt=min(now(), period.until))
    rows = [row for one in standing for row in one.rows]
    context = {
        "standing": [one for one in standing if one.rows],
        "late": list(late[:_MOST_LATE]),
        "totals": {
            "planned": sum(row.planned for row in rows),
            "made": sum(row.made for row in rows),
            "late": late.count(),
            "missing": sum(one.missing for one in standing),
        },
        "span": _heading(WEEK, on, period.first, period.last),
        "before": f"?{urlencode({'on': window.before})}",
        "after": f"?{urlencode({'on': window.after})}",
        "here": period.first <= today_of(member) <= period.last,
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


def _chosen(request: HttpRequest, member: Member) -> dict[str, str]:
    """Return the view and the filters of this request, which the session keeps, or those kept before."""
    key = f"planning:{member.station.pk}"
    kept: dict[str, Any] = {"view": MONTH, "desk": "", "person": "", **request.session.get(key, {})}
    said = {name: request.GET[name] for name in ("view", "desk", "person") if name in request.GET}
    chosen = {**kept, **said}
    chosen["view"] = chosen["view"] if chosen["view"] in _VIEWS else MONTH
    for name, offered in (("desk", seen_desks(member)), ("person", people_on(member))):
        if chosen[name] not in {str(one.pk) for one in offered}:
            chosen[name] = ""
    if said and chosen != kept:
        request.session[key] = chosen
    return chosen


def _id(text: str) -> UUID | None:
    return UUID(text) if is_id(text) else None


def _query(view: str, on: date) -> str:
    return urlencode({"view": view, "on": on.isoformat()})


def _labels() -> tuple[tuple[str, str], ...]:
    return ((MONTH, _("Month")), (WEEK, _("Week")), (DAY, _("Day")), (LIST, _("List")))


def _heading(view: str, on: date, first: date, last: date) -> str:
    if view == MONTH:
        return month_name(on)
    if view == DAY:
        return day_text(on)
    return f"{day_text(first)} – {day_text(last)}"
