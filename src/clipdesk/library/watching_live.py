"""Watch what channels send: every few seconds the newest segments of one channel after the other are looked at.

One thread, behind everything else that the machine has to do: a machine that is too slow for it looks at less, and records
all the same. What lies too far back when its turn comes is not looked at any more.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError

from clipdesk.kernel.clock import now
from clipdesk.library.alarms import STEADY_SECONDS, end_alarms, end_of_stopped, raise_alarm
from clipdesk.library.keeping_live import own_connection
from clipdesk.library.models import Channel, Segment
from clipdesk.library.models.channel_alarm import ON_BACKUP
from clipdesk.media.errors import MediaError
from clipdesk.media.live import FAULTS, TICKS, Faults
from clipdesk.media.live.faults import BLACK, FROZEN
from clipdesk.media.live.looking import Piece, look

log = logging.getLogger("clipdesk.live")
LOOK_SECONDS = 1.0
#: So much is looked at together: each look starts a process.
TOGETHER_TICKS = 8 * TICKS
#: Of what waits longer only so many segments are looked at, the newest.
MOST_SEGMENTS = 15
NICENESS = 10


@dataclass
class Watched:
    """What is known of one channel. number: the last segment that was looked at."""

    number: int | None = None
    faults: Faults = field(default_factory=Faults)


class Watcher:
    """Looks at all channels that are on, one after the other."""

    def __init__(self) -> None:
        self._known: dict[UUID, Watched] = {}

    def run(self, stop: Event) -> None:
        """Watch until `stop`. Whatever goes wrong is in the log, and concerns one look at one channel."""
        os.nice(NICENESS)  # of this thread, and of the processes that it starts
        while not stop.is_set():
            with own_connection():
                try:
                    self.look()
                except (OperationalError, InterfaceError) as error:
                    log.warning("%s", error, extra={"action": "database_down"})
                except Exception:
                    log.exception("watching", extra={"action": "watching_broke"})
            stop.wait(LOOK_SECONDS)

    def look(self) -> None:
        """Look at each channel of which enough is new."""
        end_of_stopped()
        channels = list(Channel.objects.filter(state=Channel.ON).select_related("station", "desk"))
        self._known = {channel.pk: self._known.get(channel.pk, Watched()) for channel in channels}
        for channel in channels:
            try:
                self._look_at(channel)
            except (MediaError, OSError) as error:  # a segment may be gone, or hold nothing that can be decoded
                log.warning("%s: %s", channel.pk, error, extra={"action": "channel_not_seen"})
            except DatabaseError:
                raise
            except Exception:
                log.exception("%s", channel.pk, extra={"action": "watching_broke"})

    def _look_at(self, channel: Channel) -> None:
        known, wanted = self._known[channel.pk], channel.watched
        if channel.on_backup:
            raise_alarm(channel, ON_BACKUP, now())
        else:
            end_alarms(channel, [ON_BACKUP])
        end_alarms(channel, [fault for fault in FAULTS if fault not in wanted])
        segments = _next(channel, known.number) if wanted else []
        if not segments:
            return
        known.number = segments[-1].number
        shows = segments[-1].pictures > 0
        has_sound = channel.track("audio") is not None
        picture = shows and (BLACK in wanted or FROZEN in wanted or not has_sound)
        pieces = [Piece(segment.file, len(segment.keys)) for segment in segments]
        seen = look(channel.folder, pieces, picture=picture, sound=has_sound)
        keys = [segment.begins + key for segment in segments for key in segment.keys]
        known.faults.note(seen, segments[0].begins, segments[-1].ends, keys)
        Channel.objects.filter(pk=channel.pk).update(loudness=seen.loudness)
        self._judge(channel, segments[-1])

    def _judge(self, channel: Channel, newest: Segment) -> None:
        """Raise and end what has to be."""
        for fault, seconds in channel.watched.items():
            spell = self._known[channel.pk].faults.spells[fault]
            if spell.since is not None and spell.has_lasted(seconds):
                raise_alarm(channel, fault, _hour(channel, newest, spell.since))
            elif spell.is_over(newest.ends, STEADY_SECONDS):
                end_alarms(channel, [fault])


def _next(channel: Channel, number: int | None) -> Sequence[Segment]:
    """Return the segments to look at: those after `number` that follow each other, once they are enough together."""
    rows = channel.segments.order_by("-number")
    newest = list((rows if number is None else rows.filter(number__gt=number))[:MOST_SEGMENTS])[::-1]
    if not newest:
        return []
    together = [segment for segment in newest if segment.epoch == newest[0].epoch]
    if len(together) < len(newest):  # what comes after a break is looked at by itself
        return together
    return together if together[-1].ends - together[0].begins >= TOGETHER_TICKS else []


def _hour(channel: Channel, newest: Segment, tick: int) -> datetime:
    """Return when a tick was sent: by its own segment, as the page tells it, where that is still there."""
    segment = channel.segments.filter(begins__lte=tick, ends__gt=tick).first() or newest
    return segment.wall + timedelta(seconds=(tick - segment.begins) / TICKS)
