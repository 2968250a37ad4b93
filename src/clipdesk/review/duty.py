"""Who is on duty to sign at a moment: asked when somebody signs, when somebody is told, and every evening."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from clipdesk.accounts.member import member_of
from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.accounts.notices import people_who_may
from clipdesk.accounts.roles import CHIEF, SIGN
from clipdesk.kernel.clock import now
from clipdesk.review.models import Absence, Shift

_KEPT_LATELY = timedelta(days=14)


def shifts_at(station: Station, desk_id: UUID, moment: datetime, classes: Iterable[str] = ()) -> list[Shift]:
    """Return the shifts of those on duty for a desk and these risk classes: first whoever is no stand-in. Who is away, or
    may not sign there by their role, is not on duty."""
    wanted = frozenset(classes)
    planned = Shift.objects.filter(station=station, state=Shift.PLANNED, starts__lte=moment, ends__gt=moment)
    away = Absence.objects.filter(station=station, state=Absence.PLANNED, starts__lte=moment, ends__gt=moment)
    rows = planned.filter(Q(desk=None) | Q(desk=desk_id)).exclude(person__in=away.values("person"))
    found = rows.select_related("person").order_by("is_stand_in", "starts", "made_at")
    return [shift for shift in found if shift.covers(wanted) and _may_sign(shift.person, station, desk_id)]


def ranks(station: Station, desk: Desk, moment: datetime, classes: Iterable[str] = ()) -> list[list[Person]]:
    """Return whom to tell one after the other: who is on duty, their stand-ins, the editors-in-chief who are not away."""
    shifts = shifts_at(station, desk.pk, moment, classes)
    first = [shift.person for shift in shifts if not shift.is_stand_in]
    second = [shift.person for shift in shifts if shift.is_stand_in]
    third = chiefs_there(station, desk, moment)
    told: set[UUID] = set()
    found = []
    for rank in (first, second, third):
        fresh = list({person.pk: person for person in rank if person.pk not in told}.values())
        told |= {person.pk for person in fresh}
        if fresh:
            found.append(fresh)
    return found


def chiefs_there(station: Station, desk: Desk, moment: datetime) -> list[Person]:
    """Return the editors-in-chief of a desk who are not away."""
    return [person for person in people_who_may(CHIEF, station, desk) if not _is_away(person, station, moment)]


def is_on_duty(shift: Shift, moment: datetime) -> bool:
    """Tell whether whoever has the shift is there at a moment within it, and still may sign."""
    there = shift.starts <= moment < shift.ends and not _is_away(shift.person, shift.station, moment)
    return there and shift.state == Shift.PLANNED and _may_sign(shift.person, shift.station, shift.desk_id)


def keeps_rota(station: Station) -> bool:
    """Tell whether the station draws up a rota: one lies ahead, or ended in the last two weeks."""
    return Shift.objects.filter(station=station, state=Shift.PLANNED, ends__gt=now() - _KEPT_LATELY).exists()


def _is_away(person: Person, station: Station, moment: datetime) -> bool:
    rows = Absence.objects.filter(person=person, station=station, state=Absence.PLANNED)
    return rows.filter(starts__lte=moment, ends__gt=moment).exists()


def _may_sign(person: Person, station: Station, desk_id: UUID | None) -> bool:
    found = member_of(person, station)
    return found is not None and found.may(SIGN, desk_id)
