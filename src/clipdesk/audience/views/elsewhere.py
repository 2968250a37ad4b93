"""What stands on the station's accounts beside what the desk published, and what an editor-in-chief says of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CHIEF, SEE
from clipdesk.audience import elsewhere
from clipdesk.audience.models import FoundPost, Listing
from clipdesk.connectors.registry import LISTED

PAGE_SIZE = 50


@door(SEE)
def shown(request: HttpRequest, station: str) -> HttpResponse:
    """List what was found: what waits for an answer first, then the newest."""
    member = member_of_request(request)
    found = FoundPost.objects.filter(station=member.station).select_related("destination")
    waiting = found.filter(state=FoundPost.UNSIGNED).order_by("-public_since", "pk")
    rest = found.exclude(state=FoundPost.UNSIGNED).order_by("-public_since", "pk")
    context = {
        "waiting": waiting[:PAGE_SIZE],
        "page_obj": Paginator(rest, PAGE_SIZE).get_page(request.GET.get("page")),
        "listings": Listing.objects.filter(destination__station=member.station).select_related("destination"),
        "may_answer": member.may(CHIEF),
        "kinds": LISTED,
    }
    return render(request, "audience/elsewhere.html", context)


@door(CHIEF, methods=("POST",))
def answer(request: HttpRequest, station: str, post_id: UUID) -> HttpResponse:
    """Keep what an editor-in-chief says of one: ours, posted by hand by somebody; or not ours."""
    member = member_of_request(request)
    post = get_object_or_404(FoundPost, station=member.station, pk=post_id)
    if request.POST.get("answer") == "ours":
        elsewhere.say_ours(post, request.POST.get("posted_by", ""), member=member)
        messages.success(request, _("Kept. The post is measured, and counts among what is usual."))
    else:
        elsewhere.say_not_ours(post, member=member)
        messages.success(
            request, _("Kept. If nobody of yours made it, change the account’s password and take it down there.")
        )
    return redirect("audience:elsewhere", station=station)
