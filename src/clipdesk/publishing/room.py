"""How many new posts a destination still takes, by what the desk itself has posted there.

What was posted by other means the desk does not know: then the platform says no, and its answer counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


class NoRoomInTime(ClipdeskError):
    """There will be none before the sign-off ends."""

    message = gettext_noop(
        "{destination} takes {count} new posts in {hours} hours, and they are used up until {time}. The sign-off ends before "
        "that: have it signed again then, or post it by hand."
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


def room_at(destination: Destination, moment: datetime) -> Room | None:
    """Return what a destination takes at a moment, now or later, with all that is planned or waits; None where no limit is
    known."""
    planned = Q(state=State.PREPARED, first_live_at=None)
    waits = planned & Q(sign_off__isnull=False) & (Q(slot=None) | Q(slot__lte=now()))
    return _room(destination, moment, waits | (planned & Q(slot__gt=now(), slot__lte=moment)))


def opens_at(publication: Publication) -> datetime | None:
    """Return until when a publication that is due has to wait for room; None: there is some, or it asks for none. Call it in
    the transaction that lets it go: nobody else takes the last place meanwhile.

    What is breaking never waits: the platform may know better than we do.
    """
    place = publication.destination
    allowance = _allowance(place)
    if allowance is None or publication.is_public or publication.is_urgent:
        return None
    if publication.clip.film_seconds > allowance.longest_seconds:
        return None
    list(Destination.objects.select_for_update(of=("self",), no_key=True).filter(pk=place.pk))
    room = _room(place, now(), Q(pk=None))
    return room.opens if room is not None and not room.left else None


def no_room(publication: Publication, opens: datetime) -> ClipdeskError:
    """Return the sentence for a publication that waits."""
    said, sign_off = _said(publication.destination, opens), publication.sign_off
    ends_before = sign_off is not None and sign_off.valid_until < opens
    return NoRoomInTime(**said) if ends_before else NoRoom(**said)


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
    """Return what is known of a destination: of its kind and shape; the station's own word goes before."""
    allowance = destination.limits.allowance
    if allowance is None or allowance.shape != destination.shape:
        return None
    return replace(allowance, posts=settings.NEW_POSTS.get(destination.kind, allowance.posts))


def _room(destination: Destination, moment: datetime, planned: Q) -> Room | None:
    """Return the room at a moment. planned: what counts of that which has not gone out."""
    allowance = _allowance(destination)
    if allowance is None:
        return None
    span, soonest = timedelta(seconds=allowance.seconds), min(now(), moment)
    live = Q(first_live_at__gt=moment - span, first_live_at__lte=moment)
    rows = destination.publications.filter(live | planned | (_GOES_NOW & Q(first_live_at=None)))
    found = rows.values_list("first_live_at", "slot", "room_from")
    each = (first or max(slot or soonest, waits or soonest, soonest) for first, slot, waits in found)
    moments = sorted(one for one in each if moment - span < one <= moment)
    over = len(moments) - allowance.posts
    return Room(allowance, len(moments), moments[over] + span if over >= 0 else moment)
