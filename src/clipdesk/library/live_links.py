"""Short-lived signed addresses of a channel's segments as browsers play them: `/live/<token>`, each for one person."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from threading import BoundedSemaphore
from uuid import UUID

from django.core import signing

from clipdesk.accounts.member import member_of
from clipdesk.accounts.models import Person
from clipdesk.accounts.roles import SEE
from clipdesk.accounts.session import person_of_session
from clipdesk.library.links import WINDOW_SECONDS
from clipdesk.library.models import Channel, Segment
from clipdesk.media.errors import MediaError
from clipdesk.media.live import playable

_SALT = "clipdesk.library.segment"
#: Copying a segment is quick, but many may watch: whoever waits for a turn holds a thread that files and uploads need too.
_AT_ONCE = BoundedSemaphore(2)
_TURN_SECONDS = 3.0


class Busy(Exception):
    """Too many segments are being copied at this moment: ask again."""


def segment_link(segment: Segment, person: Person) -> str:
    """Return an address of the segment that works for three to six hours, while that person is signed in."""
    until = (int(time.time()) // WINDOW_SECONDS + 2) * WINDOW_SECONDS
    value = [str(segment.channel_id), segment.number, str(person.pk), until]
    return f"/live/{signing.Signer(salt=_SALT).sign_object(value)}"


def resolve_segment(token: str, session_key: str) -> Path:
    """Return the MP4 fragment behind a token; it is made at the first asking.

    Raises:
        LookupError: the token was not made here, has expired, is somebody else's; the person may no longer see the
            channel; or the segment is gone.
        Busy: not now.
    """
    try:
        channel_id, number, person_id, until = signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature as error:
        raise LookupError("bad token") from error
    person = person_of_session(session_key)
    if until < time.time() or person is None or str(person.pk) != person_id:
        raise LookupError("expired, somebody else's, or signed out")
    segment = Segment.objects.select_related("channel__station").filter(channel=UUID(channel_id), number=number).first()
    if segment is None:
        raise LookupError("gone")
    member = member_of(person, segment.channel.station)
    if member is None or not member.may(SEE, segment.channel.desk_id):
        raise LookupError("not theirs any more")
    return _played(segment.channel, segment)


def _played(channel: Channel, segment: Segment) -> Path:
    """Return the fragment, made under a name of its own and then renamed: two who ask at once do no harm."""
    place = channel.played_folder / f"{segment.number:010d}.mp4"
    if place.is_file():
        return place
    folder = channel.played_folder / f".{segment.number}-{time.monotonic_ns()}"
    if not _AT_ONCE.acquire(timeout=_TURN_SECONDS):
        raise Busy
    try:
        if not place.is_file():
            playable(channel.folder, segment.stored, folder).replace(place)
    except (MediaError, OSError) as error:
        raise LookupError("cannot be played") from error
    finally:
        _AT_ONCE.release()
        shutil.rmtree(folder, ignore_errors=True)
    return place
