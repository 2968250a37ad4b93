"""The only way to a recording for a person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEE
from clipdesk.library.models import Recording


def recordings_for(member: Member, ability: str = SEE) -> QuerySet[Recording]:
    """Return the recordings of the desks on which the member may do `ability`, the newest first."""
    rows = Recording.objects.filter(station=member.station).select_related("desk", "made_by", "original")
    rows = rows.defer("info_json", "analysis_json")  # megabytes of a long recording; whoever needs them asks
    desks = member.desks_for(ability)
    return (rows if desks is None else rows.filter(desk__in=desks)).order_by("-made_at")


def access_recording(member: Member, recording_id: UUID, ability: str = SEE) -> Recording:
    """Return one recording: 404 when the member must not see it, NotAllowed when seeing is all they may.

    Raises:
        Http404: no such recording, or none of theirs.
        NotAllowed: they may see it, but not do `ability`.
    """
    recording = recordings_for(member).filter(pk=recording_id).first()
    if recording is None:
        raise Http404
    member.require(ability, recording.desk_id)
    return recording
