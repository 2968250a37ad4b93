"""The only way to a destination for a person."""

from uuid import UUID

from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.destinations.models import Destination


def destinations_for(member: Member) -> list[Destination]:
    """Return the station's destinations, the own site first."""
    return list(Destination.objects.filter(station=member.station).select_related("account").order_by("made_at"))


def access_destination(member: Member, destination_id: UUID) -> Destination:
    """Return one destination of the member's station, or answer 404."""
    found = Destination.objects.filter(station=member.station, pk=destination_id).first()
    if found is None:
        raise Http404
    return found


def access_account(member: Member, destination_id: UUID) -> Destination:
    """Return one destination that is an account elsewhere, or answer 404."""
    found = access_destination(member, destination_id)
    if found.kind == "site":
        raise Http404
    return found
