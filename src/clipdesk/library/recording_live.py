"""The recorder: one thread and one sandboxed receiver for each channel that is on, for as long as the desk runs."""

from __future__ import annotations

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, transaction

from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library import rolling, rtmp
from clipdesk.library.alarms import forget_old, tell_of
from clipdesk.library.channels import growing_folder, inside_hosts
from clipdesk.library.keeping_live import ChannelKeeper, own_connection
from clipdesk.library.models import Channel
from clipdesk.library.storage import IngestStopped, disk_state
from clipdesk.library.watching_live import Watcher
from clipdesk.media import live
from clipdesk.media.live.sources import GROWING, RTMP

log = logging.getLogger("clipdesk.live")
LOOK_SECONDS = 1.0
BEAT_SECONDS = 5.0
TIDY_SECONDS = 30.0
AGAIN_SECONDS = 5.0
END_SECONDS = 12.0


#: The recorder writes every five seconds that it lives: silent for so long, it does not.
DEAD_SECONDS = 60


class RecordingBroke(ClipdeskError):
    """A defect of ours ended the recording of a channel."""

    message = gettext_noop(
        "Recording this channel failed within the desk; its source is not to blame. It is tried again by itself. If this "
        "stays, whoever runs the desk finds the reason in the log."
    )


class RecorderRuns(RuntimeError):
    """Another recorder works in the same folder."""


@dataclass
class Running:
    """One channel that is being recorded."""

    channel: Channel
    stop: Event = field(default_factory=Event)
    thread: Thread | None = None

    def begin(self) -> None:
        """Start its thread."""
        self.thread = Thread(target=self._record, name=f"channel {self.channel.pk}", daemon=True)
        self.thread.start()

    @property
    def alive(self) -> bool:
        """Whether its thread runs."""
        return self.thread is not None and self.thread.is_alive()

    def _record(self) -> None:
        """Record until told to stop; a defect ends this channel's thread alone, and it is begun anew."""
        main, *others = sources_of(self.channel)
        backup = others[0] if others else None
        keeper = ChannelKeeper(self.channel)
        with own_connection():
            try:
                live.record(main, self.channel.folder, keeper, self.stop, backup)
            except Exception:
                log.exception("%s", self.channel.pk, extra={"action": "channel_broke"})
                keeper.trouble(RecordingBroke())
                self.stop.wait(AGAIN_SECONDS)


class Recorder:
    """Looks every second at which channels shall be recorded, and sees to it that they are, and no others."""

    def __init__(self) -> None:
        self.running: dict[UUID, Running] = {}
        self._beaten = self._tidied = 0.0
        self._swept: set[UUID] = set()  # strays come of an earlier recorder only

    def run(self, stop: Event) -> None:
        """Record until `stop`.

        Raises:
            RecorderRuns: another one does already.
        """
        with _only_one():
            watching = Thread(target=Watcher().run, args=(stop,), name="watching", daemon=True)
            watching.start()
            try:
                while not stop.is_set():
                    try:
                        self.look()
                    except (
                        OperationalError,
                        InterfaceError,
                    ) as error:  # the database is away; what is being recorded goes on
                        log.warning("%s", error, extra={"action": "database_down"})
                    close_old_connections()
                    stop.wait(LOOK_SECONDS)
            finally:
                self.end()

    def look(self) -> None:
        """Begin and end what has to be; every five seconds say that we live, every thirty keep the windows."""
        rows = Channel.objects.filter(state=Channel.ON).select_related("station", "desk")
        wanted = {channel.pk: channel for channel in rows}
        full = disk_state(Path(settings.LIVE))
        stopped = full.stops_ingest and not _make_room()  # while something old can go, what comes is recorded
        if stopped:
            said = {"trouble_message": IngestStopped.message, "trouble_params": {"percent": str(full.percent)}}
            Channel.objects.filter(pk__in=list(wanted)).update(**said)
        self._end_others({} if stopped else wanted)
        if not stopped:
            self._begin(wanted)
        moment = time.monotonic()
        if moment - self._beaten >= BEAT_SECONDS:
            self._beaten = moment
            Channel.objects.filter(pk__in=list(wanted)).update(beat_at=now())
            for channel in wanted.values():
                warn_if_silent(channel)
        if moment - self._tidied >= TIDY_SECONDS:
            self._tidied = moment
            self._tidy()

    def _tidy(self) -> None:
        """Keep the windows. What cannot be removed is said in the log, and disturbs neither recording nor other channels."""
        rolling.drop_orphans()
        forget_old()
        _make_room()
        for channel in Channel.objects.all():
            try:
                if channel.pk not in self._swept:
                    rolling.drop_strays(channel)
                    self._swept.add(channel.pk)
                rolling.tidy(channel)
            except OSError as error:
                log.warning("%s: %s", channel.pk, error, extra={"action": "window_not_kept"})

    def end(self) -> None:
        """End everything; what is open is closed with what it has."""
        for one in self.running.values():
            one.stop.set()
        until = time.monotonic() + END_SECONDS
        for one in self.running.values():
            if one.thread is not None:
                one.thread.join(max(0.1, until - time.monotonic()))
        self.running.clear()

    def _end_others(self, wanted: dict[UUID, Channel]) -> None:
        for pk, one in list(self.running.items()):
            channel = wanted.get(pk)
            if channel is None or _source(channel) != _source(one.channel):
                one.stop.set()
            if not one.alive:
                del self.running[pk]

    def _begin(self, wanted: dict[UUID, Channel]) -> None:
        for pk, channel in wanted.items():
            if pk not in self.running:
                self.running[pk] = Running(channel)
                self.running[pk].begin()


