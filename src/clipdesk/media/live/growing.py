"""A file that is still growing, in a folder that is watched: what is added to it is the stream.

The newest file of the folder is read. One that was there before anybody listened is entered near its end, for it is what
goes on now that is recorded; a newer one is read from its beginning. Nothing is parsed here but the first bytes, for the
form; all else is the sandboxed receiver's. A file that has not grown for some seconds is over until it grows again, or a
newer one comes.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import BinaryIO

from clipdesk.media.live.errors import FolderMissing, GrowsNoMore, NoFileThere, Unreadable, WrapsInMp4, WrapsInMxf
from clipdesk.media.live.piece import Piece, form_of

SILENT_SECONDS = 10.0
_LOOK_SECONDS = 0.2
_AT_ONCE = 256 << 10
_HEAD_BYTES = 8 << 10
#: So much before its end a transport stream is entered: a key frame lies in it.
_TAIL_BYTES = 4 << 20
_PACKET = 188
_ENDINGS = (".ts", ".mts", ".mp4", ".m4v", ".mov", ".cmfv", ".mxf")
_MXF = b"\x06\x0e\x2b\x34"  # SMPTE ST 377-1: every file begins with this key, maybe behind a run-in


class Growing:
    """The files of one folder, one after the other. It remembers where it was when it is asked again."""

    def __init__(self, folder: Path, silent_seconds: float = SILENT_SECONDS) -> None:
        self._folder, self._silent = folder, silent_seconds
        self._known: os.stat_result | None = None
        self._at = 0
        self._begun = False

    def pieces(self, stop: Event) -> Generator[Piece | None, None, None]:
        """Yield what is added.

        Raises:
            FolderMissing, NoFileThere, GrowsNoMore: nothing comes now.
            WrapsInMxf, WrapsInMp4, Unreadable: what grows there cannot be recorded while it does.
        """
        path = self._newest()
        if path is None:
            self._begun = True
            raise NoFileThere
        with _opened(path) as file:
            yield from self._read(file, stop)

    def _newest(self) -> Path | None:
        try:
            found = [path for path in self._folder.iterdir() if path.suffix.lower() in _ENDINGS and _is_plain(path)]
        except OSError as error:
            raise FolderMissing from error
        return max(found, key=_changed, default=None)

    def _read(self, file: BinaryIO, stop: Event) -> Generator[Piece | None, None, None]:
        form = self._wait_for_form(file, stop)
        if not form:
            return
        first, last = True, time.monotonic()
        if not self._is_known(file):  # else it goes on where it was
            size = os.fstat(file.fileno()).st_size if not self._begun else 0
            self._at = max(0, size - _TAIL_BYTES) // _PACKET * _PACKET
        self._known, self._begun = os.fstat(file.fileno()), True
        while not stop.is_set():
            file.seek(self._at)
            data = file.read(_AT_ONCE)
            if data:
                self._at += len(data)
                yield Piece(data, form, joint=first)
                first, last = False, time.monotonic()
                continue
            if self._is_replaced(file):
                return
            if time.monotonic() - last > self._silent:
                raise GrowsNoMore(seconds=round(self._silent))
            yield None
            stop.wait(_LOOK_SECONDS)

    def _wait_for_form(self, file: BinaryIO, stop: Event) -> str:
        """Return which form a file has, once enough of it is there; empty: told to stop."""
        last = time.monotonic()
        while not stop.is_set():
            file.seek(0)
            head = file.read(_HEAD_BYTES)
            if _MXF in head[:64]:
                raise WrapsInMxf
            form = form_of(head)
            if form == "mov":
                raise WrapsInMp4
            if form:
                return form
            if len(head) >= _HEAD_BYTES:
                raise Unreadable
            if time.monotonic() - last > self._silent:
                raise GrowsNoMore(seconds=round(self._silent))
            stop.wait(_LOOK_SECONDS)
        return ""

    def _is_known(self, file: BinaryIO) -> bool:
        found, known = os.fstat(file.fileno()), self._known
        return known is not None and os.path.samestat(found, known) and found.st_size >= self._at

    def _is_replaced(self, file: BinaryIO) -> bool:
        """Whether a newer file is there, or this one was begun anew."""
        newest = self._newest()
        here = os.fstat(file.fileno())
        if newest is None:
            return False
        with suppress(OSError):
            return here.st_size < self._at or not os.path.samestat(here, newest.lstat())
        return False


def _opened(path: Path) -> BinaryIO:
    """Open a file, and nothing that only leads to one.

    Raises:
        NoFileThere: it is gone meanwhile.
    """
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    except OSError as error:
        raise NoFileThere from error


def _is_plain(path: Path) -> bool:
    with suppress(OSError):
        return stat.S_ISREG(path.lstat().st_mode)
    return False


def _changed(path: Path) -> float:
    with suppress(OSError):
        return path.lstat().st_mtime
    return 0.0
