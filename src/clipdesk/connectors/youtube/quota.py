"""What calls cost, as data, and when the day of the quota ends. Prices of November 2026 (`determine_quota_cost`)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

#: The day of a quota begins at midnight there.
PACIFIC = ZoneInfo("America/Los_Angeles")

UPLOADS_A_DAY = 100
"""Calls of `videos.insert`, which have a bucket of their own."""
UNITS_A_DAY = 10_000
"""For everything else together."""
UNITS = {
    "channels.list": 1,
    "videos.list": 1,
    "videos.update": 50,
    "videos.delete": 50,
    "captions.list": 50,
    "captions.insert": 400,
    "captions.update": 450,
    "thumbnails.set": 50,
}


def next_day(moment: datetime) -> datetime:
    """Return when the quota begins anew: the next midnight in the Pacific zone, whatever the clocks there do before."""
    here = moment.astimezone(PACIFIC)
    return datetime.combine(here.date() + timedelta(days=1), time(0), PACIFIC)


def hours_left(moment: datetime) -> int:
    """Return in how many hours that is, rounded up."""
    return max(1, -int((moment - next_day(moment)).total_seconds() // 3600))
