"""A person's notices."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from clipdesk.accounts.access import notices_for
from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.notices import KINDS
from clipdesk.kernel.clock import now


@door(methods=("GET", "POST"))
def notices(request: HttpRequest, station: str) -> HttpResponse:
    """List what the person was told; POST marks all of it as read."""
    member = member_of_request(request)
    if request.method == "POST":
        notices_for(member).filter(read_at=None).update(read_at=now())
        return redirect("accounts:notices", station=station)
    page = Paginator(notices_for(member), 30).get_page(request.GET.get("page"))
    rows = [(notice, KINDS[notice.kind]) for notice in page.object_list]
    return render(request, "accounts/notices.html", {"rows": rows, "page_obj": page})
