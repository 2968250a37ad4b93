"""Channels: the list, one channel with its player and cuts, and the form."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CUT, INGEST, OPERATE, SEE
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library import channels, cutting_live
from clipdesk.library.access import access_channel, access_live_cut, channels_for, recordings_for
from clipdesk.library.channel_form import ChannelForm
from clipdesk.library.coming_up import coming_up
from clipdesk.library.faring import figures, standing, with_faring
from clipdesk.library.live_links import segment_link
from clipdesk.library.models import Channel, LiveCut, Recording, Segment
from clipdesk.media.live import TICKS
from clipdesk.media.live.join import LEAD
from clipdesk.ui.sentences import sentence

#: So much of a channel its player can show.
PLAYER_SECONDS = 600
_MOST_CHANNELS = 200
_MOST_SEGMENTS = 600  # a source that breaks all the time makes short ones; the player asks for the rest
_MOST_CUTS = 20
_MOST_MARKS = 20
_MOST_UNFINISHED = 200
_PLAYED_SOUND = {"aac": "mp4a.40.2", "mp3": "mp4a.6B"}


@door()
def list_channels(request: HttpRequest, station: str) -> HttpResponse:
    """List the channels with how each fares."""
    member = member_of_request(request)
    rows = [(channel, standing(channel)) for channel in with_faring(channels_for(member))[:_MOST_CHANNELS]]
    return render(request, "library/channels.html", {"rows": rows, "may_operate": member.may(OPERATE)})


@door(OPERATE, methods=("GET", "POST"))
def new(request: HttpRequest, station: str) -> HttpResponse:
    """Make a channel."""
    member = member_of_request(request)
    form = ChannelForm(request.POST or None, member=member)
    if form.is_bound and form.is_valid():
        try:
            channel = channels.make(member, form.said())
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The channel was made. Start it when its source is there."))
            return redirect("library:channel", station=station, channel_id=channel.pk)
    status = 422 if form.is_bound else 200
    return render(request, "library/channel_form.html", {"form": form, "channel": None}, status=status)


@door(OPERATE, methods=("GET", "POST"))
def change(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Change a channel."""
    member = member_of_request(request)
    channel = access_channel(member, channel_id, OPERATE)
    form = ChannelForm(request.POST or None, instance=channel, member=member)
    if form.is_bound and form.is_valid():
        try:
            channels.change(access_channel(member, channel_id, OPERATE), member, form.said())
        except ClipdeskError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("library:channel", station=station, channel_id=channel_id)
    status = 422 if form.is_bound else 200
    context = {"form": form, "channel": access_channel(member, channel_id, OPERATE)}
    return render(request, "library/channel_form.html", context, status=status)


