"""The only way to a contact, for a person: whoever plans on its desk, and nobody else."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.accounts.notices import people_who_may
from clipdesk.accounts.roles import PLAN
from clipdesk.planning.models import Contact, Enclosure, Letter, Made


def contacts_for(member: Member) -> QuerySet[Contact]:
    """Return the contacts of the desks on which the member plans: what is due first, first."""
    rows = Contact.objects.filter(station=member.station).select_related("station", "desk", "keeper", "made_by")
    reach = member.desks_for(PLAN)
    rows = rows if reach is None else rows.filter(desk__in=reach)
    return rows.order_by("due_on", "-made_at")


def access_contact(member: Member, contact_id: UUID) -> Contact:
    """Return one of these contacts, or answer 404."""
    found = contacts_for(member).filter(pk=contact_id).first()
    if found is None:
        raise Http404
    return found


def access_letter(member: Member, contact_id: UUID, letter_id: UUID) -> Letter:
    """Return one letter of such a contact, or answer 404."""
    found = access_contact(member, contact_id).letters.filter(pk=letter_id).first()
    if found is None:
        raise Http404
    return found


def access_enclosure(member: Member, contact_id: UUID, enclosure_id: UUID) -> Enclosure:
    """Return one file of a letter of such a contact, or answer 404."""
    contact = access_contact(member, contact_id)
    found = Enclosure.objects.filter(letter__contact=contact, pk=enclosure_id).first()
    if found is None:
        raise Http404
    return found


def access_made(member: Member, made_id: int) -> Made:
    """Return one post of the member's station, or answer 404."""
    found = Made.objects.filter(station=member.station, pk=made_id).first()
    if found is None:
        raise Http404
    return found


def keepers_for(member: Member) -> list[Person]:
    """Return who can look after a contact, in order of their names: whoever plans somewhere at the station."""
    return sorted(people_who_may(PLAN, member.station), key=lambda person: person.name_sort)
