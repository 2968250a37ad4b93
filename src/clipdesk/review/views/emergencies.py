"""The report of emergency releases, for editors-in-chief."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CHIEF
from clipdesk.kernel.clock import now
from clipdesk.review.emergency_report import as_csv, released, went_without

PAGE_SIZE = 30


@door(CHIEF)
def emergencies(request: HttpRequest, station: str) -> HttpResponse:
    """List every emergency release, the newest first: why, without what, and who looked at it afterwards."""
    member = member_of_request(request)
    page = Paginator(released(member), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [(one, went_without(one), one.look_until <= now()) for one in page]
    return render(request, "review/emergencies.html", {"page_obj": page, "lines": lines})


@door(CHIEF)
def as_file(request: HttpRequest, station: str) -> HttpResponse:
    """Hand all of them out as CSV."""
    member = member_of_request(request)
    name = f"emergency-releases-{member.station.slug}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(as_csv(released(member)), content_type="text/csv; charset=utf-8", headers=headers)
