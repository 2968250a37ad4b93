"""The page of a week, its files, and who gets it by e-mail."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEE
from clipdesk.audience.learning import mailing
from clipdesk.audience.learning.telling import Told
from clipdesk.audience.learning.week import Week, last_week, told_of, week_named, week_of
from clipdesk.audience.learning.week_files import week_csv, week_pdf, week_workbook
from clipdesk.kernel.clock import now

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@door(SEE)
def week(request: HttpRequest, station: str) -> HttpResponse:
    """Show a week: the one that ended last, or `?week=2026-11-16`."""
    member = member_of_request(request)
    shown = _asked(request, member)
    context = {
        "told": told_of(member, shown),
        "week": shown,
        "has_after": shown.after.monday <= week_of(now(), member.station).monday,
        "reads": mailing.reads(member),
    }
    return render(request, "audience/week.html", context)


@door(SEE)
def as_pdf(request: HttpRequest, station: str) -> HttpResponse:
    """Hand the week out as a tagged PDF."""
    return _file(request, week_pdf, "pdf", "application/pdf")


@door(SEE)
def as_workbook(request: HttpRequest, station: str) -> HttpResponse:
    """Hand the week out as a workbook."""
    return _file(request, week_workbook, "xlsx", _XLSX)


@door(SEE)
def as_csv(request: HttpRequest, station: str) -> HttpResponse:
    """Hand the week out as CSV."""
    return _file(request, week_csv, "csv", "text/csv; charset=utf-8")


@door(SEE, methods=("POST",))
def by_mail(request: HttpRequest, station: str) -> HttpResponse:
    """Let the person get the page by e-mail, or no more (`say=stop`)."""
    wanted = request.POST.get("say") != "stop"
    mailing.choose(member_of_request(request), wanted=wanted)
    said = _("You get this page by e-mail from next Monday on.") if wanted else _("You get it by e-mail no more.")
    messages.success(request, said)
    return redirect("audience:week", station=station)


def _asked(request: HttpRequest, member: Member) -> Week:
    return week_named(request.GET.get("week", ""), member.station) or last_week(member.station)


def _file(request: HttpRequest, made: Callable[[Told], bytes], suffix: str, kind: str) -> HttpResponse:
    member = member_of_request(request)
    shown = _asked(request, member)
    name = f"week-{shown.monday}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made(told_of(member, shown)), content_type=kind, headers=headers)
