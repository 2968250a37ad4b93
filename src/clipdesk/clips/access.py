"""The only way to a clip for a person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.roles import SEE
from clipdesk.clips.models import Clip


def clips_for(member: Member, ability: str = SEE) -> QuerySet[Clip]:
    """Return the clips on which the member may do `ability`, the last changed first."""
    clips = Clip.objects.filter(station=member.station).select_related("desk", "author", "recording", "last_editor")
    clips = clips.defer("recording__info_json", "recording__analysis_json")  # megabytes; whoever needs them asks
    desks = member.desks_for(ability)
    return (clips if desks is None else clips.filter(desk__in=desks)).order_by("-changed_at")


def access_clip(member: Member, clip_id: UUID, ability: str = SEE) -> Clip:
    """Return one clip: 404 when the member must not see it, NotAllowed when seeing is all they may.

    Raises:
        Http404: no such clip, or none of theirs.
        NotAllowed: they may see it, but not do `ability`.
    """
    clip = clips_for(member).filter(pk=clip_id).first()
    if clip is None:
        raise Http404
    member.require(ability, clip.desk_id)
    return clip


def may(member: Member, ability: str, clip: Clip) -> bool:
    """Tell whether the member may do `ability` to this clip; a member of another station never may."""
    return clip.station_id == member.station.pk and member.may(ability, clip.desk_id)


def require(member: Member, ability: str, clip: Clip) -> None:
    """Raise NotAllowed unless `may`. The verbs ask this themselves, whichever way the clip was found."""
    if not may(member, ability, clip):
        raise NotAllowed
