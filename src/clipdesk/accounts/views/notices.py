"""A person's notices."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from clipdesk.accounts.access import access_notice, notices_for
from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.notices import KINDS, mark_as_read


@door(methods=("GET", "POST"))
def notices(request: HttpRequest, station: str) -> HttpResponse:
    """List what the person was told; POST marks all of it as read."""
    mine = notices_for(member_of_request(request))
    if request.method == "POST":
        mark_as_read(mine)
        return redirect("accounts:notices", station=station)
    page = Paginator(mine, 30).get_page(request.GET.get("page"))
    rows = [(notice, KINDS[notice.kind]) for notice in page.object_list]
    some_unread = mine.filter(read_at=None).exists()
    return render(request, "accounts/notices.html", {"rows": rows, "page_obj": page, "some_unread": some_unread})


@door()
def notice(request: HttpRequest, station: str, notice_id: UUID) -> HttpResponse:
    """Mark one notice as read and lead to where it is dealt with."""
    member = member_of_request(request)
    found = access_notice(member, notice_id)
    mark_as_read(notices_for(member).filter(pk=found.pk))
    return redirect(found.link)
