"""Stories."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.history.transition import entries_of
from clipdesk.kernel.ids import is_id
from clipdesk.planning import stories as acts
from clipdesk.planning.access import access_event, access_idea, access_story, stories_for
from clipdesk.planning.expanding import Happening, happening_on, nearest
from clipdesk.planning.forms import BecauseForm, StoryForm
from clipdesk.planning.models import Story

PAGE_SIZE = 30


@door(SEE)
def stories(request: HttpRequest, station: str) -> HttpResponse:
    """List the stories, the newest first; those that were cancelled on a page of their own."""
    member = member_of_request(request)
    state = Story.CANCELLED if request.GET.get("state") == Story.CANCELLED else Story.OPEN
    rows = stories_for(member).filter(state=state).prefetch_related("assignments__person")
    context = {
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "state": state,
        "may_plan": member.may(PLAN),
    }
    return render(request, "planning/stories.html", context)


@door(PLAN, methods=("GET", "POST"))
def new(request: HttpRequest, station: str) -> HttpResponse:
    """Make a story: of a day of an event (`?event=…&on=…`), of an idea (`?idea=…`), or of neither."""
    member = member_of_request(request)
    found = _happening(request, member)
    idea = access_idea(member, UUID(request.GET["idea"])) if is_id(request.GET.get("idea", "")) else None
    initial: dict[str, Any] = {"title": idea.words[:150], "desk": idea.desk_id} if idea else {}
    if found is not None:
        initial = {"title": found.event.title, **initial, "desk": found.event.desk_id}
    if is_id(request.GET.get("campaign", "")):
        initial |= {"campaign": request.GET["campaign"]}
    form = StoryForm(request.POST or None, member=member, initial=initial)
    if form.is_bound and form.is_valid():
        place: dict[str, Any] = {"event": found.event, "day": found.recurs_on} if found else {}
        story = acts.make(member, form.said(), **place, idea=idea)
        messages.success(request, _("The story is on the plan. Say now who does what for it."))
        return redirect("planning:story", station=station, story_id=story.pk)
    context = {"form": form, "happening": found, "idea": idea, "story": None}
    return render(request, "planning/story_form.html", context, status=422 if form.is_bound else 200)


@door(SEE)
def show(request: HttpRequest, station: str, story_id: UUID) -> HttpResponse:
    """Show a story, its event, its work and its history."""
    member = member_of_request(request)
    story = access_story(member, story_id)
    context = {
        "story": story,
        "happening": Happening.of_row(story.occurrence) if story.occurrence else None,
        "assignments": story.assignments.select_related("person", "destination").order_by("deadline", "pk"),
        "ledger": entries_of(story),
        "may_plan": member.may(PLAN, story.desk_id),
        "form": BecauseForm(),
    }
    return render(request, "planning/story.html", context)


@door(PLAN, methods=("GET", "POST"))
def change(request: HttpRequest, station: str, story_id: UUID) -> HttpResponse:
    """Change a story."""
    member = member_of_request(request)
    story = access_story(member, story_id, PLAN)
    form = StoryForm(request.POST or None, member=member, story=story)
    if form.is_bound and form.is_valid():
        acts.change(story, member, form.said())
        messages.success(request, _("Saved."))
        return redirect("planning:story", station=station, story_id=story_id)
    context = {"form": form, "happening": None, "idea": None, "story": story}
    return render(request, "planning/story_form.html", context, status=422 if form.is_bound else 200)


@door(PLAN, methods=("POST",))
def cancel(request: HttpRequest, station: str, story_id: UUID) -> HttpResponse:
    """Cancel a story and its open work."""
    member = member_of_request(request)
    form = BecauseForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    acts.cancel(access_story(member, story_id, PLAN), because=because, member=member)
    messages.success(request, _("The story is cancelled, and what was still to be done for it."))
    return redirect("planning:story", station=station, story_id=story_id)


@door(PLAN, methods=("POST",))
def revive(request: HttpRequest, station: str, story_id: UUID) -> HttpResponse:
    """Take a cancelled story up again."""
    member = member_of_request(request)
    acts.revive(access_story(member, story_id, PLAN), member=member)
    messages.success(request, _("The story is on the plan again. Its work is planned anew."))
    return redirect("planning:story", station=station, story_id=story_id)


def _happening(request: HttpRequest, member: Member) -> Happening | None:
    """Return the day of an event that a new story is to belong to, if the address names one."""
    if not is_id(request.GET.get("event", "")):
        return None
    event = access_event(member, UUID(request.GET["event"]), PLAN)
    if "on" not in request.GET:
        return nearest(event)
    try:
        return happening_on(event, date.fromisoformat(request.GET["on"]))
    except ValueError as error:
        raise Http404 from error
