"""What a channel's receiver says becomes rows: each segment once, in order, on the channel's timeline.

A segment counts from the moment its row is there. The receiver leaves a note beside each file, and the note goes once the
row is written: what a recorder that died had not written down yet is found by the next one.
"""

from __future__ import annotations

import json
import logging
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction

from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library.models import Channel, Segment
from clipdesk.media.live import TICKS, Found, Last, Placed, Timeline
from clipdesk.media.live.errors import Unreadable

log = logging.getLogger("clipdesk.live")
_NOTE_BYTES = 1 << 20
_HEARD_SECONDS = 2.0
_MOST_TRACKS = 10
_NAME = re.compile("[0-9]{10}")
#: While the database is away it is asked no more often: each asking may take its time.
_AWAY_SECONDS = 5.0
_AWAY = (OperationalError, InterfaceError)


class ChannelKeeper:
    """Keeps one channel while one recorder records it (a `Keeper` of the media room)."""

    def __init__(self, channel: Channel) -> None:
        self._id, self._folder = channel.pk, channel.folder
        self._lock = Lock()
        self._timeline = Timeline()
        self._trouble = channel.trouble_message
        self._heard = 0.0
        self._behind = False
        self._asked_in_vain = -_AWAY_SECONDS
        self._tracks: list[Any] | None = None  # not written down yet
        self._turns = [(0, channel.on_backup)]  # from which number on segments are of the backup source, or not
        self._on_backup: bool | None = None  # as it was written down

    def next_number(self, on_backup: bool = False) -> int:
        """Take over what an earlier recorder left, and return the number that comes next, of this source.

        While the database is away it is the one after all files, and what they are is taken over later.
        """
        with self._lock:
            number = self._number()
            if self._turns[-1][1] != on_backup:
                self._turns.append((number, on_backup))
            return number

    def _number(self) -> int:
        if not self._behind:  # else a break would wait for it, and what is sent meanwhile would be lost
            try:
                return self._number_kept()
            except _AWAY as error:
                self._note_away(error)
        names = [file.stem for kind in ("*.ts", "*.json") for file in self._folder.glob(kind)]
        return max([self._timeline.next_number, *(int(name) + 1 for name in names if _NAME.fullmatch(name))])

    def _number_kept(self) -> int:
        with own_connection():
            self._timeline = Timeline(last_of(self._id))
            self._take_over_all()
            self._behind = False
            kept = self._timeline.next_number
            for file in self._folder.glob("*.ts"):  # without a note and without a row: nobody will ever ask for it
                if file.stem.isdecimal() and int(file.stem) >= kept:
                    file.unlink(missing_ok=True)
            return kept

    @property
    def _is_away(self) -> bool:
        """Whether the database was away a moment ago."""
        return time.monotonic() - self._asked_in_vain < _AWAY_SECONDS

    def _note_away(self, error: Exception) -> None:
        self._behind, self._asked_in_vain = True, time.monotonic()
        log.warning("%s", error, extra={"action": "database_down"})

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take what the receiver says. While the database is away, notes gather beside the files.

        Raises:
            Unreadable: it makes no sense.
        """
        try:
            with self._lock, own_connection():
                if said.get("kind") == "tracks":
                    self._tracks = [track for track in said["tracks"] if isinstance(track, dict)][:_MOST_TRACKS]
                found = Found.read(said) if said.get("kind") == "segment" else None
                if not self._is_away:
                    self._write_down(found)
        except ValueError as error:
            raise Unreadable from error
        except _AWAY as error:
            self._note_away(error)

    def _write_down(self, found: Found | None) -> None:
        """Write what was said, after what could not be written before."""
        if self._tracks is not None:
            self._rows.update(tracks=self._tracks)
            self._tracks = None
        if self._behind and found is not None:
            if self._timeline.last is None:  # the database was away from the beginning
                self._timeline = Timeline(last_of(self._id))
            self._take_over_all()
            self._behind = False
        if found is not None:
            self._keep(found)
        if time.monotonic() - self._heard > _HEARD_SECONDS:
            self._heard = time.monotonic()
            self._rows.update(heard_at=now())

    def trouble(self, error: ClipdeskError | None) -> None:
        """Write down what is wrong, or that nothing is any more."""
        if (error.message if error else "") == self._trouble or self._is_away:
            return
        try:
            with own_connection():
                self._note(error)
        except _AWAY as away:
            self._note_away(away)

    def turned_away(self, why: str) -> None:
        """Write down that somebody who wanted to send was turned away."""
        if self._is_away:
            return
        try:
            with own_connection():
                self._rows.update(turned_away_at=now(), turned_away_why=why)
        except _AWAY as away:
            self._note_away(away)

    def _note(self, error: ClipdeskError | None) -> None:
        message = error.message if error else ""
        params = {name: str(value) for name, value in error.params.items()} if error else {}
        self._rows.update(trouble_message=message, trouble_params=params)
        self._trouble = message
        if error is not None:
            log.warning("%s: %s", self._id, error.code, extra={"action": "channel_trouble"})

    @property
    def _rows(self) -> Any:
        return Channel.objects.filter(pk=self._id)

    def _keep(self, found: Found) -> None:
        """Write the row, then throw the note away; a number that is there already is not written again.

        How large it is, its file says: whoever wrote the note may claim anything.
        """
        last = self._timeline.last
        size = _size_of(self._folder / f"{found.number:010d}.ts")
        if size is not None and (last is None or found.number > last.number):
            before = self._timeline.last
            placed = self._timeline.place(replace(found, size=size))
            try:
                with transaction.atomic():
                    backup = self._is_backup(found.number)
                    Segment.objects.create(channel_id=self._id, backup=backup, **_fields(placed))
                    if backup != self._on_backup:
                        self._rows.update(on_backup=backup)
                    bits = size * 8 * TICKS // found.ticks
                    self._rows.update(bits_per_second=bits)
            except BaseException:
                self._timeline.last = before  # it is placed again when its note is taken over
                raise
            self._on_backup = backup
        (self._folder / f"{found.number:010d}.json").unlink(missing_ok=True)

    def _is_backup(self, number: int) -> bool:
        return next(on_backup for first, on_backup in reversed(self._turns) if first <= number)

    def _take_over_all(self) -> None:
        for note in sorted(self._folder.glob("*.json")):
            self._take_over(note)

    def _take_over(self, note: Path) -> None:
        """Keep what a note speaks of, if its file is there; a note that cannot be believed goes."""
        try:
            found = Found.read(json.loads(_read(note)))
        except (ValueError, OSError):
            note.unlink(missing_ok=True)
            return
        if note.stem == f"{found.number:010d}":
            self._keep(found)
        else:
            note.unlink(missing_ok=True)


@contextmanager
def own_connection() -> Iterator[None]:
    """Give the connection of this thread back at once: threads of receivers come and go, connections are few."""
    try:
        yield
    finally:
        if not connection.in_atomic_block:
            close_old_connections()


def last_of(channel_id: Any) -> Last | None:
    """Return what has to be known of a channel's newest segment to go on from it."""
    newest = Segment.objects.filter(channel=channel_id).order_by("-number").first()
    if newest is None:
        return None
    return Last(
        number=newest.number,
        epoch=newest.epoch,
        ends=newest.ends,
        end_pts=newest.first_pts + newest.ends - newest.begins,
        wall_end=newest.wall_end.timestamp(),
    )


def _fields(placed: Placed) -> dict[str, Any]:
    found = placed.found
    return {
        "number": found.number,
        "epoch": placed.epoch,
        "first_pts": found.first_pts,
        "begins": placed.begins,
        "ends": placed.ends,
        "gap": placed.gap,
        "size": found.size,
        "pictures": found.pictures,
        "keys": list(found.keys),
        "wall": placed.wall,
        "kept_at": datetime.now(UTC),
    }


def _size_of(file: Path) -> int | None:
    """Return the size of a plain file; None where there is none, or something else."""
    try:
        found = file.lstat()
    except FileNotFoundError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _read(note: Path) -> bytes:
    """Read a file that a sandboxed process wrote: no link is followed, and it is not long."""
    descriptor = os.open(note, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(_NOTE_BYTES)
