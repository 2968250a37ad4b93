"""Give roles and take them away. Nobody changes their own, and a station keeps somebody who manages people."""

from __future__ import annotations

from django.db import transaction

from clipdesk.accounts.member import Member, NotAllowed, member_of
from clipdesk.accounts.models import Desk, Membership, Person, Station
from clipdesk.accounts.roles import PEOPLE, ROLE_NAMES
from clipdesk.history.transition import record
from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class LastOne(ClipdeskError):
    """The last person who can manage people would go."""

    message = gettext_noop("This is the last person who can manage people here. Give somebody else that role first.")


class NotYourself(ClipdeskError):
    """Somebody wants to change their own roles."""

    message = gettext_noop("Nobody changes their own roles. Ask another person who manages people here.")


class UnknownRole(ClipdeskError):
    """There is no such role."""

    message = gettext_noop("Choose a role from the list.")


def give_role(member: Member, person: Person, role: str, desk: Desk | None) -> None:
    """Give a person of the station one more role.

    Raises:
        NotAllowed, NotYourself, UnknownRole: nothing was written.
    """
    check_other(member, person)
    check_reach(member, desk)
    check_role(role)
    with transaction.atomic():
        row, made = Membership.objects.get_or_create(person=person, station=member.station, desk=desk, role=role)
        if made:
            record(row, "role_given", by=member.actor, after=_said(row))


def take_role(member: Member, membership: Membership) -> None:
    """Take one role away from a person; without any role left they no longer see the station.

    Raises:
        NotAllowed, NotYourself, LastOne: nothing was written.
    """
    check_other(member, membership.person)
    check_reach(member, membership.desk)
    with transaction.atomic():
        lock(member.station)
        record(membership, "role_taken", by=member.actor, before=_said(membership))
        membership.delete()
        check_somebody_is_left(member.station)


def check_other(member: Member, person: Person) -> None:
    """Raise unless `member` manages people and `person` is somebody else."""
    member.require(PEOPLE)
    if person.pk == member.person.pk:
        raise NotYourself


def check_reach(member: Member, desk: Desk | None) -> None:
    """Raise NotAllowed unless `member` manages the people of `desk`; None stands for the whole station."""
    desks = member.desks_for(PEOPLE)
    if desks is not None and (desk is None or desk.pk not in desks):
        raise NotAllowed


def check_role(role: str) -> None:
    """Raise UnknownRole for a role that does not exist."""
    if role not in ROLE_NAMES:
        raise UnknownRole


def lock(station: Station) -> None:
    """Let no two people take each other's roles away at the same moment."""
    Station.objects.select_for_update(no_key=True).get(pk=station.pk)


def check_somebody_is_left(station: Station) -> None:
    """Raise LastOne when nobody could manage the people of the whole station any more."""
    people = Person.objects.filter(memberships__station=station, is_active=True).distinct()
    if not any(found.desks_for(PEOPLE) is None for person in people if (found := member_of(person, station))):
        raise LastOne


def _said(row: Membership) -> dict[str, object]:
    return {"person": row.person.name, "role": row.role, "desk": row.desk.name if row.desk else ""}
