"""The only way to a recording, a channel, or what is planned of it, for a person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import OPERATE, SEE
from clipdesk.library.models import Channel, LiveCut, PlannedRecording, Recording, Series


def recordings_for(member: Member, ability: str = SEE) -> QuerySet[Recording]:
    """Return the recordings of the desks on which the member may do `ability`, the newest first."""
    rows = Recording.objects.filter(station=member.station).select_related("desk", "made_by", "original")
    rows = rows.defer("info_json", "analysis_json")  # megabytes of a long recording; whoever needs them asks
    desks = member.desks_for(ability)
    return (rows if desks is None else rows.filter(desk__in=desks)).order_by("-made_at")


def listed_recordings_for(member: Member, ability: str = SEE) -> QuerySet[Recording]:
    """Return the same but for finished files of clips: those are found at their clips."""
    return recordings_for(member, ability).filter(finished=False)


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


def channels_for(member: Member) -> QuerySet[Channel]:
    """Return the channels of the desks on which the member may see, or look after, anything; in order of their names."""
    rows = Channel.objects.filter(station=member.station).select_related("desk", "station")
    reach = Q()
    for ability in (SEE, OPERATE):
        desks = member.desks_for(ability)
        if desks is None:
            return rows.order_by("name_sort")
        reach |= Q(desk__in=desks)
    return rows.filter(reach).order_by("name_sort")


def access_channel(member: Member, channel_id: UUID, ability: str | None = None) -> Channel:
    """Return one channel: 404 when it is none of theirs, NotAllowed when they may not do `ability` on its desk.

    Raises:
        Http404, NotAllowed.
    """
    channel = channels_for(member).filter(pk=channel_id).first()
    if channel is None:
        raise Http404
    if ability is not None:
        member.require(ability, channel.desk_id)
    return channel


def access_live_cut(member: Member, cut_id: UUID, ability: str) -> LiveCut:
    """Return one cut of a channel, in the same way.

    Raises:
        Http404, NotAllowed.
    """
    rows = LiveCut.objects.filter(channel__in=channels_for(member)).select_related("channel__desk", "channel__station")
    cut = rows.filter(pk=cut_id).first()
    if cut is None:
        raise Http404
    member.require(ability, cut.channel.desk_id)
    return cut


def access_planned(member: Member, planned_id: UUID, ability: str) -> PlannedRecording:
    """Return one planned recording, in the same way.

    Raises:
        Http404, NotAllowed.
    """
    rows = PlannedRecording.objects.filter(channel__in=channels_for(member))
    rows = rows.select_related("channel__desk", "channel__station", "series__made_by")
    planned = rows.filter(pk=planned_id).first()
    if planned is None:
        raise Http404
    member.require(ability, planned.channel.desk_id)
    return planned


def access_series(member: Member, series_id: UUID, ability: str) -> Series:
    """Return one series of planned recordings, in the same way.

    Raises:
        Http404, NotAllowed.
    """
    rows = Series.objects.filter(channel__in=channels_for(member)).select_related("channel__desk", "channel__station")
    series = rows.filter(pk=series_id).first()
    if series is None:
        raise Http404
    member.require(ability, series.channel.desk_id)
    return series
