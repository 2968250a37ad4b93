"""The only way to a publication or hold for a person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CORRECT, CUT, HOLD, SEE
from clipdesk.clips.models import Clip
from clipdesk.publishing.hands import BY_HAND
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Hold, Publication


def publications_for(member: Member) -> QuerySet[Publication]:
    """Return the publications of the desks whose clips the member may see."""
    rows = Publication.objects.filter(station=member.station).select_related(
        "clip__desk", "clip__author", "destination", "package", "sign_off__void", "shown"
    )
    desks = member.desks_for(SEE)
    return rows if desks is None else rows.filter(clip__desk__in=desks)


def access_publication(member: Member, publication_id: UUID) -> Publication:
    """Return one publication, or answer 404."""
    found = publications_for(member).filter(pk=publication_id).first()
    if found is None:
        raise Http404
    return found


def stoppable_for(member: Member) -> QuerySet[Publication]:
    """Return what a hold would stop now: everything signed that has not gone out, corrections and half-sent included."""
    signed = Q(state=State.PREPARED, sign_off__isnull=False) | Q(state__in=[State.SENDING, State.BY_HAND])
    correction = Q(state__in=[State.LIVE, State.CORRECTED]) & ~Q(package=F("shown"))
    return publications_for(member).filter(signed | correction)


def in_hand_for(member: Member) -> QuerySet[Publication]:
    """Return what somebody is posting by hand now: no hold takes it out of their hands, but it can be said to them."""
    return publications_for(member).filter(state=State.PROCESSING, destination__kind=BY_HAND)


def may_hold(member: Member, desk_id: UUID | None) -> bool:
    """Tell whether the member may stop one desk and let it go on; no desk: the whole station, or one destination.

    What reaches over all desks takes a role that does.
    """
    desks = member.desks_for(HOLD)
    return desks is None or desk_id in desks


def may_drop_correction(member: Member, clip: Clip) -> bool:
    """Tell whether a correction of the clip was begun that the member may drop."""
    correcting = member.may(CUT, clip.desk_id) or member.may(CORRECT, clip.desk_id)
    return correcting and clip.is_correction and clip.state in Clip.DROP_CORRECTION.start


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
