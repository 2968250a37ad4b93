"""RTMP: nginx-rtmp takes the streams and asks us of each whether its key is right, and where it belongs.

An encoder sends to the application `send` with a channel's key as the stream's name. Who knows a key is led on to the
application `desk` under the channel's number, where the stream is cut into pieces that the recorder fetches as HLS: so a
key never becomes the name of a file. While it sends, nginx-rtmp asks again every few seconds; who has been given another
key meanwhile is cut off, and a sender of whom nothing is heard any more leaves its place to the next one.
"""

from __future__ import annotations

import hmac
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.models import Channel, Sender
from clipdesk.media.live import Source
from clipdesk.media.live.piece import SECOND, WRONG_KEY
from clipdesk.media.live.sources import RTMP

log = logging.getLogger("clipdesk.live")
#: nginx-rtmp asks again every five seconds (`notify_update_timeout` in deploy/nginx-rtmp.conf).
SEEN_SECONDS = 15
_KEY = re.compile("[A-Za-z0-9_-]{16,100}")
#: A channel notes no oftener than this that somebody was turned away for the same reason.
_NOTE_SECONDS = 10


class BadStreamKey(ClipdeskError):
    """A key of another form."""

    message = gettext_noop(
        "A stream key has 16 to 100 letters without marks, digits, - and _. Leave the field empty: the desk makes one."
    )


class WrongStreamKey(ClipdeskError):
    """No channel has it."""

    message = gettext_noop("No channel has this stream key.")


class SomebodySends(ClipdeskError):
    """One sender at a time."""

    message = gettext_noop("Somebody else sends to this channel already.")


@dataclass(frozen=True)
class _Place:
    """One of a channel's two sources."""

    channel: Channel
    backup: bool

    @property
    def name(self) -> str:
        return f"{self.channel.pk}-backup" if self.backup else str(self.channel.pk)


def new_key() -> str:
    """Return a stream key that nobody guesses."""
    return secrets.token_urlsafe(18)


def check_key(key: str) -> None:
    """Raise BadStreamKey where this is none."""
    if not _KEY.fullmatch(key):
        raise BadStreamKey


def source_of(channel: Channel, *, backup: bool = False) -> Source:
    """Return where the recorder fetches what an encoder sends over RTMP."""
    host = urlsplit(settings.RTMP_PIECES).hostname or ""
    return Source(RTMP, f"{settings.RTMP_PIECES}/{_Place(channel, backup).name}.m3u8", (host,))


def admit(key: str, client: str) -> str:
    """Let the sender `client` in who knows `key`; return where its stream is led on to.

    Raises:
        WrongStreamKey, SomebodySends: it is turned away, and the channels that it may have been meant for note it.
    """
    place = _place_of(key)
    if place is None:
        waiting = Channel.objects.filter(Q(kind=RTMP) | Q(backup_kind=RTMP), state=Channel.ON)
        turn_away(waiting.exclude(senders__seen_at__gt=_long_ago()), WRONG_KEY)
        raise WrongStreamKey
    with transaction.atomic():
        Channel.objects.select_for_update().filter(pk=place.channel.pk).first()
        row = Sender.objects.filter(channel=place.channel, backup=place.backup).first()
        is_taken = row is not None and row.client != client and row.seen_at > _long_ago()
        if not is_taken:
            values = {"client": client, "seen_at": now()}
            Sender.objects.update_or_create(channel=place.channel, backup=place.backup, defaults=values)
    if is_taken:
        turn_away(Channel.objects.filter(pk=place.channel.pk), SECOND)
        raise SomebodySends
    return f"{settings.RTMP_RELAY}/{place.name}"


def still_sends(key: str, client: str) -> None:
    """Take that `client` still sends with `key`.

    Raises:
        WrongStreamKey: the key is another one by now; it is to be cut off.
    """
    place = _place_of(key)
    if place is None:
        raise WrongStreamKey
    rows = Sender.objects.filter(channel=place.channel, backup=place.backup)
    if not rows.filter(client=client).update(seen_at=now()):
        admit(key, client)  # the desk did not hear it begin


def has_left(key: str, client: str) -> None:
    """Take that `client` sends no longer; somebody else may at once."""
    place = _place_of(key)
    if place is not None:
        Sender.objects.filter(channel=place.channel, backup=place.backup, client=client).delete()


def turn_away(channels: QuerySet[Channel], why: str) -> None:
    """Let channels (a query) note that somebody was turned away now, and why."""
    moment = now()
    old = ~Q(turned_away_why=why) | Q(turned_away_at__lt=moment - timedelta(seconds=_NOTE_SECONDS))
    channels.filter(old).update(turned_away_at=moment, turned_away_why=why)
    log.warning("%s", why, extra={"action": "sender_turned_away"})


def _long_ago() -> datetime:
    return now() - timedelta(seconds=SEEN_SECONDS)


def _place_of(key: str) -> _Place | None:
    """Return whose key this is. All are compared, and each whole: the time that takes tells nothing of them."""
    rows = Channel.objects.filter(Q(kind=RTMP) | Q(backup_kind=RTMP)).order_by("made_at")
    found = None
    for channel in rows:
        for kind, own, backup in (
            (channel.kind, channel.address, False),
            (channel.backup_kind, channel.backup_address, True),
        ):
            same = hmac.compare_digest(own.encode(), key.encode())
            if kind == RTMP and same and found is None:
                found = _Place(channel, backup)
    return found
