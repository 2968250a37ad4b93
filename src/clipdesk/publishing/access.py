"""The only way to a publication or hold for a person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEE
from clipdesk.publishing.models import Hold, Publication


def publications_for(member: Member) -> QuerySet[Publication]:
    """Return the publications of the desks whose clips the member may see."""
    rows = Publication.objects.filter(station=member.station).select_related(
        "clip__desk", "clip__author", "destination", "package", "sign_off", "shown"
    )
    desks = member.desks_for(SEE)
    return rows if desks is None else rows.filter(clip__desk__in=desks)


def access_publication(member: Member, publication_id: UUID) -> Publication:
    """Return one publication, or answer 404."""
    found = publications_for(member).filter(pk=publication_id).first()
    if found is None:
        raise Http404
    return found


def holds_for(member: Member) -> QuerySet[Hold]:
    """Return the holds in force at the member's station, the newest first."""
    return (
        Hold.objects.filter(station=member.station, state=Hold.IN_FORCE)
        .select_related("by", "desk", "destination")
        .order_by("-at")
    )


def access_hold(member: Member, hold_id: UUID) -> Hold:
    """Return one hold in force, or answer 404."""
    found = holds_for(member).filter(pk=hold_id).first()
    if found is None:
        raise Http404
    return found
