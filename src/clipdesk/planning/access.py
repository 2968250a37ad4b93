"""The only way to what is planned, for a person: each sees the plans of the desks that they may see."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from clipdesk.accounts.access import desks_of
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Desk, Membership, Person
from clipdesk.accounts.notices import people_who_may
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.planning.models import Assignment, ContentLine, Event, HolidayFile, Idea, Story

_Row = TypeVar("_Row", bound=Model)


def seen_desks(member: Member, ability: str = SEE) -> list[Desk]:
    """Return the desks on which the member may do `ability`, in order of their names."""
    reach = member.desks_for(ability)
    return [desk for desk in desks_of(member) if reach is None or desk.pk in reach]


def people_on(member: Member) -> list[Person]:
    """Return who works on desks that the member sees, in order of their names: they can be asked for work there."""
    rows = people_who_may(SEE, member.station)
    reach = member.desks_for(SEE)
    if reach is not None:
        there = Membership.objects.filter(station=member.station).filter(Q(desk__in=reach) | Q(desk=None))
        near = set(there.values_list("person_id", flat=True))
        rows = [person for person in rows if person.pk in near]
    return sorted(rows, key=lambda person: person.name_sort)


def events_for(member: Member) -> QuerySet[Event]:
    """Return the events of the desks that the member sees."""
    return _of_desks(Event.objects.select_related("desk", "station"), member)


def access_event(member: Member, event_id: UUID, ability: str = SEE) -> Event:
    """Return one event: 404 when the member must not see it, NotAllowed when seeing is all they may.

    Raises:
        Http404, NotAllowed.
    """
    return _checked(events_for(member).filter(pk=event_id).first(), member, ability)


def stories_for(member: Member) -> QuerySet[Story]:
    """Return the stories of the desks that the member sees, the newest first."""
    rows = Story.objects.select_related("desk", "station", "line", "campaign", "occurrence__event", "made_by")
    return _of_desks(rows, member).order_by("-made_at")


def access_story(member: Member, story_id: UUID, ability: str = SEE) -> Story:
    """Return one story, in the same way.

    Raises:
        Http404, NotAllowed.
    """
    return _checked(stories_for(member).filter(pk=story_id).first(), member, ability)


def assignments_for(member: Member) -> QuerySet[Assignment]:
    """Return the assignments of the desks that the member sees, and their own on any desk; what is due first, first."""
    rows = Assignment.objects.filter(station=member.station).select_related(
        "desk",
        "station",
        "story__line",
        "story__campaign",
        "story__occurrence__event",
        "person",
        "destination",
        "asked_by",
    )
    reach = member.desks_for(SEE)
    if reach is not None:
        rows = rows.filter(Q(desk__in=reach) | Q(person=member.person))
    return rows.order_by("deadline", "pk")


def access_assignment(member: Member, assignment_id: UUID, ability: str = SEE) -> Assignment:
    """Return one assignment, in the same way.

    Raises:
        Http404, NotAllowed.
    """
    found = assignments_for(member).filter(pk=assignment_id).first()
    if found is not None and ability == SEE:
        return found  # also their own on a desk that they do not see otherwise
    return _checked(found, member, ability)


def lines_for(member: Member) -> QuerySet[ContentLine]:
    """Return the content lines of the member's station, in order of their names."""
    return ContentLine.objects.filter(station=member.station).order_by("name_sort")


def access_line(member: Member, line_id: UUID) -> ContentLine:
    """Return one content line of the member's station, or answer 404."""
    return _found(lines_for(member).filter(pk=line_id).first())


def ideas_for(member: Member) -> QuerySet[Idea]:
    """Return the ideas of the desks that the member sees, the newest first."""
    return _of_desks(Idea.objects.select_related("desk", "station", "made_by", "story"), member).order_by("-made_at")


def access_idea(member: Member, idea_id: UUID, ability: str = PLAN) -> Idea:
    """Return one idea, in the same way.

    Raises:
        Http404, NotAllowed.
    """
    return _checked(ideas_for(member).filter(pk=idea_id).first(), member, ability)


def holiday_files_of(member: Member) -> QuerySet[HolidayFile]:
    """Return the files of holidays of the member's station, in no order."""
    return HolidayFile.objects.filter(station=member.station).select_related("brought_by")


def access_holiday_file(member: Member, file_id: UUID) -> HolidayFile:
    """Return one of these files, or answer 404."""
    return _found(holiday_files_of(member).filter(pk=file_id).first())


def _of_desks(rows: QuerySet[_Row], member: Member) -> QuerySet[_Row]:
    rows = rows.filter(station=member.station)
    reach = member.desks_for(SEE)
    return rows if reach is None else rows.filter(desk__in=reach)


def _checked(row: _Row | None, member: Member, ability: str) -> _Row:
    found = _found(row)
    member.require(ability, found.desk_id)  # type: ignore[attr-defined]
    return found


def _found(row: _Row | None) -> _Row:
    if row is None:
        raise Http404
    return row
