"""Time from work: a person's own, and the desk's for whoever heads it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Desk
from clipdesk.accounts.roles import CHIEF, SEE
from clipdesk.kernel.clock import now
from clipdesk.planning.access import access_assignment, assignments_for, seen_desks
from clipdesk.planning.models import Assignment
from clipdesk.planning.views.calendar import day_asked, today_of
from clipdesk.planning.words import month_name
from clipdesk.planning.worktime import by_hand, marks
from clipdesk.planning.worktime.counting import KEPT, KINDS, Days, Work, month_of, seconds_by_kind, work_in
from clipdesk.planning.worktime.desk import DeskTime, rows_of, time_of
from clipdesk.planning.worktime.forms import AddForm, CorrectForm
from clipdesk.ui import sheets
from clipdesk.ui.sheets import Cell

#: Of one's own assignments, so many are offered for time that leaves no mark.
_MOST = 50


@door(SEE)
def mine(request: HttpRequest, station: str) -> HttpResponse:
    """Show what the person worked on in a month, planned beside real, and what is kept of it."""
    member = member_of_request(request)
    days = month_of(day_asked(request, member), member.station)
    rows = work_in(days, member.person)
    seconds = seconds_by_kind(rows)
    context = {
        "rows": rows,
        "seconds": seconds,
        "other_seconds": seconds[""],
        "planned": _planned(rows),
        "assignments": _own_assignments(member, days),
        "limits": {kind: round(limit / timedelta(minutes=1)) for kind, limit in marks.LIMITS.items()},
        "heads": bool(_headed(member)),
        **_months(days, member),
    }
    return render(request, "planning/time.html", context)


@door(SEE)
def mine_as_file(request: HttpRequest, station: str, kind: str) -> HttpResponse:
    """Hand a month of the person's own time out, as CSV or XLSX."""
    member = member_of_request(request)
    days = month_of(day_asked(request, member), member.station)
    heading: list[Cell] = [_("Day"), _("What"), _("Kind of work"), _("Measured"), _("Counts"), _("Why")]
    rows: list[list[Cell]] = [
        [
            row.on.isoformat(),
            row.title,
            row.kind_name,
            row.measured_minutes,
            row.minutes,
            row.hand.because if row.hand and row.is_by_hand else "",
        ]
        for row in work_in(days, member.person)
    ]
    return _file([heading, *rows], kind, f"time-{days.first:%Y-%m}")


