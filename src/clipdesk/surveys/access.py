"""The only way to surveys: for people of the newsroom by their station, for whoever answers by its public name."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import ASK
from clipdesk.surveys.models import Survey


def surveys_for(member: Member) -> QuerySet[Survey]:
    """Return the surveys of the member's station, the newest first: they belong to the station, not to a desk."""
    member.require(ASK)
    return Survey.objects.filter(station=member.station).select_related("station").order_by("-made_at")


def access_survey(member: Member, survey_id: UUID) -> Survey:
    """Return a survey of the member's station, or answer 404."""
    found = surveys_for(member).filter(pk=survey_id).first()
    if found is None:
        raise Http404
    return found


def public_survey(name: str) -> Survey:
    """Return a survey that is or was asked, by its public name, or answer 404."""
    rows = Survey.objects.exclude(state=Survey.DRAFT).select_related("station")
    found = rows.filter(public_name=name).first()
    if found is None:
        raise Http404
    return found
