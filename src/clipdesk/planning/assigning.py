"""Assignments: who is asked for what, and what they say. What a published clip fulfils, nobody types twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from clipdesk.accounts.member import Member, NotAllowed, member_of
from clipdesk.accounts.models import Person
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import IllegalTransition, record, transition
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.planning.models import Assignment, Story
from clipdesk.planning.telling import tell_of_work


class NotOfThisDesk(ClipdeskError):
    """Somebody is asked who sees nothing of the desk."""

    message = gettext_noop("{name} sees nothing of this desk. Ask somebody else, or have them given a role on it.")


def make(story: Story, member: Member, said: Mapping[str, Any], person: Person | None) -> Assignment:
    """Add an assignment to a story, and ask `person` for it, if one is named; whoever names themselves has accepted.

    Raises:
        NotAllowed, NotOfThisDesk; IllegalTransition: the story is cancelled.
    """
    member.require(PLAN, story.desk_id)
    with transaction.atomic():
        held = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
        if held.state != Story.OPEN:
            raise IllegalTransition(state=held.state)
        made = Assignment.objects.create(
            station=story.station, desk=story.desk, story=story, made_by=member.person, **said
        )
        record(made, "assignment_made", by=member.actor, after={**_told(made), "story": story.slug})
        _give(made, person, member)
    return made


def change(assignment: Assignment, member: Member, said: Mapping[str, Any], person: Person | None) -> None:
    """Change what is to be done until when, or who is asked. Whoever accepted is told of another deadline.

    Raises:
        NotAllowed, NotOfThisDesk; IllegalTransition: it is done or cancelled.
    """
    member.require(PLAN, assignment.desk_id)
    with transaction.atomic():
        held = locked(assignment)
        if not held.is_waiting:
            raise IllegalTransition(state=held.state)
        before = _told(held)
        for name, value in said.items():
            setattr(held, name, value)
        after = _told(held)
        changed = {name for name in after if after[name] != before[name]}
        if changed:
            held.save(update_fields=list(said))
            old, new = ({name: told[name] for name in changed} for told in (before, after))
            record(held, "assignment_changed", by=member.actor, before=old, after=new)
        if (person and person.pk) != held.person_id:
            _give(held, person, member)
        elif changed and held.person is not None and held.person_id != member.person.pk:
            tell_of_work(held, held.person, "plan_changed")


def take(assignment: Assignment, *, member: Member) -> None:
    """Take an assignment that nobody has, or that was declined.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(SEE, assignment.desk_id)
    transition(assignment, Assignment.TAKE, by=member.actor, changes={"person": member.person})


def accept(assignment: Assignment, *, member: Member) -> None:
    """Say that one will do it.

    Raises:
        NotAllowed: somebody else was asked; IllegalTransition.
    """
    _own(assignment, member)
    transition(assignment, Assignment.ACCEPT, by=member.actor)


def decline(assignment: Assignment, *, because: str, member: Member) -> None:
    """Say that one will not do it; whoever asked is told.

    Raises:
        NotAllowed: somebody else was asked; IllegalTransition.
    """
    _own(assignment, member)
    with transaction.atomic():
        transition(assignment, Assignment.DECLINE, by=member.actor, because=because)
        asker = assignment.asked_by
        if asker is not None and asker.pk != member.person.pk:
            tell_of_work(assignment, asker, "assignment_declined")


def finish(assignment: Assignment, *, member: Member) -> None:
    """Say that it is done: whoever has it, or whoever plans.

    Raises:
        NotAllowed, IllegalTransition.
    """
    if assignment.person_id != member.person.pk:
        member.require(PLAN, assignment.desk_id)
    transition(assignment, Assignment.FINISH, by=member.actor, changes={"done_at": now()})


def reopen(assignment: Assignment, *, member: Member) -> None:
    """Take back that it is done: it is whose it was.

    Raises:
        NotAllowed, IllegalTransition.
    """
    if assignment.person_id != member.person.pk:
        member.require(PLAN, assignment.desk_id)
    back = Assignment.REOPEN if assignment.person_id else Assignment.FREE
    transition(assignment, back, by=member.actor, changes={"done_at": None})


def cancel(assignment: Assignment, *, because: str, member: Member) -> None:
    """Cancel it; whoever had it is told.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN, assignment.desk_id)
    with transaction.atomic():
        transition(assignment, Assignment.CANCEL, by=member.actor, because=because)
        if assignment.person is not None and assignment.person_id != member.person.pk:
            tell_of_work(assignment, assignment.person, "plan_changed")


def revive(assignment: Assignment, *, member: Member) -> None:
    """Take a cancelled assignment up again; nobody has it.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN, assignment.desk_id)
    transition(assignment, Assignment.REVIVE, by=member.actor, changes={"person": None})


def fulfil(assignment_id: UUID, title: str, at: datetime) -> None:
    """Note that a clip went public that was made for an assignment; twice is once. Call it inside a transaction."""
    held = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment_id)
    if held.is_waiting:
        transition(held, Assignment.FULFIL, by=CLIPDESK, changes={"done_at": at}, because=title)


def hand_over_assignments(station_id: UUID, giver: Person, taker: Person, by: Actor) -> int:
    """Free the open assignments of somebody who leaves (`leaving`): the planners see that nobody has them. Nobody is put
    to work unasked, so none is handed over."""
    rows = Assignment.objects.filter(station=station_id, person=giver, state__in=Assignment.WAITING)
    for assignment in rows:
        transition(assignment, Assignment.FREE, by=by, changes={"person": None})
    return 0


def locked(assignment: Assignment) -> Assignment:
    """Return the assignment as it is now, kept from others until the transaction is over."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related(
        "person", "story", "desk", "station", "destination"
    )
    return rows.get(pk=assignment.pk)


def _give(assignment: Assignment, person: Person | None, member: Member) -> None:
    """Ask somebody for it, or nobody any more. Call it inside a transaction."""
    if person is None:
        if assignment.person_id is not None:
            transition(assignment, Assignment.FREE, by=member.actor, changes={"person": None})
        return
    found = member_of(person, assignment.station)
    if found is None or not found.may(SEE, assignment.desk_id):
        raise NotOfThisDesk(name=person.name)
    changes = {"person": person, "asked_by": member.person}
    transition(assignment, Assignment.ASK, by=member.actor, changes=changes)
    if person.pk == member.person.pk:
        transition(assignment, Assignment.ACCEPT, by=member.actor)
    else:
        tell_of_work(assignment, person, "assigned")


def _own(assignment: Assignment, member: Member) -> None:
    if assignment.person_id != member.person.pk:
        raise NotAllowed


def _told(assignment: Assignment) -> dict[str, object]:
    return {
        "kind": assignment.kind,
        "what": assignment.what,
        "deadline": assignment.deadline.isoformat(),
        "language": assignment.language,
        "minutes": assignment.minutes,
        "destination": assignment.destination.name if assignment.destination else "",
    }
