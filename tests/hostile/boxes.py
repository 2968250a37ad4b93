"""Hostile MP4 and MOV files, made from a good one by replacing boxes (ISO/IEC 14496-12, QuickTime File Format)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from pathlib import Path

from clipdesk.media.errors import DamagedMedia, NoUsableStream, ReferenceMovie, UnreadableMedia, ZeroLength
from tests.hostile.attack import Attack, Place, encode, picture

Change = Callable[[bytes], bytes]


def box(kind: bytes, payload: bytes) -> bytes:
    """One box."""
    return struct.pack(">I4s", len(payload) + 8, kind) + payload


def replace_box(data: bytes, path: Sequence[bytes], change: Change) -> bytes:
    """Return `data` with the payload of the first box at `path` changed; the boxes around it grow along.

    The index of ffmpeg's own files stands behind the samples, so that offsets stay right.
    """
    position = 0
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        if kind == path[0]:
            inner = data[position + 8 : position + length]
            new = change(inner) if len(path) == 1 else replace_box(inner, path[1:], change)
            return data[:position] + box(kind, new) + data[position + length :]
        position += length
    raise LookupError(path)


_TRACK = (b"moov", b"trak", b"mdia", b"minf")
_TABLE = (*_TRACK, b"stbl")


def movie(folder: Path, name: str = "good.mov") -> bytes:
    """A good movie of one second."""
    return encode(folder, name, *picture(), "-c:v", "libx264", "-preset", "ultrafast")


def alias(path: str) -> bytes:
    """A data reference that names a file by a Macintosh alias record with its full path."""
    target = path.encode()
    record = bytes(10) + bytes((4,)) + b"disk".ljust(27, b"\0") + bytes(12) + bytes((5,)) + b"a.mov".ljust(63, b"\0")
    record += bytes(16) + struct.pack(">hh", 1, 1) + bytes(16)
    record += struct.pack(">HH", 2, len(target)) + target + bytes(len(target) % 2) + b"\xff\xff\x00\x00"
    return box(b"alis", struct.pack(">I", 0) + record)


def _referring(entry: Callable[[Place], bytes], *, empty: bool = False) -> Callable[[Place], bytes]:
    def build(place: Place) -> bytes:
        data = replace_box(
            movie(place.folder),
            (*_TRACK, b"dinf", b"dref"),
            lambda _old: struct.pack(">II", 0, 1) + entry(place),
        )
        return replace_box(data, (b"mdat",), lambda old: bytes(len(old))) if empty else data

    return build


def _url(address: str) -> bytes:
    return box(b"url ", struct.pack(">I", 0) + address.encode() + b"\0")


def references() -> list[Attack]:
    """Movies whose samples are said to lie elsewhere."""
    return [
        Attack("MOV alias to a file", "a.mov", _referring(lambda p: alias(str(p.pipe))), ReferenceMovie),
        Attack("MOV alias that climbs", "a.mov", _referring(lambda p: alias("../" * 9 + str(p.pipe))), ReferenceMovie),
        Attack("MOV alias to http", "a.mp4", _referring(lambda p: alias(f"{p.server}/a.mov")), ReferenceMovie),
        Attack("MOV url to http", "a.mov", _referring(lambda p: _url(f"{p.server}/a"), empty=True), ReferenceMovie),
        Attack(
            "MOV url to a file", "a.mov", _referring(lambda p: _url(f"file://{p.pipe}"), empty=True), ReferenceMovie
        ),
        Attack("MOV that redirects", "a.mov", _redirecting, ReferenceMovie),
    ]


def _redirecting(place: Place) -> bytes:
    """A reference movie: `rmra` holds nothing but where the real one lies."""
    address = f"{place.server}/a.mov".encode() + b"\0"
    reference = box(b"rdrf", struct.pack(">I4sI", 0, b"url ", len(address)) + address)
    return box(b"ftyp", b"qt  \0\0\0\0") + box(b"moov", box(b"rmra", box(b"rmda", reference)))


def deep(place: Place) -> bytes:
    """A hundred thousand boxes, each in the other."""
    depth = 100_000
    nested = b"".join(struct.pack(">I4s", 8 * (depth - level), b"trak") for level in range(depth))
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", nested) + box(b"mdat", bytes(64))


def splinters(place: Place) -> bytes:
    """Two million boxes with nothing in them, and no index."""
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"free", b"") * 2_000_000


def samples(count: int, size: int) -> Callable[[Place], bytes]:
    """An index of `count` samples of `size` bytes, in a file that holds twenty-five."""

    def build(place: Place) -> bytes:
        data = movie(place.folder)
        data = replace_box(data, (*_TABLE, b"stsz"), lambda _old: struct.pack(">III", 0, size, count))
        data = replace_box(data, (*_TABLE, b"stts"), lambda _old: struct.pack(">IIII", 0, 1, count, 1))
        return replace_box(data, (*_TABLE, b"stsc"), lambda _old: struct.pack(">IIIII", 0, 1, 1, count, 1))

    return build


def tables() -> list[Attack]:
    """Boxes that lie about how much there is."""
    return [
        Attack("100,000 boxes, each in the other", "a.mp4", deep, NoUsableStream),
        Attack("2,000,000 empty boxes", "a.mp4", splinters, UnreadableMedia),
        Attack("1,000,000 samples of nothing", "a.mp4", samples(1_000_000, 1), DamagedMedia),
        Attack("4,000,000,000 samples", "a.mp4", samples(4_000_000_000, 1), ZeroLength),
    ]
