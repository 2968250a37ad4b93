"""What stands on the station's accounts beside what the desk published.

1. Once an account is connected, its own posts of the last 180 days are listed: “posted elsewhere”. They are measured like
   everything else, so that what is usual does not have to begin from nothing.
2. From then on the account is looked at every hour. A post that no publication explains is an unsigned post: the
   editors-in-chief are told once, and answer whether it is the station's.

Only the account's own posts are asked for; nobody's comments, nobody else's posts. Which accounts can be listed is said by
`connectors.registry.LISTED`: a Telegram bot is told no list of a channel's posts, nor does Zalo give one to the desk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain

from django.db import transaction
from django.urls import reverse

from clipdesk.accounts.member import Member
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CHIEF
from clipdesk.audience.models import FoundPost, Listing
from clipdesk.connectors.by_hand.connector import ByHand
from clipdesk.connectors.contract import ConnectorError, Listed, Lists, NotTaken
from clipdesk.connectors.registry import LISTED
from clipdesk.destinations.models import Destination
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import record, transition
from clipdesk.jobs.announce import defer, is_waiting
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.models import Publication

BEFORE = timedelta(days=180)
EVERY = timedelta(hours=1)
#: How far each look reaches back behind the one before: lists of platforms lag.
_OVERLAP = timedelta(days=3)
_WHO_CHARACTERS = 120
_NAME = re.compile(r"[\w-]{6,}", re.ASCII)


class NotListed(ClipdeskError):
    """A limit, or a line that broke: nobody has to do anything."""

    message = gettext_noop("The platform did not say what stands on the account. It is asked again by itself.")


class NobodyNamed(ClipdeskError):
    """Who posted it by hand is part of the answer."""

    message = gettext_noop("Write who posted it by hand, so that it can be asked about later.")


def go_round() -> None:
    """Begin to list accounts that were connected, and defer a job for each that is due."""
    fresh = Destination.objects.filter(kind__in=LISTED, listing=None)
    Listing.objects.bulk_create([Listing(destination=one) for one in fresh], ignore_conflicts=True)
    for destination_id in Listing.objects.filter(next_at__lte=now()).values_list("destination", flat=True):
        lock = f"list:{destination_id}"
        if not is_waiting(lock):
            with transaction.atomic():
                defer("audience.list_posts", lock=lock, destination_id=destination_id)


def list_posts(destination: Destination) -> None:
    """Look what stands on an account, and keep what no publication explains."""
    listing = Listing.objects.get(destination=destination)
    moment = now()
    since = listing.looked_at - _OVERLAP if listing.looked_at else listing.began_at - BEFORE
    try:
        connector = destination.connector()
        listed = connector.list_posts(since) if isinstance(connector, Lists) else []
    except ConnectorError as error:
        wait = timedelta(seconds=error.wait) if isinstance(error, NotTaken) else EVERY
        why = error if error.permanent else NotListed()
        Listing.objects.filter(pk=listing.pk).update(next_at=moment + max(EVERY, wait), **why.as_trouble)
        return
    keep(listing, listed, moment)


def keep(listing: Listing, listed: Sequence[Listed], moment: datetime) -> None:
    """Write down what is new of a list that an account told at a moment, and when it is asked next."""
    rows = [_row(listing, one) for one in _unexplained(listing.destination, listed)]
    with transaction.atomic():
        FoundPost.objects.bulk_create(rows, ignore_conflicts=True)
        for post in FoundPost.objects.filter(pk__in=[row.pk for row in rows], state=FoundPost.UNSIGNED):
            _raise(post)
        Listing.objects.filter(pk=listing.pk).update(
            next_at=moment + EVERY, looked_at=moment, trouble_message="", trouble_params={}
        )


def say_ours(post: FoundPost, posted_by: str, *, member: Member) -> None:
    """Answer that a post is the station's, and who posted it by hand. From now on it counts among what is usual.

    Raises:
        NobodyNamed: without that.
        IllegalTransition: somebody has said so already.
    """
    who = " ".join(posted_by.split())[:_WHO_CHARACTERS]
    if not who:
        raise NobodyNamed
    transition(post, FoundPost.SAY_OURS, by=member.actor, changes={"posted_by": who, "next_at": now()})


def say_not_ours(post: FoundPost, *, member: Member) -> None:
    """Answer that a post is not the station's: it is not measured any more. The desk touches nothing at the platform.

    Raises:
        IllegalTransition: somebody has said so already.
    """
    transition(post, FoundPost.SAY_NOT_OURS, by=member.actor, changes={"posted_by": "", "next_at": None})


def _unexplained(destination: Destination, listed: Iterable[Listed]) -> list[Listed]:
    """Return what is neither known already nor a publication of ours, by any name under which it may stand there."""
    by_name = {one.remote_id: one for one in listed}
    known = FoundPost.objects.filter(destination=destination, remote_id__in=list(by_name))
    for name in known.values_list("remote_id", flat=True):
        by_name.pop(name, None)
    if by_name:
        ours = Publication.objects.filter(station=destination.station_id).exclude(remote_id="")
        published = ours.filter(destination__kind=destination.kind).values_list("remote_id", flat=True)
        by_hand = ours.filter(destination__kind=ByHand.kind).values_list("remote_id", flat=True)
        explained = (LISTED[destination.kind].names_of(one) for one in published.iterator())
        written = (_NAME.findall(one) for one in by_hand.iterator())  # addresses, in which the name stands
        for name in chain.from_iterable(chain(explained, written)):
            by_name.pop(name, None)
    return list(by_name.values())


def _row(listing: Listing, one: Listed) -> FoundPost:
    """Return how a post is kept. What became public before the desk first looked stands there without a question."""
    was_there = one.public_since < listing.began_at
    return FoundPost(
        station_id=listing.destination.station_id,
        destination=listing.destination,
        remote_id=one.remote_id,
        address=one.address,
        title=one.title[:200],
        shape=one.shape,
        public_since=one.public_since,
        state=FoundPost.ELSEWHERE if was_there else FoundPost.UNSIGNED,
        next_at=now() if was_there else None,
    )


def _raise(post: FoundPost) -> None:
    """Write into the history that an unsigned post was found, and tell the editors-in-chief; once for each post."""
    after = {
        "destination": post.destination.name,
        "address": post.address,
        "public_since": post.public_since.isoformat(),
    }
    record(post, "unsigned_post_found", by=CLIPDESK, after=after)
    station = post.station
    link = reverse("audience:elsewhere", kwargs={"station": station.slug})
    tell(
        people_who_may(CHIEF, station),
        station=station,
        desk=None,
        kind="unsigned_post",
        cause=f"post:{post.pk}",
        link=link,
    )
