"""Contacts with others: begun, changed, written to, closed. The station begins them, and the station closes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from clipdesk.accounts.member import Member, member_of
from clipdesk.accounts.models import Person
from clipdesk.accounts.roles import PLAN
from clipdesk.history.models import Actor
from clipdesk.history.transition import IllegalTransition, put, record, transition
from clipdesk.kernel.clock import now
from clipdesk.planning.contacts.enclosures import keep
from clipdesk.planning.models import Contact, ContactPost, Enclosure, Letter, Made


def begin(member: Member, said: Mapping[str, Any]) -> Contact:
    """Begin a contact of what the form said.

    Raises:
        NotAllowed.
    """
    member.require(PLAN, said["desk"].pk)
    with transaction.atomic():
        made = Contact.objects.create(station=member.station, made_by=member.person, **said)
        record(made, "contact_begun", by=member.actor, after=_told(said))
    return made


def change(contact: Contact, member: Member, said: Mapping[str, Any]) -> None:
    """Change what is said of a contact.

    Raises:
        NotAllowed; IllegalTransition: it is closed.
    """
    member.require(PLAN, said["desk"].pk)
    with transaction.atomic():
        held = _open(contact, member)
        old, new = put(held, said)
        if new:
            held.save(update_fields=list(new))
            record(held, "contact_changed", by=member.actor, before=_told(old), after=_told(new))


def add_letter(contact: Contact, member: Member, said: Mapping[str, Any], files: Sequence[Enclosure]) -> Letter:
    """Put a letter or an answer down, with its files (`enclosures.read_files`).

    Raises:
        NotAllowed; IllegalTransition: the contact is closed.
    """
    with transaction.atomic():
        held = _open(contact, member)
        letter = Letter.objects.create(station=held.station, contact=held, made_by=member.person, **said)
        keep(files, letter)
        told = {"letter": str(letter.pk), "direction": letter.direction, "on": str(letter.on)}
        sealed = {one.name: one.sha256 for one in files}
        record(held, "letter_added", by=member.actor, after={**told, "files": sealed})
    return letter


def strike(letter: Letter, *, because: str, member: Member) -> None:
    """Strike a letter out that was put down wrongly: it stays in the history and leaves the dossier.

    Raises:
        NotAllowed; IllegalTransition: it is struck out already, or the contact is closed.
    """
    with transaction.atomic():
        held = _open(letter.contact, member)
        transition(letter, Letter.STRIKE, by=member.actor, because=because)
        told = {"letter": str(letter.pk), "on": str(letter.on)}
        record(held, "letter_struck", by=member.actor, before=told, because=because)


def link(contact: Contact, made: Made, member: Member) -> None:
    """Say that a contact is about a post of the station; twice is once.

    Raises:
        NotAllowed; IllegalTransition: it is closed.
    """
    with transaction.atomic():
        held = _open(contact, member)
        _row, is_new = ContactPost.objects.get_or_create(contact=held, made=made)
        if is_new:
            record(held, "post_linked", by=member.actor, after={"post": str(made)})


def unlink(contact: Contact, made: Made, member: Member) -> None:
    """Take that back; twice is once.

    Raises:
        NotAllowed; IllegalTransition: it is closed.
    """
    with transaction.atomic():
        held = _open(contact, member)
        if ContactPost.objects.filter(contact=held, made=made).delete()[0]:
            record(held, "post_unlinked", by=member.actor, before={"post": str(made)})


def close(contact: Contact, *, outcome: str, member: Member) -> None:
    """Close a contact and say how it ended.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN, contact.desk_id)
    changes = {"closed_at": now(), "outcome": outcome}
    transition(contact, Contact.CLOSE, by=member.actor, changes=changes, because=outcome)


def reopen(contact: Contact, *, member: Member) -> None:
    """Go on with a closed contact.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(PLAN, contact.desk_id)
    transition(contact, Contact.REOPEN, by=member.actor, changes={"closed_at": None})


def hand_over_contacts(station_id: UUID, giver: Person, taker: Person, by: Actor) -> int:
    """Give the open contacts of somebody who leaves (`leaving`) to whoever takes over, where they plan on the desk; else
    nobody looks after them, and all planners of the desk are reminded. Return how many were handed over."""
    rows = list(
        Contact.objects.select_for_update(of=("self",)).filter(station=station_id, keeper=giver, state=Contact.OPEN)
    )
    given = 0
    for contact in rows:
        member = member_of(taker, contact.station)
        contact.keeper = taker if member is not None and member.may(PLAN, contact.desk_id) else None
        contact.save(update_fields=["keeper"])
        after = {"keeper": contact.keeper.name if contact.keeper else ""}
        record(contact, "contact_changed", by=by, before={"keeper": giver.name}, after=after)
        given += contact.keeper is not None
    return given


def _open(contact: Contact, member: Member) -> Contact:
    """Return the contact as it is now, kept from others until the transaction is over."""
    member.require(PLAN, contact.desk_id)
    held = (
        Contact.objects.select_for_update(of=("self",)).select_related("station", "desk", "keeper").get(pk=contact.pk)
    )
    if held.state != Contact.OPEN:
        raise IllegalTransition(state=held.state)
    return held


def _told(said: Mapping[str, Any]) -> dict[str, object]:
    """Return what was said as the ledger holds it: rows and days by their names."""
    return {name: "" if value is None else str(value) for name, value in said.items()}
