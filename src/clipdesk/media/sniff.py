"""A first look at a file's bytes, in plain Python: names what is clearly no recording before any parser is started."""

import struct
from pathlib import Path
from typing import BinaryIO

from clipdesk.media.errors import (
    DocumentNotMedia,
    EmptyFile,
    IndexMissing,
    NotMedia,
    PictureNotMedia,
    PlaylistNotMedia,
    TextNotMedia,
    TruncatedMedia,
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
_BOXES = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"moof", b"sidx", b"pnot"))


def sniff(path: Path) -> None:
    """Look at the first bytes of `path`, and at the outline of an MP4 or MOV.

    Raises:
        EmptyFile, PlaylistNotMedia, NotMedia, UnsupportedFormat, TruncatedMedia: it is clearly that.
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
    position = 0
    seen: set[bytes] = set()
    while position + 8 <= size and len(seen) < 64:
        file.seek(position)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length == 1:
            length = int.from_bytes(file.read(8), "big")
        elif length == 0:
            length = size - position
        if length < 8:
            break
        seen.add(kind)
        position += length
    if b"moov" not in seen:
        raise IndexMissing
    # a fragmented file still being written ends in a piece of a fragment; what came before it is whole
    if position > size and b"moof" not in seen:
        raise TruncatedMedia
