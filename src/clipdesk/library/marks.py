"""Marks on a channel while it runs: by playout over HTTP, with a token of the channel's own, or by a person at the page.

A token is shown once; of it the database holds a digest. It opens nothing but this one door: whoever has it can mark
moments of that channel, and reads nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import INGEST, OPERATE
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.library.cutting_live import NoLongerThere, NothingRecorded, NotYetThere, now_on, tick_at
from clipdesk.library.models import Channel, ChannelMark
from clipdesk.library.models.mark import MOST_LABEL

#: Playout marks items, not pictures: what calls oftener is set up wrongly.
MOST_IN_AN_HOUR = 1000
#: A clock that goes a little fast marks no picture that was not sent.
_AHEAD = timedelta(seconds=10)


class WrongToken(ClipdeskError):
    """No channel has it; told apart from nothing else."""

    message = gettext_noop("This token marks nothing here. Take a new one on the channel's page.")


class TooManyMarks(ClipdeskError):
    """More than anybody marks."""

    message = gettext_noop(
        "This channel was marked {limit} times within an hour. Mark items, not pictures; try again later."
    )


def give_token(channel: Channel, member: Member) -> str:
    """Return a new token of a channel, to be shown once; one that was there marks nothing any more.

    Raises:
        NotAllowed.
    """
    member.require(OPERATE, channel.desk_id)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(mark_digest=_digest(token))
        record(channel, "mark_token_given", by=member.actor)
    return token


def take_token(channel: Channel, member: Member) -> None:
    """Let nobody mark a channel over HTTP any more.

    Raises:
        NotAllowed.
    """
    member.require(OPERATE, channel.desk_id)
    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(mark_digest="")
        record(channel, "mark_token_taken", by=member.actor)


def channel_of_token(channel_id: UUID, token: str) -> Channel:
    """Return the channel that a token may mark.

    Raises:
        WrongToken: there is none, or it has another one, or none.
    """
    channel = Channel.objects.select_related("station").filter(pk=channel_id).first()
    known = channel.mark_digest if channel else ""
    if channel is None or not known or not hmac.compare_digest(known, _digest(token)):
        raise WrongToken
    return channel


def mark(channel: Channel, label: str, moment: datetime | None = None, by: str = "") -> ChannelMark:
    """Mark what is being sent at this moment, or was at another.

    Raises:
        NothingRecorded, NoLongerThere, NotYetThere, TooManyMarks.
    """
    if channel.marks.filter(made_at__gt=now() - timedelta(hours=1)).count() >= MOST_IN_AN_HOUR:
        raise TooManyMarks(limit=MOST_IN_AN_HOUR)
    oldest = channel.oldest
    if oldest is None:
        raise NothingRecorded
    if moment is None:
        tick, moment = now_on(channel), now()
    else:
        if moment < oldest.wall:
            raise NoLongerThere(hours=channel.hours)
        if moment > now() + _AHEAD:
            raise NotYetThere
        tick = tick_at(channel, moment)
    words = " ".join(clean_words(label).split())[:MOST_LABEL]
    return ChannelMark.objects.create(channel=channel, tick=tick, wall=moment, label=words, by=by[:200])


def mark_by_hand(channel: Channel, member: Member, label: str) -> ChannelMark:
    """Mark what is being sent at this moment, as a person.

    Raises:
        NotAllowed, and as `mark`.
    """
    member.require(INGEST, channel.desk_id)
    return mark(channel, label, by=member.person.name)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
