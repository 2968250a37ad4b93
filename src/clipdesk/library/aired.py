"""When a recording that was cut from a channel was sent, by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from clipdesk.library.models import Recording
from clipdesk.media.live import TICKS


def aired_at(recording: Recording) -> datetime | None:
    """Return when the first picture of a recording was sent; None of what was not cut here, and where nothing tells it."""
    for cut in recording.live_cuts.exclude(origin=None).select_related("planned", "channel").order_by("made_at"):
        assert cut.origin is not None
        segment = cut.channel.segments.filter(begins__lte=cut.origin, ends__gt=cut.origin).first()
        if segment is not None:
            return segment.wall + timedelta(seconds=(cut.origin - segment.begins) / TICKS)
        planned = getattr(cut, "planned", None)  # the other end of a one-to-one may be missing
        if planned is not None:
            begins: datetime = planned.begins_at
            return begins - timedelta(seconds=(cut.begins - cut.origin) / TICKS)
    return None


def seconds_of_day(moment: datetime, zone: ZoneInfo) -> Fraction:
    """Return how much of its day has passed on the clocks of a zone."""
    local = moment.astimezone(zone)
    whole = 3600 * local.hour + 60 * local.minute + local.second
    return whole + Fraction(local.microsecond, 1_000_000)