@door(SEE, methods=("GET", "POST"))
def correct(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Correct the minutes of a day on a clip (`?on=…&kind=…`); `say=measured`: what was measured counts again."""
    member = member_of_request(request)
    kind = request.GET.get("kind", marks.CUT)
    if kind not in KINDS:
        raise Http404
    work = by_hand.own_work(member, day_asked(request, member), kind, clip_id)
    back = _address(station, work.on)
    if request.POST.get("say") == "measured":
        by_hand.correct(work, member, minutes=None, because=_("What was measured counts again."))
        messages.success(request, _("What was measured counts again."))
        return redirect(back)
    form = CorrectForm(request.POST or None, initial={"minutes": work.minutes})
    if form.is_bound and form.is_valid():
        by_hand.correct(work, member, **form.cleaned_data)
        messages.success(request, _("Saved. What was measured stays beside it."))
        return redirect(back)
    context = {"form": form, "work": work, "back": back}
    return render(request, "planning/time_correct.html", context, status=422 if form.is_bound else 200)


@door(SEE, methods=("GET", "POST"))
def add(request: HttpRequest, station: str, assignment_id: UUID) -> HttpResponse:
    """Say how long one worked for an assignment on a day."""
    member = member_of_request(request)
    found = access_assignment(member, assignment_id)
    today = today_of(member)
    limits = {"latest": today, "earliest": (today - KEPT).replace(day=1)}
    form = AddForm(request.POST or None, initial={"on": day_asked(request, member)}, **limits)
    if form.is_bound and form.is_valid():
        by_hand.add(found, member, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(_address(station, form.cleaned_data["on"]))
    context = {"form": form, "assignment": found}
    return render(request, "planning/time_add.html", context, status=422 if form.is_bound else 200)


@door(CHIEF)
def of_desk(request: HttpRequest, station: str) -> HttpResponse:
    """Show a desk's month by content line, story and clip, for whoever heads it."""
    member = member_of_request(request)
    desk, days, time = _desk_time(request, member)
    months = _months(days, member, desk=str(desk.pk))
    context = {"desk": desk, "desks": _headed(member), "time": time, **months}
    return render(request, "planning/time_desk.html", context)


@door(CHIEF)
def of_desk_as_file(request: HttpRequest, station: str, kind: str) -> HttpResponse:
    """Hand a desk's month out, as CSV or XLSX."""
    desk, days, time = _desk_time(request, member_of_request(request))
    heading: list[Cell] = [
        *(_("Table"), _("Name"), _("Planned"), _("Real"), _("Cutting"), _("Review"), _("Other work"), _("Waited"))
    ]
    tables = ((_("Content line"), time.lines), (_("Story"), time.stories), (_("Clip"), time.clips))
    return _file([heading, *rows_of(tables, _("Not planned"))], kind, f"desk-time-{days.first:%Y-%m}")


def _desk_time(request: HttpRequest, member: Member) -> tuple[Desk, Days, DeskTime]:
    """Return the desk that the address names (else the first that the person heads), the month, and its time."""
    desks = _headed(member)
    asked = request.GET.get("desk", "")
    found = next((desk for desk in desks if not asked or str(desk.pk) == asked), None)
    if found is None:
        raise Http404
    days = month_of(day_asked(request, member), member.station)
    return found, days, time_of(found, days)


def _headed(member: Member) -> list[Desk]:
    return seen_desks(member, CHIEF)


def _planned(rows: list[Work]) -> list[dict[str, Any]]:
    """Return the assignments that the person worked for in these days: planned minutes beside theirs."""
    spent: dict[UUID, int] = {}
    known: dict[UUID, Assignment] = {}
    for row in rows:
        if row.assignment is not None:
            known[row.assignment.pk] = row.assignment
            spent[row.assignment.pk] = spent.get(row.assignment.pk, 0) + row.seconds
    return [
        {"assignment": known[key], "planned": known[key].minutes, "real": round(seconds / 60)}
        for key, seconds in spent.items()
    ]


def _own_assignments(member: Member, days: Days) -> list[Assignment]:
    """Return the person's own assignments of these days, for time that leaves no mark on a clip."""
    asked = days.asked()
    there = Q(deadline__gte=asked.starts, deadline__lt=asked.ends) | Q(
        done_at__gte=asked.starts, done_at__lt=asked.ends
    )
    rows = assignments_for(member).filter(there, person=member.person)
    return list(rows.filter(state__in=(Assignment.ACCEPTED, Assignment.DONE))[:_MOST])


def _months(days: Days, member: Member, **more: str) -> dict[str, Any]:
    """Return the name of the month, and the ways to the one before and the one after, where there are any."""
    oldest = (now() - KEPT).astimezone(ZoneInfo(member.station.timezone)).date().replace(day=1)
    before = (days.first - timedelta(days=1)).replace(day=1)
    return {
        "month": month_name(days.first),
        "before": f"?{urlencode({'on': before, **more})}" if before >= oldest else "",
        "after": f"?{urlencode({'on': days.until, **more})}" if days.until <= today_of(member) else "",
        "query": urlencode({"on": days.first, **more}),
        "first": days.first,
    }


def _address(station: str, on: date) -> str:
    return f"{reverse('planning:time', kwargs={'station': station})}?{urlencode({'on': on.replace(day=1)})}"


def _file(rows: list[list[Cell]], kind: str, name: str) -> HttpResponse:
    if kind == "csv":
        content, media_type = sheets.as_csv(rows), "text/csv; charset=utf-8"
    else:
        content, media_type = sheets.as_xlsx(_("Time"), rows), sheets.XLSX_TYPE
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media_type, headers=headers)
