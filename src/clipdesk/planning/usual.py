"""How long work takes as a rule, and for how much of it people have time: what desks and people say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.accounts.roles import PLAN, SEE
from clipdesk.history.transition import record
from clipdesk.planning.assigning import NotOfThisDesk
from clipdesk.planning.models import Assignment, Capacity, UsualMinutes


@dataclass(frozen=True)
class Usual:
    """The usual minutes of every desk of a station. said: (desk, kind) → minutes."""

    said: Mapping[tuple[UUID, str], int]

    @classmethod
    def of(cls, station: Station) -> Usual:
        """Read what the desks say."""
        rows = UsualMinutes.objects.filter(station=station).values_list("desk", "kind", "minutes")
        return cls({(desk, kind): minutes for desk, kind, minutes in rows})

    def on(self, desk_id: UUID) -> dict[str, int]:
        """Return the usual minutes of every kind of work on a desk."""
        return {kind: self.said.get((desk_id, kind), minutes) for kind, minutes in UsualMinutes.SENSIBLE.items()}

    def minutes_of(self, one: Assignment) -> int:
        """Return how long an assignment takes: as it says, or as usual."""
        return one.minutes or self.said.get((one.desk_id, one.kind)) or UsualMinutes.SENSIBLE[one.kind]


def set_usual(desk: Desk, said: Mapping[str, int], *, member: Member) -> None:
    """Say how long each kind of work takes on a desk as a rule.

    Raises:
        NotAllowed.
    """
    member.require(PLAN, desk.pk)
    with transaction.atomic():
        Desk.objects.select_for_update(of=("self",)).get(pk=desk.pk)
        before = Usual.of(member.station).on(desk.pk)
        changed = {kind: minutes for kind, minutes in said.items() if before.get(kind) != minutes}
        if not changed:
            return
        for kind, minutes in changed.items():
            place: dict[str, Any] = {"station": member.station, "desk": desk, "kind": kind}
            UsualMinutes.objects.update_or_create(**place, defaults={"minutes": minutes})
        old = {kind: before[kind] for kind in changed}
        record(desk, "usual_minutes_set", by=member.actor, before=old, after=changed)


def set_capacity(person: Person, minutes: Sequence[int], *, member: Member) -> None:
    """Say for how many minutes of planned work somebody has time, Monday first.

    Raises:
        NotAllowed: it is somebody else, and the member plans on no desk; NotOfThisDesk: they see nothing here.
    """
    if person.pk != member.person.pk:
        member.require(PLAN)
    found = member_of(person, member.station)
    if found is None or not found.may(SEE):
        raise NotOfThisDesk(name=person.name)
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        kept = Capacity.objects.filter(station=member.station, person=person).first()
        before = kept.minutes if kept else list(Capacity.USUAL)
        if list(minutes) == before:
            return
        place: dict[str, Any] = {"station": member.station, "person": person}
        row, _made = Capacity.objects.update_or_create(**place, defaults={"minutes": list(minutes)})
        after = {"name": person.name, "minutes": list(minutes)}
        record(row, "capacity_set", by=member.actor, before={"minutes": before}, after=after)
