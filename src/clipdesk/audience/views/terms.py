"""Whether the platforms' terms for scores are accepted."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import OPERATE
from clipdesk.audience import terms


@door(OPERATE, methods=("POST",))
def say(request: HttpRequest, station: str, kind: str) -> HttpResponse:
    """Accept them, or take that back."""
    member = member_of_request(request)
    if kind not in {one.kind for one in terms.terms_of(member)}:
        raise Http404
    if request.POST.get("decision") == "accept":
        terms.accept(member, kind)
        messages.success(request, _("Kept. Clips are compared with what is usual from now on."))
    else:
        terms.take_back(member, kind)
        messages.success(request, _("Taken back. Nothing is compared from now on."))
    return redirect("audience:now", station=station)
