"""How many new posts a destination still takes, by what the desk itself has posted there.

What was posted by other means the desk does not know: then the platform says no, and its answer counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from clipdesk.connectors.contract import Allowance
from clipdesk.destinations.models import Destination
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Publication
from clipdesk.publishing.sending import Plan

#: What has no time of its own is posted as soon as it is signed: it is counted as posted now.
_GOES_NOW = Q(state__in=[State.SENDING, State.PROCESSING, State.UNKNOWN])


class NoRoom(ClipdeskError):
    """The platform takes no more new posts for now."""

    message = gettext_noop(
        "{destination} takes {count} new posts in {hours} hours, and they are used up. It goes out by itself after {time}."
    )


class NoRoomThen(ClipdeskError):
    """There will be none at the time that is planned."""

    message = gettext_noop(
        "{destination} takes {count} new posts in {hours} hours, and by {time} they are used up or planned. It goes out when "
        "there is room again, or choose another time."
    )


@dataclass(frozen=True)
class Room:
    """What a destination takes at some moment. taken: how many new posts stand or are planned in the span that ends then;
    opens: when there is room (that moment itself where there is)."""

    allowance: Allowance
    taken: int
    opens: datetime

    @property
    def posts(self) -> int:
        """How many it takes at all."""
        return self.allowance.posts

    @property
    def left(self) -> int:
        """How many more it takes."""
        return max(0, self.posts - self.taken)

    @property
    def hours(self) -> int:
        """How long the span is."""
        return self.allowance.seconds // 3600


def room_at(destination: Destination, moment: datetime, *, but: Publication | None = None) -> Room | None:
    """Return what a destination takes at a moment, now or later, without `but`; None where no limit is known."""
    allowance = _allowance(destination)
    if allowance is None:
        return None
    span = timedelta(seconds=allowance.seconds)
    moments = _moments(destination, moment - span, moment, but)
    over = len(moments) - allowance.posts
    return Room(allowance, len(moments), moments[over] + span if over >= 0 else moment)


def opens_at(publication: Publication) -> datetime | None:
    """Return until when a publication that is due has to wait for room; None: there is some, or it asks for none.

    What is breaking never waits: the platform may know better than we do.
    """
    if publication.is_public or publication.is_urgent:
        return None
    room = room_at(publication.destination, now(), but=publication)
    return room.opens if room is not None and not room.left else None


def no_room(publication: Publication, opens: datetime) -> NoRoom:
    """Return the sentence for a publication that waits."""
    return NoRoom(**_said(publication.destination, opens))


def without_room(plans: Iterable[Plan]) -> Iterator[NoRoomThen]:
    """Yield a sentence for each plan whose destination will have no room at its time. Ask before the plans are written."""
    for plan in plans:
        moment = plan.slot or now()
        room = room_at(plan.destination, moment)
        if room is not None and not room.left:
            yield NoRoomThen(**_said(plan.destination, moment))


def _said(destination: Destination, moment: datetime) -> dict[str, object]:
    """Return what fills the sentences."""
    allowance = _allowance(destination)
    assert allowance is not None
    there = moment.astimezone(ZoneInfo(destination.station.timezone))
    hours, time = allowance.seconds // 3600, f"{there:%H:%M, %d.%m.%Y}"
    return {"destination": destination.name, "count": allowance.posts, "hours": hours, "time": time}


def _allowance(destination: Destination) -> Allowance | None:
    """Return what is known of a destination's kind; the station's own word goes before."""
    allowance = destination.limits.allowance
    posts = settings.NEW_POSTS.get(destination.kind)
    return allowance if allowance is None or posts is None else replace(allowance, posts=posts)


def _moments(destination: Destination, after: datetime, until: datetime, but: Publication | None) -> Sequence[datetime]:
    """Return when new posts went there, or will, after a moment and until another; the earliest first."""
    live = Q(first_live_at__gt=after, first_live_at__lte=until)
    planned = Q(state=State.PREPARED, first_live_at=None, slot__gt=max(after, now()), slot__lte=until)
    rows = Publication.objects.filter(live | planned | (_GOES_NOW & Q(first_live_at=None)), destination=destination)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return sorted(first or slot or now() for first, slot in rows.values_list("first_live_at", "slot"))
