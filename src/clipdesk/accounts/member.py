"""The person asking, at the station they ask about: what every view and action receives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from clipdesk.accounts.models import Membership, Person, Station
from clipdesk.accounts.roles import abilities
from clipdesk.history.models import Actor
from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class NotAllowed(ClipdeskError):
    """The person's roles do not include what they asked for."""

    message = gettext_noop("Your role does not allow this. Ask your editor-in-chief or the operator.")


@dataclass(frozen=True)
class Member:
    """A person with their roles at one station.

    `grants` holds (ability, desk id); the desk is None where the role reaches all desks.
    """

    person: Person
    station: Station
    roles: tuple[str, ...]
    grants: frozenset[tuple[str, UUID | None]]

    def may(self, ability: str, desk_id: UUID | None = None) -> bool:
        """Tell whether the person may do `ability`; on the desk given, or (none given) on any desk at all."""
        if desk_id is None:
            return any(name == ability for name, _ in self.grants)
        return (ability, None) in self.grants or (ability, desk_id) in self.grants

    def require(self, ability: str, desk_id: UUID | None = None) -> None:
        """Raise NotAllowed unless `may`."""
        if not self.may(ability, desk_id):
            raise NotAllowed

    def require_reach(self, ability: str, desk_id: UUID | None) -> None:
        """Raise NotAllowed unless the person may do `ability` on the desk; without a desk: on all of the station."""
        desks = self.desks_for(ability)
        if desks is not None and desk_id not in desks:
            raise NotAllowed

    def desks_for(self, ability: str) -> list[UUID] | None:
        """Return the desks on which the person may do `ability`; None stands for all desks of the station."""
        desks = {desk for name, desk in self.grants if name == ability}
        return None if None in desks else [desk for desk in desks if desk is not None]

    @property
    def actor(self) -> Actor:
        """Return the person as the ledger keeps them: id, name, and their roles at this moment."""
        return Actor(id=self.person.pk, name=self.person.name, role=", ".join(self.roles))


def member_of(person: Person, station: Station) -> Member | None:
    """Return `person` as a member of `station`; None when they have no role there or are disabled."""
    return members_of([person], station).get(person.pk)


def members_of(people: Iterable[Person], station: Station) -> dict[UUID, Member]:
    """Return those of `people` who are members of `station`, by their ids; one query, however many they are."""
    active = {person.pk: person for person in people if person.is_active}
    rows: dict[UUID, list[Membership]] = {}
    for row in Membership.objects.filter(person__in=list(active), station=station):
        rows.setdefault(row.person_id, []).append(row)
    return {pk: _member(active[pk], station, found) for pk, found in rows.items()}


def _member(person: Person, station: Station, rows: Iterable[Membership]) -> Member:
    rows = list(rows)
    grants = {(ability, row.desk_id) for row in rows for ability in abilities(row.role, practice=station.is_practice)}
    return Member(person, station, tuple(sorted({row.role for row in rows})), frozenset(grants))
