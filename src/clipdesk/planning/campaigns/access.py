"""The only way to a campaign, for a person. Campaigns are the station's; of their stories each sees those of their desks."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.planning.models import Campaign


def campaigns_for(member: Member) -> QuerySet[Campaign]:
    """Return the campaigns of the member's station: what comes first, first."""
    return Campaign.objects.filter(station=member.station).select_related("station").order_by("first_on", "name_sort")


def access_campaign(member: Member, campaign_id: UUID) -> Campaign:
    """Return one campaign of the member's station, or answer 404."""
    found = campaigns_for(member).filter(pk=campaign_id).first()
    if found is None:
        raise Http404
    return found
