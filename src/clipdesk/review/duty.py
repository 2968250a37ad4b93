"""Who is on duty to sign at a moment: asked when somebody signs, when somebody is told, and every evening."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from clipdesk.accounts.member import Member, member_of, members_of
from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.accounts.notices import people_who_may
from clipdesk.accounts.roles import CHIEF, SIGN
from clipdesk.kernel.clock import now
from clipdesk.review.models import Absence, Shift

_KEPT_LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Rota:
    """Who is on duty at a station at one moment: the shifts of that moment, and their people as members."""

    shifts: Sequence[Shift]
    members: Mapping[UUID, Member]

    def on(self, desk_id: UUID, classes: Iterable[str] = ()) -> list[Shift]:
        """Return the shifts of those on duty for a desk and these risk classes: first whoever is no stand-in. Who may not sign
        there by their role is not on duty."""
        wanted = frozenset(classes)
        return [
            shift
            for shift in self.shifts
            if shift.desk_id in {None, desk_id} and shift.covers(wanted) and self._may_sign(shift, desk_id)
        ]

    def _may_sign(self, shift: Shift, desk_id: UUID) -> bool:
        member = self.members.get(shift.person_id)
        return member is not None and member.may(SIGN, desk_id)


def rota_at(station: Station, moment: datetime) -> Rota:
    """Read who is on duty; who is away is not."""
    planned = Shift.objects.filter(station=station, state=Shift.PLANNED, starts__lte=moment, ends__gt=moment)
    away = Absence.objects.filter(station=station, state=Absence.PLANNED, starts__lte=moment, ends__gt=moment)
    rows = planned.exclude(person__in=away.values("person")).select_related("person")
    shifts = list(rows.order_by("is_stand_in", "starts", "made_at"))
    return Rota(shifts, members_of([shift.person for shift in shifts], station))


def shifts_at(station: Station, desk_id: UUID, moment: datetime, classes: Iterable[str] = ()) -> list[Shift]:
    """Return the shifts of those on duty for a desk and these risk classes at a moment: see `Rota.on`."""
    return rota_at(station, moment).on(desk_id, classes)


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


def heads_there(station: Station, desk: Desk, moment: datetime, classes: Iterable[str] = ()) -> list[Person]:
    """Return who signs for a desk by a role that is held there and not on all desks: its editors-in-chief who are not away,
    its deputies on duty."""
    on_duty = {shift.person_id for shift in shifts_at(station, desk.pk, moment, classes)}
    people = people_who_may(SIGN, station, desk)
    found = members_of(people, station)
    heads = [person for person in people if (SIGN, desk.pk) in found[person.pk].grants]
    chiefs = {person.pk for person in chiefs_there(station, desk, moment)}
    return [person for person in heads if person.pk in on_duty | chiefs]


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
