"""What went public in the last two days, and how good the figures are."""

from __future__ import annotations

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import OPERATE, SEE
from clipdesk.audience.access import public_since
from clipdesk.audience.figures import definitions_in, outlets_of
from clipdesk.audience.quality import accounts_of
from clipdesk.audience.terms import terms_of
from clipdesk.kernel.clock import now

PAGE_SIZE = 30
RECENT, LOOKED_AT = timedelta(hours=48), timedelta(days=7)


@door(SEE)
def recent(request: HttpRequest, station: str) -> HttpResponse:
    """List the publications of the last 48 hours with their newest figures; below, how measuring stands by account."""
    member, moment = member_of_request(request), now()
    page = Paginator(public_since(member, moment - RECENT), PAGE_SIZE).get_page(request.GET.get("page"))
    outlets = outlets_of(page)
    context = {
        "page_obj": page,
        "outlets": outlets,
        "definitions": definitions_in(outlets),
        "accounts": accounts_of(public_since(member, moment - LOOKED_AT)),
        "terms": terms_of(member),
        "may_accept": member.may(OPERATE),
    }
    return render(request, "audience/now.html", context)
