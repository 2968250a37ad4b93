"""The ideas board."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.planning import ideas as acts
from clipdesk.planning.access import access_idea, ideas_for
from clipdesk.planning.forms import IdeaForm
from clipdesk.planning.models import Idea

PAGE_SIZE = 30
_STATES = (Idea.OPEN, Idea.TAKEN, Idea.DROPPED)


@door(SEE, methods=("GET", "POST"))
def ideas(request: HttpRequest, station: str) -> HttpResponse:
    """Show the board, one field on top of it: write, press Enter, done."""
    member = member_of_request(request)
    form = IdeaForm(request.POST or None, member=member)
    if form.is_bound and form.is_valid():
        acts.write(member, form.cleaned_data["desk"], form.cleaned_data["words"])
        messages.success(request, _("Your idea is on the board."))
        return redirect("planning:ideas", station=station)
    state = request.GET.get("state", Idea.OPEN)
    state = state if state in _STATES else Idea.OPEN
    planned = member.desks_for(PLAN)
    context = {
        "form": form,
        "page_obj": Paginator(ideas_for(member).filter(state=state), PAGE_SIZE).get_page(request.GET.get("page")),
        "state": state,
        "tabs": [
            {"url": f"?state={name}", "label": label, "current": name == state}
            for name, label in zip(_STATES, (_("On the board"), _("Taken up"), _("Dropped")), strict=True)
        ],
        "plans_everywhere": planned is None,
        "planned": planned or [],
        "me": member.person,
    }
    return render(request, "planning/ideas.html", context, status=422 if form.is_bound else 200)


@door(SEE, methods=("POST",))
def drop(request: HttpRequest, station: str, idea_id: UUID) -> HttpResponse:
    """Take an idea off the board."""
    member = member_of_request(request)
    acts.drop(access_idea(member, idea_id, SEE), member=member)
    messages.success(request, _("The idea is off the board."))
    return redirect("planning:ideas", station=station)


@door(PLAN, methods=("POST",))
def revive(request: HttpRequest, station: str, idea_id: UUID) -> HttpResponse:
    """Put a dropped idea back."""
    member = member_of_request(request)
    acts.revive(access_idea(member, idea_id), member=member)
    messages.success(request, _("The idea is back on the board."))
    return redirect("planning:ideas", station=station)
