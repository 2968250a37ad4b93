"""Invitations by link: hold a door open for an e-mail address, and come in through it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from clipdesk.accounts.granting import NotYourself, check_reach, check_role
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Desk, Invitation, Membership, Person, Station
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

VALID_DAYS = 7


class InvitationOver(ClipdeskError):
    """The link was used, or is too old, or never was one."""

    message = gettext_noop("This invitation has been used or is older than seven days. Ask for a new link.")


class SomebodyElse(ClipdeskError):
    """The invited address belongs to a person who is not the one signed in."""

    message = gettext_noop("This invitation is for {email}. Sign out, sign in with that address, and open it again.")


def invite(member: Member, email: str, role: str, desk: Desk | None) -> str:
    """Hold a door open for an e-mail address; return the link's token, of which only the hash is kept.

    Raises:
        NotAllowed, NotYourself, UnknownRole: nothing was written.
    """
    check_reach(member, desk)
    if email.strip().lower() == member.person.email:
        raise NotYourself
    return open_door(member.station, email, role, desk, by=member.actor, inviter=member.person)


def open_door(
    station: Station, email: str, role: str, desk: Desk | None, *, by: Actor, inviter: Person | None = None
) -> str:
    """Write an invitation and return its token; an earlier link to the same role stops working. Without an `inviter`
    it came from the command line.

    Raises:
        UnknownRole: nothing was written.
    """
    check_role(role)
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        same = Invitation.objects.filter(station=station, email=email.strip().lower(), role=role, desk=desk)
        for earlier in waiting(same):
            _close(earlier, by)
        invitation = Invitation.objects.create(
            station=station,
            desk=desk,
            role=role,
            email=email.strip().lower(),
            token_hash=digest(token.encode()),
            invited_by=inviter,
            expires_at=now() + timedelta(days=VALID_DAYS),
        )
        after = {"email": invitation.email, "role": role, "desk": desk.name if desk else ""}
        record(invitation, "person_invited", by=by, after=after)
    return token


def link_to(token: str) -> str:
    """Return the whole address of an invitation."""
    return settings.ORIGIN + reverse("accounts:accept", kwargs={"token": token})


def waiting(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Return those that somebody may still take up."""
    return invitations.filter(accepted_at=None, expires_at__gt=now())


def take_back(member: Member, invitation: Invitation) -> None:
    """Close a door that nobody has come through yet.

    Raises:
        NotAllowed: nothing was written.
    """
    check_reach(member, invitation.desk)
    with transaction.atomic():
        _close(invitation, member.actor)


def open_invitation(token: str) -> Invitation:
    """Return the invitation behind a token.

    Raises:
        InvitationOver: it was used, or is too old, or there is none.
    """
    found = waiting(_behind(token)).first()
    if found is None:
        raise InvitationOver
    return found


def known_person(invitation: Invitation) -> Person | None:
    """Return who has an open account under the invited address; they come in by signing in, not by the link alone."""
    return Person.objects.filter(email=invitation.email, is_active=True).first()


def accept_as_new(token: str, name: str, password: str, language: str) -> Person:
    """Come in as somebody new, or as somebody who had left: name and password are set by the link.

    Raises:
        InvitationOver: see `open_invitation`.
        SomebodyElse: the address has an open account; its person must sign in first.
        django.core.exceptions.ValidationError: the password is too weak.
    """
    with transaction.atomic():
        invitation = _use(token)
        person, _made = Person.objects.get_or_create(email=invitation.email, defaults={"is_active": False})
        if person.is_active:
            raise SomebodyElse(email=invitation.email)
        person.name, person.language, person.is_active = name.strip(), language, True
        validate_password(password, person)
        person.set_password(password)
        person.save()
        _come_in(invitation, person)
    return person


def accept_as(token: str, person: Person) -> None:
    """Come in as the person who is signed in.

    Raises:
        InvitationOver: see `open_invitation`.
        SomebodyElse: the invitation is for another address.
    """
    with transaction.atomic():
        invitation = _use(token)
        if invitation.email != person.email:
            raise SomebodyElse(email=invitation.email)
        _come_in(invitation, person)


def _behind(token: str) -> QuerySet[Invitation]:
    return Invitation.objects.select_related("station", "desk").filter(token_hash=digest(token.encode()))


def _use(token: str) -> Invitation:
    """Lock the invitation: of two who open one link at once, the second finds it used."""
    found = waiting(_behind(token)).select_for_update(of=("self",)).first()
    if found is None:
        raise InvitationOver
    return found


def _close(invitation: Invitation, by: Actor) -> None:
    if waiting(Invitation.objects.filter(pk=invitation.pk)).update(expires_at=now()):
        record(invitation, "invitation_taken_back", by=by, before={"email": invitation.email})


def _come_in(invitation: Invitation, person: Person) -> None:
    """Give the role and close the invitation."""
    Membership.objects.get_or_create(
        person=person, station=invitation.station, desk=invitation.desk, role=invitation.role
    )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person, accepted_at=now())
    by = Actor(id=person.pk, name=person.name, role=invitation.role)
    record(invitation, "invitation_accepted", by=by, after={"person": str(person.pk), "role": invitation.role})
