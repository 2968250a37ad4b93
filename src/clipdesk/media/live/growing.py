"""A file that is still growing, in a folder that is watched: what is added to it is the stream.

The newest file of the folder is read. One that was there before anybody listened is entered near its end, for it is what
goes on now that is recorded; a newer one is read from its beginning. Only sizes of boxes are looked at here; all else is
the sandboxed receiver's. A file that has not grown for some seconds is over until it grows again, or a newer one comes.
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

from clipdesk.media.live.errors import FolderMissing, GrowsNoMore, NoFileThere, NotFragmented, Unreadable, WrapsInMxf
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
_MOST_HEAD = 16 << 20


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
            WrapsInMxf, NotFragmented, Unreadable: what grows there cannot be recorded while it does.
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
        if self._is_known(file):
            head = b""  # it goes on where it was; the demuxer finds its way in a transport stream alone
            if form == "mov":
                self._at, head = _enter(file, self._at)
        else:
            self._at, head = self._enter(file, form)
        self._known, self._begun = os.fstat(file.fileno()), True
        while not stop.is_set():
            file.seek(self._at)
            data = file.read(_AT_ONCE)
            if data:
                self._at += len(data)
                yield Piece(head + data, form, joint=first)
                first, head, last = False, b"", time.monotonic()
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
            if form := form_of(head):
                return form
            if len(head) >= _HEAD_BYTES:
                raise Unreadable
            if time.monotonic() - last > self._silent:
                raise GrowsNoMore(seconds=round(self._silent))
            stop.wait(_LOOK_SECONDS)
        return ""

    def _enter(self, file: BinaryIO, form: str) -> tuple[int, bytes]:
        """Return where reading begins, and what has to be said before."""
        size = os.fstat(file.fileno()).st_size if not self._begun else 0
        if form == "mov":
            return _enter(file, max(0, size - 1))
        return max(0, size - _TAIL_BYTES) // _PACKET * _PACKET, b""

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


def _enter(file: BinaryIO, near: int) -> tuple[int, bytes]:
    """Return where the fragment begins that `near` lies in, or begins with, and what stands before all fragments.

    Raises:
        NotFragmented: there are none, and what stands instead can be read only once the file is whole.
    """
    at, head = 0, b""
    fragment: int | None = None
    size = os.fstat(file.fileno()).st_size
    while at + 8 <= size and (fragment is None or at < near):
        file.seek(at)
        begin = file.read(16)
        length, kind = int.from_bytes(begin[:4], "big"), begin[4:8]
        if length == 1:
            length = int.from_bytes(begin[8:16], "big")
        if kind == b"mdat" and fragment is None:
            raise NotFragmented
        if length < 8 or (fragment is not None and at + length > near):
            break
        if kind == b"moof":
            fragment = at
        if fragment is None:
            if at + length > _MOST_HEAD:
                raise NotFragmented
            file.seek(at)
            head += file.read(length)
        at += length
    if fragment is None or near == 0:
        return 0, b""
    return (near if at == near else fragment), head


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
