"""The only way to people, desks and notices for a person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Membership, Notice, Person


def people_of(member: Member) -> QuerySet[Person]:
    """Return the people of the member's station, in Vietnamese order of their names."""
    return Person.objects.filter(memberships__station=member.station).distinct().order_by("name_sort")


def access_person(member: Member, person_id: UUID) -> Person:
    """Return a person of the member's station, or answer 404."""
    found = people_of(member).filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


def access_membership(member: Member, membership_id: UUID) -> Membership:
    """Return one role of a person at the member's station, or answer 404."""
    found = Membership.objects.select_related("person").filter(station=member.station, pk=membership_id).first()
    if found is None:
        raise Http404
    return found


def notices_for(member: Member) -> QuerySet[Notice]:
    """Return the member's own notices at this station, the newest first."""
    rows = Notice.objects.filter(station=member.station, person=member.person)
    return rows.select_related("desk").order_by("-made_at")
