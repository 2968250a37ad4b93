"""A first look at a file's bytes, in plain Python: names what is clearly no recording before any parser is started."""

import struct
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

from clipdesk.media.errors import (
    DocumentNotMedia,
    EmptyFile,
    IndexMissing,
    NotMedia,
    PictureNotMedia,
    PlaylistNotMedia,
    ReferenceMovie,
    TextNotMedia,
    TruncatedMedia,
    UnreadableMedia,
    UnsupportedFormat,
)

_HEAD = 4096
_PLAYLISTS = (
    (b"#EXTM3U", "HLS"), (b"ffconcat", "ffconcat"), (b"[playlist]", "PLS"), (b"<smil", "SMIL"), (b"<MPD", "DASH"),
)  # fmt: skip
_OTHERS: tuple[tuple[type[NotMedia], tuple[bytes, ...]], ...] = (
    (PictureNotMedia, (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")),
    (DocumentNotMedia, (b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")),
)
_CONTAINERS = ((b"\x30\x26\xb2\x75", "Windows Media (ASF)"), (b"FLV\x01", "Flash Video"), (b".RMF", "RealMedia"))
_MOST_BOXES = 4096
_TO_REFERENCES = (b"trak", b"mdia", b"minf", b"dinf", b"dref")
_BOXES = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"moof", b"sidx", b"pnot"))


def sniff(path: Path) -> None:
    """Look at the first bytes of `path`, and at the outline of an MP4 or MOV.

    Raises:
        EmptyFile, PlaylistNotMedia, NotMedia, UnsupportedFormat, TruncatedMedia, ReferenceMovie: it is clearly
            that.
        UnreadableMedia: an MP4 made of nothing but small pieces.
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if not head:
            raise EmptyFile
        _refuse_other_kinds(head)
        if head[4:8] in _BOXES:
            _check_boxes(file, path.stat().st_size)


def _refuse_other_kinds(head: bytes) -> None:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for mark, kind in _PLAYLISTS:
        if text.lower().startswith(mark.lower()) or (text.startswith(b"<") and mark.lower() in text[:1024].lower()):
            raise PlaylistNotMedia(kind=kind)
    for error, marks in _OTHERS:
        if head.startswith(marks):
            raise error
    for mark, name in _CONTAINERS:
        if head.startswith(mark):
            raise UnsupportedFormat(format=name)
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        raise UnsupportedFormat(format="AVI")
    if _is_text(head):
        raise TextNotMedia


def _is_text(head: bytes) -> bool:
    """No control characters but white space: no media file begins with 4 KB of that."""
    sample = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if sample is not head:
        sample = sample.replace(b"\x00", b"")
    return all(byte >= 0x20 or byte in b"\t\r\n\x0c" for byte in sample) and 0x7F not in sample


def _check_boxes(file: BinaryIO, size: int) -> None:
    """Walk the top-level boxes of ISO/IEC 14496-12: is there an index, and is the last box whole?"""
    seen: set[bytes] = set()
    end = 0
    budget = count()
    for kind, start, end in _boxes(file, 0, size, budget):
        seen.add(kind)
        if kind == b"moov":
            _check_references(file, start, min(end, size), budget)
        # a fragmented file may hold any number of boxes; what must be known of it is known at its first fragment
        if seen >= {b"moov", b"moof"}:
            return
    if b"moov" not in seen:
        raise IndexMissing
    # a file still being written ends in a piece of a box; before its first fragment that is no recording yet
    if end > size:
        raise TruncatedMedia


def _check_references(file: BinaryIO, start: int, end: int, budget: Iterator[int], level: int = 0) -> None:
    """A movie that names where its samples lie: `rmra` (QuickTime File Format), or a `dref` with a place in it.

    The flag 1 says that the samples are in this very file (ISO/IEC 14496-12, 8.7.2).
    """
    for kind, inner, after in _boxes(file, start, end, budget):
        if kind == b"rmra" and level == 0:
            raise ReferenceMovie
        if level < len(_TO_REFERENCES) and kind == _TO_REFERENCES[level]:
            inner += 8 if kind == b"dref" else 0
            _check_references(file, inner, min(after, end), budget, level + 1)
        elif level == len(_TO_REFERENCES) and kind in (b"url ", b"alis"):
            file.seek(inner)
            content = file.read(min(after - inner, _HEAD))
            if content[3:4] == b"\x00" and content[4:].strip(b"\x00"):
                raise ReferenceMovie


def _boxes(file: BinaryIO, position: int, end: int, budget: Iterator[int]) -> Iterator[tuple[bytes, int, int]]:
    """The boxes between two places: kind, where the content begins, where it should end (which may lie beyond `end`).

    `budget` counts those of the whole file: it may be made of nothing else.
    """
    while position + 8 <= end:
        if next(budget) == _MOST_BOXES:
            raise UnreadableMedia
        file.seek(position)
        length, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if length == 1:
            length, header = int.from_bytes(file.read(8), "big"), 16
        elif length == 0:
            length = end - position
        if length < header:
            return
        yield kind, position + header, position + length
        position += length
