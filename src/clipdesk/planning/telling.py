"""Tell those who have work in a plan that the plan changed."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.accounts.notices import tell
from clipdesk.kernel.ids import new_id
from clipdesk.planning.models import Assignment, Event, Occurrence


def tell_of_change(rows: Iterable[Occurrence], event: Event, member: Member) -> None:
    """Tell whoever has open work for these days of an event, but not whoever changed it. Call it inside a transaction."""
    waiting = Assignment.objects.filter(story__occurrence__in=list(rows), state__in=Assignment.WAITING)
    people = Person.objects.filter(pk__in=waiting.values("person")).exclude(pk=member.person.pk)
    link = reverse("planning:event", kwargs={"station": event.station.slug, "event_id": event.pk})
    cause = str(new_id())  # each change is told
    tell(people, station=event.station, desk=event.desk, kind="plan_changed", cause=cause, link=link)


def tell_of_work(assignment: Assignment, person: Person, kind: str) -> None:
    """Tell one person of one assignment. Call it inside a transaction."""
    link = reverse("planning:assignment", kwargs={"station": assignment.station.slug, "assignment_id": assignment.pk})
    tell([person], station=assignment.station, desk=assignment.desk, kind=kind, cause=str(new_id()), link=link)
