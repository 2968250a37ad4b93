"""Content lines: how they stand, and what they are."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.history.transition import entries_of
from clipdesk.planning import lines as acts
from clipdesk.planning.access import access_line, lines_for
from clipdesk.planning.counting import targets_standing
from clipdesk.planning.forms import LineForm, TargetForm
from clipdesk.planning.models import ContentLine
from clipdesk.planning.views.calendar import today_of
from clipdesk.ui.sentences import sentence


@door(SEE, methods=("GET", "POST"))
def lines(request: HttpRequest, station: str) -> HttpResponse:
    """Show every line with planned × made for this week and month, the gaps in sight; make a new one."""
    member = member_of_request(request)
    form = LineForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        member.require(PLAN)
        if form.is_valid():
            try:
                line = acts.make(member, form.cleaned_data["name"], form.cleaned_data["what_for"])
            except acts.NameTaken as error:
                form.add_error("name", sentence(error))
            else:
                messages.success(request, _("The content line is there. Say now how many clips it wants."))
                return redirect("planning:line", station=station, line_id=line.pk)
    rows = list(lines_for(member).prefetch_related("targets__destination"))
    active = [line for line in rows if line.state == ContentLine.ACTIVE]
    context = {
        "standing": targets_standing(member.station, active, today_of(member)),
        "ended": [line for line in rows if line.state == ContentLine.ENDED],
        "form": form,
        "may_plan": member.may(PLAN),
    }
    return render(request, "planning/lines.html", context, status=422 if form.is_bound else 200)


@door(SEE, methods=("GET", "POST"))
def line(request: HttpRequest, station: str, line_id: UUID) -> HttpResponse:
    """Show one line, its targets and what was made for it lately; change what it is."""
    member = member_of_request(request)
    found = access_line(member, line_id)
    kept = {"name": found.name, "what_for": found.what_for}
    form = LineForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_bound:
        member.require(PLAN)
        if form.is_valid():
            try:
                acts.change(found, member, form.cleaned_data["name"], form.cleaned_data["what_for"])
            except acts.NameTaken as error:
                form.add_error("name", sentence(error))
            else:
                messages.success(request, _("Saved."))
                return redirect("planning:line", station=station, line_id=line_id)
    (standing,) = targets_standing(member.station, [found], today_of(member))
    context = {
        "line": found,
        "standing": standing,
        "made": found.made.filter(taken_down_at=None).select_related("destination").order_by("-at")[:20],
        "form": form,
        "target_form": TargetForm(member=member),
        "ledger": entries_of(found),
        "may_plan": member.may(PLAN),
    }
    return render(request, "planning/line.html", context, status=422 if form.is_bound else 200)


@door(PLAN, methods=("POST",))
def set_target(request: HttpRequest, station: str, line_id: UUID) -> HttpResponse:
    """Say how many clips a line wants."""
    member = member_of_request(request)
    found = access_line(member, line_id)
    form = TargetForm(request.POST, member=member)
    if form.is_valid():
        acts.set_target(found, member, form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Write a number of clips, then save again."))
    return redirect("planning:line", station=station, line_id=line_id)


@door(PLAN, methods=("POST",))
def drop_target(request: HttpRequest, station: str, line_id: UUID, target_id: int) -> HttpResponse:
    """Take a target away."""
    member = member_of_request(request)
    acts.drop_target(access_line(member, line_id), target_id, member)
    messages.success(request, _("The target is gone. What was made stays counted."))
    return redirect("planning:line", station=station, line_id=line_id)


@door(PLAN, methods=("POST",))
def end(request: HttpRequest, station: str, line_id: UUID) -> HttpResponse:
    """End a line, or take an ended one up again (`say=revive`)."""
    member = member_of_request(request)
    found = access_line(member, line_id)
    if request.POST.get("say") == "revive":
        acts.revive(found, member)
        messages.success(request, _("The content line goes on."))
    else:
        acts.end(found, member)
        messages.success(request, _("The content line has ended. What was made for it stays counted."))
    return redirect("planning:line", station=station, line_id=line_id)
