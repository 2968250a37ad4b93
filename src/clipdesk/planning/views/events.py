"""Events: made, shown, changed, moved, cancelled."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.history.transition import entries_of
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.planning import cancelling, scheduling
from clipdesk.planning.access import access_event, stories_for
from clipdesk.planning.event_forms import CancelForm, EventForm, EventWordsForm, MoveForm
from clipdesk.planning.expanding import Happening, happening_on, nearest
from clipdesk.planning.models import Event, Story
from clipdesk.planning.views.calendar import day_asked
from clipdesk.planning.views.ways import next_of
from clipdesk.planning.words import in_words
from clipdesk.ui.sentences import sentence


@door(PLAN, methods=("GET", "POST"))
def new(request: HttpRequest, station: str) -> HttpResponse:
    """Make an event."""
    member = member_of_request(request)
    initial = {"first_on": day_asked(request, member)}
    form = EventForm(request.POST or None, member=member, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            event = scheduling.make(member, form.said())
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("“{title}” is in the calendar.").format(title=event.title))
            return redirect("planning:event", station=station, event_id=event.pk)
    return render(request, "planning/event_form.html", {"form": form}, status=422 if form.is_bound else 200)


@door(SEE)
def show(request: HttpRequest, station: str, event_id: UUID) -> HttpResponse:
    """Show one day of an event (`?on=`; else the next one), with its stories and their work."""
    member = member_of_request(request)
    event = access_event(member, event_id)
    found = _happening(request, event)
    stories = stories_for(member).filter(occurrence=found.row) if found.row else Story.objects.none()
    context = {
        "happening": found,
        "event": event,
        "words": in_words(event.repeat),
        "stories": stories.prefetch_related("assignments__person", "assignments__destination"),
        "may_plan": member.may(PLAN, event.desk_id),
        "ledger": entries_of(event),
    }
    return render(request, "planning/event.html", context)


@door(PLAN, methods=("GET", "POST"))
def change(request: HttpRequest, station: str, event_id: UUID) -> HttpResponse:
    """Change what an event is; all its days alike."""
    member = member_of_request(request)
    event = access_event(member, event_id, PLAN)
    form = EventWordsForm(request.POST or None, member=member, event=event)
    if form.is_bound and form.is_valid():
        scheduling.change(event, member, form.said())
        if event.state != Event.CANCELLED:
            scheduling.say_whether_sure(event, member, provisional=form.cleaned_data["provisional"])
        messages.success(request, _("Saved."))
        return redirect("planning:event", station=station, event_id=event_id)
    context = {"form": form, "event": event}
    return render(request, "planning/event_form.html", context, status=422 if form.is_bound else 200)


@door(PLAN, methods=("GET", "POST"))
def move(request: HttpRequest, station: str, event_id: UUID) -> HttpResponse:
    """Move one day of an event, or this one and all that follow."""
    member = member_of_request(request)
    event = access_event(member, event_id, PLAN)
    found, back = _happening(request, event), next_of(request)
    form = MoveForm(request.POST or None, happening=found, to=request.GET.get("to", ""))
    if form.is_bound and form.is_valid():
        place = form.place()
        try:
            if form.is_following:
                rest = scheduling.move_following(event, found.recurs_on, **place, member=member)
                way = _page(rest, place["on"])
            else:
                row = scheduling.move_one(event, found.recurs_on, **place, member=member)
                way = _page(event, row.recurs_on if row else place["on"])
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Moved, with everything attached."))
            return redirect(back or way)
    context = {"form": form, "event": event, "happening": found, "attached": _attached(found), "next": back}
    return render(request, "planning/move.html", context, status=422 if form.is_bound else 200)


@door(PLAN, methods=("GET", "POST"))
def cancel(request: HttpRequest, station: str, event_id: UUID) -> HttpResponse:
    """Ask what is cancelled and what becomes of what is attached; then cancel it."""
    member = member_of_request(request)
    event = access_event(member, event_id, PLAN)
    found = _happening(request, event)
    form = CancelForm(request.POST or None, happening=found)
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("fate", "because")}
        if form.is_following:
            cancelling.cancel_following(event, found.recurs_on, **said, member=member)
        else:
            cancelling.cancel_one(event, found.recurs_on, **said, member=member)
        messages.success(request, _("Cancelled. Those who had work for it are told."))
        return redirect(reverse("planning:calendar", kwargs={"station": station}) + f"?on={found.begins_on}")
    context = {"form": form, "event": event, "happening": found, "attached": _attached(found)}
    return render(request, "planning/cancel.html", context, status=422 if form.is_bound else 200)


@door(PLAN, methods=("POST",))
def revive(request: HttpRequest, station: str, event_id: UUID) -> HttpResponse:
    """Let a cancelled event take place after all."""
    member = member_of_request(request)
    event = access_event(member, event_id, PLAN)
    found = _happening(request, event)
    cancelling.revive(event, found.recurs_on, member=member)
    messages.success(request, _("It takes place after all. Stories that were cancelled with it stay cancelled."))
    return redirect(_page(event, found.recurs_on))


def _happening(request: HttpRequest, event: Event) -> Happening:
    """Return the day of an event that the address names as `on`, or the next one."""
    if "on" not in request.GET:
        return nearest(event)
    try:
        return happening_on(event, date.fromisoformat(request.GET["on"]))
    except ValueError as error:
        raise Http404 from error


def _attached(found: Happening) -> list[Story]:
    """Return the open stories of this day; of what recurs, those of later days too."""
    return cancelling.attached_to(found.event, found.recurs_on if found.event.recurs else None)


def _page(event: Event, day: date) -> str:
    address = reverse("planning:event", kwargs={"station": event.station.slug, "event_id": event.pk})
    return f"{address}?on={day}"
