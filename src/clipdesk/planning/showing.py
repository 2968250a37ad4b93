"""Events and assignments as lines of a calendar, with everything that their templates say: a month shows hundreds."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import PLAN
from clipdesk.planning.models import Assignment, Event
from clipdesk.planning.month import Day, Entry
from clipdesk.ui.formats import time_of_day

_ANY = UUID(int=0)


class Line(NamedTuple):
    """One line. tone: a class of its look; note: what stands small behind the title; move: the address that moves it, empty
    where the member may not; at: its time on its own clock; asks: whether moving it needs an answer first."""

    href: str
    tone: str
    time: str
    title: str
    note: str
    move: str = ""
    at: str = ""
    asks: bool = False


class Shower:
    """Makes lines for one member in the active language."""

    def __init__(self, member: Member) -> None:
        slug = member.station.slug
        self._event = reverse("planning:event", kwargs={"station": slug, "event_id": _ANY}).split(str(_ANY))[0]
        work = reverse("planning:assignment", kwargs={"station": slug, "assignment_id": _ANY})
        self._work = work.split(str(_ANY))[0]
        reach = member.desks_for(PLAN)
        self._planned = None if reach is None else set(reach)
        self._words = {Event.CANCELLED: gettext("Cancelled"), Event.PROVISIONAL: gettext("Provisional")}

    def lines_of(self, day: Day) -> list[Line]:
        """Return the lines of a day: what takes place, then what is due."""
        return [self.of_event(entry) for entry in day.entries] + [self.of_work(one) for one in day.due]

    def of_event(self, entry: Entry) -> Line:
        """Return the line of an event on one of its days."""
        found, event = entry.happening, entry.happening.event
        state, on = found.state, found.recurs_on.isoformat()
        notes = [self._words[state]] if state in self._words else []
        if entry.stories:
            notes.append(ngettext("{count} story", "{count} stories", entry.stories).format(count=entry.stories))
        way = f"{self._event}{event.pk}/"
        movable = entry.begins and state != Event.CANCELLED and self._may_plan(event.desk_id)
        return Line(
            href=f"{way}?on={on}",
            tone=f"is-{state}",
            time=time_of_day(found.starts) if entry.begins and not event.is_all_day else "",
            title=event.title,
            note=" · ".join(notes),
            move=f"{way}move/?on={on}" if movable else "",
            at=f"{found.begins_at:%H:%M}" if found.begins_at else "",
            asks=event.recurs,
        )

    def of_work(self, one: Assignment) -> Line:
        """Return the line of an assignment on the day on which it is due."""
        late = one.is_late
        if one.state == Assignment.DONE:
            note = one.get_state_display()
        elif late:
            note = gettext("Late")
        else:
            note = one.person.name if one.person else one.get_state_display()
        way = f"{self._work}{one.pk}/"
        return Line(
            href=way,
            tone="is-due is-done" if one.state == Assignment.DONE else "is-due is-late" if late else "is-due",
            time=time_of_day(one.deadline),
            title=str(one),
            note=note,
            move=f"{way}move/" if one.is_waiting and self._may_plan(one.desk_id) else "",
        )

    def _may_plan(self, desk_id: UUID) -> bool:
        return self._planned is None or desk_id in self._planned