def warn_if_silent(channel: Channel) -> None:
    """Tell those who can do something, once for each silence, that nothing has arrived for too long."""
    if channel.silent_seconds(now()) < channel.alarm_seconds:
        return
    _tell(channel, f"channel:{channel.pk}:{channel.silent_since:%Y%m%d%H%M%S}")


def dead() -> list[Channel]:
    """Return the channels that should be recorded, and no recorder has said for a minute that it does."""
    before = now() - timedelta(seconds=DEAD_SECONDS)
    waiting = Channel.objects.filter(state=Channel.ON, on_since__lt=before)
    return list(waiting.exclude(beat_at__gte=before).select_related("station", "desk").order_by("name_sort"))


def warn_if_dead() -> None:
    """Tell the same people, once for each silence, that nobody records a channel: a dead recorder cannot say so itself."""
    for channel in dead():
        _tell(channel, f"recorder:{channel.pk}:{channel.beat_at or channel.on_since:%Y%m%d%H%M%S}")


def _tell(channel: Channel, cause: str) -> None:
    with transaction.atomic():
        tell_of(channel, "channel_silent", cause)


def _make_room() -> int:
    """Remove the oldest of what was recorded, as far as that helps a disk that fills up; return how much was removed."""
    try:
        return rolling.make_room()
    except OSError as error:
        log.warning("%s", error, extra={"action": "window_not_kept"})
        return 0


def _source(channel: Channel) -> tuple[Any, ...]:
    return channel.kind, channel.address, channel.backup_kind, channel.backup_address


def sources_of(channel: Channel) -> list[live.Source]:
    """Return the main source of a channel and, where there is one, its backup."""
    sources = [_source_at(channel, channel.kind, channel.address, backup=False)]
    if channel.backup_address:
        sources.append(_source_at(channel, channel.backup_kind, channel.backup_address, backup=True))
    return sources


def _source_at(channel: Channel, kind: str, address: str, *, backup: bool) -> live.Source:
    if kind == RTMP:
        return rtmp.source_of(channel, backup=backup)
    if kind == GROWING:
        return live.Source(kind, str(growing_folder(address)))
    return live.Source(kind, address, inside_hosts(channel.station))


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold the folder; the lock goes with the process."""
    folder = Path(settings.LIVE)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "recorder.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RecorderRuns(f"Another recorder works in {folder}. One is enough for all channels.") from error
        yield
