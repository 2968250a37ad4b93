"""Invitations by link, roles, and leaving."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.models import Desk, Invitation, Membership, Person, Station
from clipdesk.accounts.roles import PEOPLE, ROLE_NAMES
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

VALID_DAYS = 7
#: What happens to a person's unfinished work: called with (station id, giver, taker, actor), returns how many things.
hand_over: list[Callable[[object, Person, Person, Actor], int]] = []


class InvitationOver(ClipdeskError):
    """The link was used, or is too old, or never was one."""

    message = gettext_noop("This invitation has been used or is older than seven days. Ask for a new link.")


class LastOne(ClipdeskError):
    """The last person who can manage people would go."""

    message = gettext_noop("This is the last person who can manage people here. Give somebody else that role first.")


class UnknownRole(ClipdeskError):
    """There is no such role."""

    message = gettext_noop("Choose a role from the list.")


def invite(member: Member, email: str, role: str, desk: Desk | None) -> str:
    """Hold a door open for an e-mail address; return the link's token, which is not kept.

    Raises:
        NotAllowed, UnknownRole: nothing was written.
    """
    member.require(PEOPLE)
    if role not in ROLE_NAMES:
        raise UnknownRole
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            station=member.station,
            desk=desk,
            role=role,
            email=email.strip().lower(),
            token_hash=digest(token.encode()),
            invited_by=member.person,
            expires_at=now() + timedelta(days=VALID_DAYS),
        )
        record(invitation, "person_invited", by=member.actor, after={"email": invitation.email, "role": role})
    return token


def open_invitation(token: str) -> Invitation:
    """Return the invitation behind a token.

    Raises:
        InvitationOver: it was used, or is too old, or there is none.
    """
    waiting = Invitation.objects.select_related("station", "desk").filter(accepted_at=None, expires_at__gt=now())
    found = waiting.filter(token_hash=digest(token.encode())).first()
    if found is None:
        raise InvitationOver
    return found


def accept(token: str, name: str, password: str, language: str) -> Person:
    """Take an invitation up: make the person (or find them) and their role.

    Somebody who has an account already keeps name and password; the link alone does not sign them in.

    Raises:
        InvitationOver: see `open_invitation`.
        django.core.exceptions.ValidationError: the password is too weak.
    """
    with transaction.atomic():
        invitation = open_invitation(token)
        person = Person.objects.filter(email=invitation.email).first()
        if person is None:
            validate_password(password)
            person = Person.objects.create_user(invitation.email, name, password, language)
        Membership.objects.get_or_create(
            person=person, station=invitation.station, desk=invitation.desk, role=invitation.role
        )
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person, accepted_at=now())
        by = Actor(id=person.pk, name=person.name, role=invitation.role)
        record(invitation, "invitation_accepted", by=by, after={"person": str(person.pk)})
    return person


def give_role(member: Member, person: Person, role: str, desk: Desk | None) -> None:
    """Give a person of the station one more role."""
    member.require(PEOPLE)
    if role not in ROLE_NAMES:
        raise UnknownRole
    with transaction.atomic():
        row, made = Membership.objects.get_or_create(person=person, station=member.station, desk=desk, role=role)
        if made:
            record(row, "role_given", by=member.actor, after={"person": person.name, "role": role})


def take_role(member: Member, membership: Membership) -> None:
    """Take one role away from a person.

    Raises:
        LastOne: nobody could manage people any more.
    """
    member.require(PEOPLE)
    with transaction.atomic():
        record(
            membership,
            "role_taken",
            by=member.actor,
            before={"person": membership.person.name, "role": membership.role},
        )
        membership.delete()
        _somebody_is_left(member.station)


def leave(member: Member, person: Person, taker: Person) -> int:
    """A person leaves: their unfinished work goes to `taker`, their roles here end, and without any they are disabled.

    Somebody disabled is signed out with their next request. Returns how many drafts were handed over.

    Raises:
        LastOne: nobody could manage people any more.
    """
    member.require(PEOPLE)
    with transaction.atomic():
        count = sum(hand(member.station.pk, person, taker, member.actor) for hand in hand_over)
        Membership.objects.filter(person=person, station=member.station).delete()
        _somebody_is_left(member.station)
        if not Membership.objects.filter(person=person).exists():
            Person.objects.filter(pk=person.pk).update(is_active=False)
        after = {"handed_over": count, "to": taker.name}
        record(member.station, "person_left", by=member.actor, before={"person": person.name}, after=after)
    return count


def _somebody_is_left(station: Station) -> None:
    """Raise LastOne when nobody at the station could manage people."""
    people = Person.objects.filter(memberships__station=station, is_active=True).distinct()
    for person in people:
        member = member_of(person, station)
        if member and member.may(PEOPLE):
            return
    raise LastOne
