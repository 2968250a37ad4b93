"""What calls cost, as data, and when the day of a quota ends. Prices of November 2026 (`determine_quota_cost`)."""

from __future__ import annotations

from datetime import datetime, timedelta

from clipdesk.connectors.quotas import Quota

#: The day of a quota begins at midnight there.
PACIFIC = "America/Los_Angeles"

#: How far two clocks may lie apart.
SOON = timedelta(minutes=5)
#: Calls of `videos.insert`, which have a bucket of their own. A project's, like the other: all channels share it.
UPLOADS = Quota("uploads", amount=100, zone=PACIFIC, of_project=True, ahead=True, key="youtube")
#: For everything else together. A clip usually takes 500 of them: captions, and the changes that make it public.
UNITS_A_DAY = Quota("units", amount=10_000, zone=PACIFIC, usual=500, of_project=True, ahead=True, key="youtube-units")
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
    """Return when the quotas begin anew: the next midnight in the Pacific zone, whatever the clocks there do before."""
    return next(UPLOADS.turns(moment, ()))


def asked_again(moment: datetime) -> datetime:
    """Return when to ask again where YouTube says that a quota is used up: when the day there is over; where it has only just
    begun by our clock, in a moment, for theirs may be a little behind."""
    soon = moment + SOON
    return soon if moment - UPLOADS.begins(moment) < SOON else next_day(moment)
