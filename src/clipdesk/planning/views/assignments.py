"""Assignments: the person's own, and each one's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CUT, PLAN, SEE
from clipdesk.history.transition import entries_of
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.planning import assigning
from clipdesk.planning.access import access_assignment, access_story, assignments_for
from clipdesk.planning.expanding import Happening
from clipdesk.planning.forms import AssignmentForm, BecauseForm
from clipdesk.planning.models import Assignment, Story
from clipdesk.planning.moving_forms import MoveWorkForm
from clipdesk.planning.views.ways import next_of
from clipdesk.ui.sentences import sentence

#: Of what is done, the last two weeks are shown.
_DONE_SHOWN = timedelta(days=14)
#: Of each list, what is due first.
_MOST = 50


@door(SEE)
def mine(request: HttpRequest, station: str) -> HttpResponse:
    """Show what the person was asked for, what they accepted, what nobody has, and what they did lately."""
    member = member_of_request(request)
    rows = assignments_for(member)
    own = rows.filter(person=member.person)
    accepted, done = own.filter(state=Assignment.ACCEPTED), own.filter(state=Assignment.DONE)
    context = {
        "asked": list(own.filter(state=Assignment.ASKED)[:_MOST]),
        "accepted": list(accepted[:_MOST]),
        "minutes": accepted.aggregate(Sum("minutes"))["minutes__sum"],
        "free": list(rows.filter(state__in=(Assignment.OPEN, Assignment.DECLINED))[:_MOST]),
        "done": list(done.filter(done_at__gt=now() - _DONE_SHOWN).order_by("-done_at")[:_MOST]),
        "me": member.person,
        "may_cut": member.may(CUT),
    }
    return render(request, "planning/mine.html", context)


@door(PLAN, methods=("GET", "POST"))
def new(request: HttpRequest, station: str, story_id: UUID) -> HttpResponse:
    """Add an assignment to a story."""
    member = member_of_request(request)
    story = access_story(member, story_id, PLAN)
    form = AssignmentForm(request.POST or None, member=member, initial=_until_its_end(story))
    if form.is_bound and form.is_valid():
        try:
            assigning.make(story, member, form.said(), form.whom())
        except assigning.NotOfThisDesk as error:
            form.add_error("person", sentence(error))
        else:
            messages.success(request, _("The assignment is on the plan."))
            return redirect("planning:story", station=station, story_id=story_id)
    context = {"form": form, "story": story, "assignment": None}
    return render(request, "planning/assignment_form.html", context, status=422 if form.is_bound else 200)


@door(SEE)
def show(request: HttpRequest, station: str, assignment_id: UUID) -> HttpResponse:
    """Show one assignment, what can be said of it, and what was made for it."""
    member = member_of_request(request)
    found = access_assignment(member, assignment_id)
    occurrence = found.story.occurrence
    context = {
        "assignment": found,
        "happening": Happening.of_row(occurrence) if occurrence else None,
        "made": found.made.select_related("destination").order_by("at"),
        "ledger": entries_of(found),
        "may_plan": member.may(PLAN, found.desk_id),
        "sees_story": member.may(SEE, found.desk_id),
        "may_cut": member.may(CUT, found.desk_id),
        "form": BecauseForm(),
        "me": member.person,
    }
    return render(request, "planning/assignment.html", context)


@door(PLAN, methods=("GET", "POST"))
def change(request: HttpRequest, station: str, assignment_id: UUID) -> HttpResponse:
    """Change an assignment."""
    member = member_of_request(request)
    found = access_assignment(member, assignment_id, PLAN)
    form = AssignmentForm(request.POST or None, member=member, assignment=found)
    if form.is_bound and form.is_valid():
        try:
            assigning.change(found, member, form.said(), form.whom())
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("planning:assignment", station=station, assignment_id=assignment_id)
    context = {"form": form, "story": found.story, "assignment": found}
    return render(request, "planning/assignment_form.html", context, status=422 if form.is_bound else 200)


@door(SEE, methods=("POST",))
def say(request: HttpRequest, station: str, assignment_id: UUID) -> HttpResponse:
    """Take an assignment, accept or decline it, say that it is done, or take that back."""
    member = member_of_request(request)
    found = access_assignment(member, assignment_id)
    form = BecauseForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    messages.success(request, _carry_out(request.POST.get("say", ""), found, because, member))
    way = next_of(request)
    return redirect(way) if way else redirect("planning:assignment", station=station, assignment_id=assignment_id)


@door(PLAN, methods=("GET", "POST"))
def move(request: HttpRequest, station: str, assignment_id: UUID) -> HttpResponse:
    """Move an assignment to another day or to somebody else; what a drag leaves out stays as it is."""
    member = member_of_request(request)
    found = access_assignment(member, assignment_id, PLAN)
    form = MoveWorkForm(request.POST or None, member=member, assignment=found, to=request.GET.get("to", ""))
    if form.is_bound and form.is_valid():
        try:
            assigning.change(found, member, {"deadline": form.cleaned_data["deadline"]}, form.whom())
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Moved. Whoever has it is told."))
            way = next_of(request)
            return (
                redirect(way) if way else redirect("planning:assignment", station=station, assignment_id=assignment_id)
            )
    context = {"form": form, "assignment": found, "next": next_of(request)}
    return render(request, "planning/move_work.html", context, status=422 if form.is_bound else 200)


@door(PLAN, methods=("POST",))
def cancel(request: HttpRequest, station: str, assignment_id: UUID) -> HttpResponse:
    """Cancel an assignment, or take a cancelled one up again (`say=revive`)."""
    member = member_of_request(request)
    found = access_assignment(member, assignment_id, PLAN)
    if request.POST.get("say") == "revive":
        assigning.revive(found, member=member)
        messages.success(request, _("The assignment is on the plan again; nobody has it yet."))
    else:
        form = BecauseForm(request.POST)
        because = form.cleaned_data["because"] if form.is_valid() else ""
        assigning.cancel(found, because=because, member=member)
        messages.success(request, _("The assignment is cancelled."))
    return redirect("planning:assignment", station=station, assignment_id=assignment_id)


def _until_its_end(story: Story) -> dict[str, Any]:
    """Return what the form of an assignment begins with: work for an event at a time is wanted when that is over."""
    happening = Happening.of_row(story.occurrence) if story.occurrence else None
    if happening is None or happening.event.is_all_day:
        return {}
    return {"deadline": happening.ends.astimezone(ZoneInfo(story.station.timezone))}


def _carry_out(word: str, found: Assignment, because: str, member: Member) -> str:
    """Do what was said and return the sentence for it."""
    if word == "decline":
        assigning.decline(found, because=because, member=member)
        return _("Declined. Whoever asked you is told.")
    acts = {
        "take": (assigning.take, _("It is yours.")),
        "accept": (assigning.accept, _("Accepted.")),
        "done": (assigning.finish, _("Done. Thank you.")),
        "reopen": (assigning.reopen, _("Taken back: it is still to be done.")),
    }
    if word not in acts:
        raise Http404
    act, said = acts[word]
    act(found, member=member)
    return said
