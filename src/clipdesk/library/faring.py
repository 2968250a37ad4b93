"""How a channel fares, as its page and the list of channels say it."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from clipdesk.kernel.clock import now
from clipdesk.library.models import Channel, ChannelAlarm, Segment
from clipdesk.library.models.channel_alarm import ON_BACKUP
from clipdesk.library.recording_live import RecordingBroke
from clipdesk.library.storage import IngestStopped
from clipdesk.media.live import TICKS
from clipdesk.media.live.sources import RTMP

_MOST_GAPS = 10
_MOST_ALARMS = 10
_OUR_TROUBLE = (RecordingBroke.message, IngestStopped.message)


def with_faring(rows: QuerySet[Channel]) -> QuerySet[Channel]:
    """Let each channel know whether something of it was recorded (`begun`), and its alarms (`raised`)."""
    raised = ChannelAlarm.objects.filter(state=ChannelAlarm.RAISED).order_by("raised_at")
    rows = rows.annotate(begun=Exists(Segment.objects.filter(channel=OuterRef("pk"))))
    return rows.prefetch_related(Prefetch("alarms", queryset=raised, to_attr="raised"))


def standing(channel: Any) -> dict[str, str]:
    """Return tone, icon and word for how a channel of `with_faring` fares."""
    if channel.state == Channel.OFF:
        return {"tone": "neutral", "icon": "stop", "label": _("Off")}
    if not channel.is_recorded:
        return {"tone": "failed", "icon": "failed", "label": _("The recorder does not run")}
    if channel.trouble_message in _OUR_TROUBLE:  # nothing comes then either, and not for want of a source
        return {"tone": "failed", "icon": "alert", "label": _("Interrupted")}
    if channel.silent_seconds(now()) >= channel.alarm_seconds:
        return {"tone": "failed", "icon": "alert", "label": _("Nothing comes")}
    if channel.trouble_message:
        return {"tone": "held", "icon": "alert", "label": _("Interrupted")}
    if channel.raised:
        only_backup = all(alarm.kind == ON_BACKUP for alarm in channel.raised)
        label = " · ".join(alarm.get_kind_display() for alarm in channel.raised)
        return {"tone": "held" if only_backup else "failed", "icon": "alert", "label": label}
    if not channel.begun:
        return {"tone": "info", "icon": "work", "label": _("Waiting for the first picture")}
    return {"tone": "live", "icon": "live", "label": _("Being recorded")}


def figures(channel: Channel) -> dict[str, Any]:
    """Return what is known of the stream now."""
    newest, oldest, picture = channel.newest, channel.oldest, channel.track("video")
    moment: datetime = now()
    rate = newest.pictures / float(newest.duration) if newest and newest.pictures else None
    return {
        "newest": newest,
        "picture": picture,
        "sound": channel.track("audio"),
        "rate": rate,
        "megabits": channel.bits_per_second / 1e6 if newest else None,
        "lag": (moment - newest.wall_end).total_seconds() if newest and channel.state == Channel.ON else None,
        "there": Fraction(newest.ends - oldest.begins, TICKS) if newest and oldest else None,
        "loudness": channel.loudness if newest and channel.state == Channel.ON else None,
        "alarms": channel.alarms.order_by("-raised_at")[:_MOST_ALARMS],
        "server": f"rtmp://{urlsplit(settings.ORIGIN).hostname}/send"
        if RTMP in (channel.kind, channel.backup_kind)
        else "",
        "gaps": [(gap, gap.gap / TICKS) for gap in channel.segments.filter(gap__gt=0).order_by("-number")[:_MOST_GAPS]],
    }
