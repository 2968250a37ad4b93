"""Size and length of our own MP4 and JPEG files, read from their headers without decoding anything."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

LARGEST_HEADER = 32 << 20
_FRAME_STARTS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # of JPEG, whatever its way of coding


@dataclass(frozen=True)
class Size:
    """What Telegram is told of a video."""

    width: int
    height: int
    seconds: int

    def is_like(self, width: int, height: int) -> bool:
        """Tell whether a picture has the video's proportions, to within a fiftieth."""
        return abs(self.width * height - self.height * width) * 50 <= self.width * height


def video_size(path: Path) -> Size | None:
    """Return a video's size; None where the header does not say it."""
    try:
        with path.open("rb") as file:
            while len(head := file.read(8)) == 8:
                length, kind = struct.unpack(">I4s", head)
                skip = 8
                if length == 1:
                    length, skip = struct.unpack(">Q", file.read(8))[0], 16
                if kind == b"moov":
                    return _read(file.read(min(length - skip, LARGEST_HEADER)))
                if length < skip:
                    return None
                file.seek(length - skip, 1)
    except (OSError, struct.error, ValueError):
        return None
    return None


def _read(moov: bytes) -> Size | None:
    """Read the header's boxes: the film's length, and the first track that has a picture."""
    seconds, picture = 0, None
    for kind, data in _boxes(moov):
        if kind == b"mvhd":
            scale, length = struct.unpack_from(">IQ", data, 20) if data[0] else struct.unpack_from(">II", data, 12)
            seconds = max(1, round(length / scale)) if scale else 0
        elif kind == b"trak" and picture is None:
            tkhd = dict(_boxes(data)).get(b"tkhd", b"")
            width, height = struct.unpack(">II", tkhd[-8:]) if len(tkhd) >= 84 else (0, 0)
            picture = (width >> 16, height >> 16) if width and height else None
    return Size(*picture, seconds) if picture and seconds else None


def _boxes(data: bytes) -> list[tuple[bytes, bytes]]:
    """Split data into its boxes."""
    found, place = [], 0
    while place + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        if length < 8:
            break
        found.append((kind, data[place + 8 : place + length]))
        place += length
    return found


def picture_size(path: Path) -> tuple[int, int] | None:
    """Return a JPEG's width and height; None where the header does not say it."""
    try:
        with path.open("rb") as file:
            if file.read(2) != b"\xff\xd8":
                return None
            while len(head := file.read(4)) == 4 and head[0] == 0xFF:
                length = int.from_bytes(head[2:], "big")
                if head[1] in _FRAME_STARTS:
                    height, width = struct.unpack(">HH", file.read(5)[1:])
                    return width, height
                file.seek(length - 2, 1)
    except (OSError, struct.error, ValueError):
        return None
    return None