@door(OPERATE, methods=("POST",))
def switch(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Start or stop the recording of a channel."""
    member = member_of_request(request)
    channel = access_channel(member, channel_id, OPERATE)
    if request.POST.get("to") == "off":
        channels.stop(channel, member)
    else:
        channels.start(channel, member)
    return redirect("library:channel", station=station, channel_id=channel_id)


@door(OPERATE, methods=("POST",))
def delete(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Delete a channel that is not being recorded."""
    member = member_of_request(request)
    channel = access_channel(member, channel_id, OPERATE)
    channels.delete(channel, member)
    messages.success(request, _("The channel “{name}” was deleted.").format(name=channel.name))
    return redirect("library:channels", station=station)


@door()
def show(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Show one channel: player and cuts to those who see what is unpublished, how it fares to operators too."""
    member = member_of_request(request)
    channel = access_channel(member, channel_id)
    context = {**coming_up(channel, member), **_stream(member, channel), **_cuts(member, channel)}
    context["marks"] = channel.marks.order_by("-tick")[:_MOST_MARKS]
    return render(request, "library/channel.html", {**context, "lead": LEAD // TICKS})


@door()
def state(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Answer the part of the page that shows how the channel fares."""
    member = member_of_request(request)
    return render(request, "library/channel_state.html", _stream(member, access_channel(member, channel_id)))


@door(SEE)
def cuts(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Answer the part of the page that lists the cuts."""
    member = member_of_request(request)
    return render(request, "library/live_cuts.html", _cuts(member, access_channel(member, channel_id, SEE)))


@door(SEE)
def segments(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Answer what the player can show, from a segment on: where each lies, when it was sent, and its address."""
    member = member_of_request(request)
    channel = access_channel(member, channel_id, SEE)
    newest = channel.newest
    if newest is None:
        return JsonResponse({"segments": [], "first": 0, "mime": ""})
    first = newest.ends - PLAYER_SECONDS * TICKS
    rows = channel.segments.filter(ends__gt=first)
    after = request.GET.get("after", "")
    if after.isascii() and after.isdecimal() and len(after) < 18:
        rows = rows.filter(number__gt=int(after))
    told = [_told(segment, member) for segment in rows.order_by("number")[:_MOST_SEGMENTS]]
    return JsonResponse({"segments": told, "first": float(Fraction(first, TICKS)), "mime": _mime(channel)})


@door(INGEST, methods=("POST",))
def mark_in(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Set In, now or at the picture that the player shows."""
    member = member_of_request(request)
    channel = access_channel(member, channel_id, INGEST)
    cutting_live.begin(channel, member, _tick(request))
    return _marked(request, channel)


@door(INGEST, methods=("POST",))
def last(request: HttpRequest, station: str, channel_id: UUID) -> HttpResponse:
    """Have a recording made of the last half minute."""
    member = member_of_request(request)
    channel = access_channel(member, channel_id, INGEST)
    cutting_live.last_seconds(channel, member)
    return _marked(request, channel)


@door(INGEST, methods=("POST",))
def mark_out(request: HttpRequest, station: str, live_cut_id: UUID) -> HttpResponse:
    """Set Out, now or at the picture that the player shows, and have the recording made."""
    member = member_of_request(request)
    cut = access_live_cut(member, live_cut_id, INGEST)
    cutting_live.finish(cut, member, _tick(request))
    return _marked(request, cut.channel)


@door(INGEST, methods=("POST",))
def drop_in(request: HttpRequest, station: str, live_cut_id: UUID) -> HttpResponse:
    """Forget an In."""
    member = member_of_request(request)
    cut = access_live_cut(member, live_cut_id, INGEST)
    cutting_live.drop(cut, member)
    return _marked(request, cut.channel)


@door(INGEST, methods=("POST",))
def make_again(request: HttpRequest, station: str, live_cut_id: UUID) -> HttpResponse:
    """Have a recording made of a cut that failed."""
    member = member_of_request(request)
    cut = access_live_cut(member, live_cut_id, INGEST)
    cutting_live.again(cut, member)
    return _marked(request, cut.channel)


def _marked(request: HttpRequest, channel: Channel) -> HttpResponse:
    """Answer the list of cuts to the page's script, whose player goes on; lead everybody else back to the page."""
    if request.headers.get("HX-Request"):
        return render(request, "library/live_cuts.html", _cuts(member_of_request(request), channel))
    return redirect("library:channel", station=channel.station.slug, channel_id=channel.pk)


def _tick(request: HttpRequest) -> int | None:
    """Return the tick that the player stands at, where the page says one."""
    text = request.POST.get("at", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def _told(segment: Segment, member: Member) -> dict[str, Any]:
    return {
        "number": segment.number,
        "start": float(segment.start),
        "end": float(Fraction(segment.ends, TICKS)),
        "wall": segment.wall.timestamp(),
        "picture": float(segment.duration / segment.pictures) if segment.pictures else 0.04,
        "backup": segment.backup,
        "url": segment_link(segment, member.person),
    }


def _mime(channel: Channel) -> str:
    """Return what the player has to be able to play (RFC 6381); empty where no browser can."""
    picture, sound = channel.track("video"), channel.track("audio")
    codecs = [str(picture.get("mime", ""))] if picture else []
    if picture and not codecs[0]:
        return ""
    if sound and sound.get("codec") in _PLAYED_SOUND:
        codecs.append(_PLAYED_SOUND[sound["codec"]])
    return f'{"video" if picture else "audio"}/mp4; codecs="{", ".join(codecs)}"' if codecs else ""


def _stream(member: Member, channel: Channel) -> dict[str, Any]:
    """Return what the page shows of the stream."""
    return {
        "channel": channel,
        "standing": standing(with_faring(Channel.objects.all()).get(pk=channel.pk)),
        "figures": figures(channel),
        "may_operate": member.may(OPERATE, channel.desk_id),
    }


def _cuts(member: Member, channel: Channel) -> dict[str, Any]:
    """Return what the page shows of the cuts: those that wait for an Out or are being made first, then the newest."""
    may_see = member.may(SEE, channel.desk_id)
    rows = channel.cuts.exclude(state=LiveCut.DROPPED).select_related("recording", "made_by").order_by("-made_at")
    theirs = Q(recording=None) | Q(recording__in=recordings_for(member))  # the channel may have been another desk's
    rows = _with_segment(rows.filter(theirs))
    unfinished, others = rows.filter(state__in=LiveCut.PINNING), rows.exclude(state__in=LiveCut.PINNING)
    found = [*unfinished[:_MOST_UNFINISHED], *others[:_MOST_CUTS]] if may_see else []
    busy = {Recording.RECEIVED, Recording.ANALYSING}
    return {
        "channel": channel,
        "cuts": [(cut, _wall_of(cut)) for cut in found],
        "busy": any(
            cut.state == LiveCut.WANTED or (cut.recording is not None and cut.recording.state in busy) for cut in found
        ),
        "may_see": may_see,
        "may_mark": member.may(INGEST, channel.desk_id),
        "may_cut": member.may(CUT, channel.desk_id),
    }


def _with_segment(rows: QuerySet[LiveCut]) -> QuerySet[LiveCut]:
    """Let each cut know where the segment of its In, or the last one before it, begins, and when that was."""
    before = Segment.objects.filter(channel=OuterRef("channel"), begins__lte=OuterRef("begins"))
    # No segment is longer than a minute: what ends later than two cannot be the one, and need not be looked at.
    before = before.filter(ends__lt=OuterRef("begins") + 120 * TICKS).order_by("-ends")
    return rows.annotate(near=Subquery(before.values("begins")[:1]), near_wall=Subquery(before.values("wall")[:1]))


def _wall_of(cut: Any) -> datetime | None:
    """Return the hour of the day of an In, while its segment is there."""
    if cut.near_wall is None:
        return None
    return cast(datetime, cut.near_wall + timedelta(seconds=(cut.begins - cut.near) / TICKS))
