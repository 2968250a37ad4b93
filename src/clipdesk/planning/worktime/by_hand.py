"""A person sets minutes of their own work by hand. Nobody does it for another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.accounts.roles import SEE
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.planning.models import Assignment, HandTime
from clipdesk.planning.worktime.counting import KEPT, Work, month_of, work_in
from clipdesk.planning.worktime.marks import pieces


def own_work(member: Member, on: date, kind: str, clip: UUID) -> Work:
    """Return what the person did on one day on one clip, be it that nothing was measured.

    Raises:
        Http404: there is no such clip, or they neither worked on it nor see it.
    """
    rows = work_in(month_of(on, member.station), member.person)
    found = next((row for row in rows if (row.on, row.kind, row.clip) == (on, kind, clip)), None)
    if found is not None:
        return found
    piece = pieces([clip]).get(clip)
    if piece is None or piece.station != member.station.pk or not member.may(SEE, piece.desk):
        raise Http404
    return Work(person=member.person.pk, on=on, kind=kind, clip=clip, desk=piece.desk, title=piece.title, measured=0)


def correct(work: Work, member: Member, *, minutes: int | None, because: str) -> HandTime:
    """Say how long it took; None: what was measured counts again. What was measured stays."""
    said = {"on": work.on, "kind": work.kind, "clip": work.clip, "measured": work.measured, "desk_id": work.desk}
    return _set(member, {**said, "minutes": minutes, "because": because})


def add(assignment: Assignment, member: Member, *, on: date, minutes: int, because: str) -> HandTime:
    """Say how long one worked for an assignment on a day; 0 takes back what was said of that day."""
    said = {"on": on, "kind": assignment.kind, "assignment": assignment, "measured": 0, "desk_id": assignment.desk_id}
    return _set(member, {**said, "minutes": minutes, "because": because})


def forget_old() -> int:
    """Delete what was set by hand for days that are no longer shown; return how many rows."""
    oldest = (now() - KEPT).date().replace(day=1)
    count, _rows = HandTime.objects.filter(on__lt=oldest).delete()
    return count


def drop_hand_times(station_id: UUID, giver: Person, taker: Person, by: Actor) -> int:
    """Delete what somebody who leaves (`leaving`) set by hand; it is nobody else's."""
    HandTime.objects.filter(station_id=station_id, person=giver).delete()
    return 0


def _set(member: Member, said: Mapping[str, Any]) -> HandTime:
    """Write the row. The history keeps that it was done and not the minutes: it cannot be deleted, they are."""
    with transaction.atomic():
        row = HandTime.objects.create(station=member.station, person=member.person, **said)
        record(row, "time_set_by_hand", by=member.actor, after={"on": row.on.isoformat(), "kind": row.kind})
    return row
