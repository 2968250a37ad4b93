"""The key frames of a recording: where decoding may begin, kept in one small file that grows with a live recording.

The file (little endian, no padding) is a header of 32 bytes and one record of 24 bytes per key frame, in order of pts:

======  ======  ===========================================================================================
offset  type    header
======  ======  ===========================================================================================
0       8 s     `CLIPKEY1`
8       u32     time base: seconds per tick, numerator
12      u32     … denominator
16      u32     usual length of one picture, in ticks
20      u16     number of the picture track among the recording's tracks
22      u16     flags. 1: a reader may enter the file at `byte` (MPEG-TS of one programme)
24      u64     bytes of the recording that had been read when the index was written
======  ======  ===========================================================================================

======  ======  ===========================================================================================
offset  type    record
======  ======  ===========================================================================================
0       i64     pts: presentation time on the recording's own clock, in ticks, as counted from the file's beginning
                (a 33-bit clock that wraps goes on)
8       i64     byte where its packet begins, -1 where the container does not tell
16      u32     duration in ticks: up to the next key frame, of the last one up to the end
20      u16     settle: pictures after this one until all are whole (gradual refresh; 0 for every usual key frame)
22      u16     flags. 1: closed (IDR, closed GOP): nothing after it refers to anything before it. 2: brings along the
                parameters that a decoder needs (sequence header, parameter sets); matters only where they are not
                stored at the head of the file, as in MPEG-TS
======  ======  ===========================================================================================

An open group of pictures is as good an entry as a closed one: its leading pictures, which refer to the group before,
come before the key frame in time, and nobody who enters there wants them. `closed` matters to whoever joins packets.

Growing means: the last record is written again, since its duration has grown, and new ones follow. A reader leaves out
a record that is not there in full.
"""

import os
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import overload

from clipdesk.media.errors import UnreadableIndex

FILE_NAME = "keyframes.bin"
_MAGIC = b"CLIPKEY1"
_HEADER = struct.Struct("<8sIIIHHQ")
_RECORD = struct.Struct("<qqIHH")
_ENTER_BY_BYTE = 1
_CLOSED, _PARAMETERS = 1, 2


@dataclass(frozen=True)
class KeyFrame:
    """One key frame; see the module for units."""

    pts: int
    byte: int
    duration: int
    settle: int
    closed: bool
    parameters: bool


class Records(Sequence[KeyFrame]):
    """The records as they lie in the file: an hour of pictures that are all key frames costs 2 MB and no more."""

    def __init__(self, data: bytes) -> None:
        self._data = data[: len(data) - len(data) % _RECORD.size]

    def __len__(self) -> int:
        return len(self._data) // _RECORD.size

    @overload
    def __getitem__(self, number: int) -> KeyFrame: ...
    @overload
    def __getitem__(self, number: slice) -> list[KeyFrame]: ...
    def __getitem__(self, number: int | slice) -> KeyFrame | list[KeyFrame]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        place = range(len(self))[number] * _RECORD.size
        pts, byte, duration, settle, flags = _RECORD.unpack_from(self._data, place)
        return KeyFrame(pts, byte, duration, settle, bool(flags & _CLOSED), bool(flags & _PARAMETERS))


@dataclass(frozen=True)
class KeyFrameIndex:
    """All key frames of one recording, in order of time.

    time_base: seconds per tick. picture: ticks of one usual picture. track: number of the picture track.
    enter_by_byte: whether a reader may begin at `KeyFrame.byte`. seen: bytes of the recording read so far.
    """

    time_base: Fraction
    picture: int
    track: int
    enter_by_byte: bool
    seen: int
    frames: Sequence[KeyFrame] = field(repr=False)

    def ticks(self, at: Fraction) -> int:
        """Return the tick that has begun at `at` seconds of the recording's own clock."""
        return int(at / self.time_base // 1)

    def entry(self, at: Fraction) -> KeyFrame | None:
        """Return the last key frame from which every picture from `at` (seconds, own clock) on is decoded whole.

        None: there is none so early; the recording is entered at its beginning.
        """
        return next(self.entries(at), None)

    def entries(self, at: Fraction) -> Iterator[KeyFrame]:
        """Yield that key frame and, going back, those before it."""
        ticks = self.ticks(at)
        for number in range(bisect_right(self.frames, ticks, key=lambda frame: frame.pts) - 1, -1, -1):
            frame = self.frames[number]
            if frame.pts + frame.settle * self.picture <= ticks:
                yield frame

    def to_bytes(self) -> bytes:
        """Return the whole file."""
        return self._header() + b"".join(_pack(frame) for frame in self.frames)

    @classmethod
    def from_bytes(cls, data: bytes) -> "KeyFrameIndex":
        """Read a file; a last record that is not there in full is left out.

        Raises:
            UnreadableIndex: these bytes are no such file.
        """
        if len(data) < _HEADER.size:
            raise UnreadableIndex
        magic, numerator, denominator, picture, track, flags, seen = _HEADER.unpack_from(data)
        if magic != _MAGIC or not (numerator and denominator and picture):
            raise UnreadableIndex
        base = Fraction(numerator, denominator)
        return cls(base, picture, track, bool(flags & _ENTER_BY_BYTE), seen, Records(data[_HEADER.size :]))

    def grow(self, file: Path, known: int) -> None:
        """Bring `file`, which holds the first `known` of these key frames, up to this index, in place.

        The records first and the header last: whoever reads meanwhile has whole records and never too late a `seen`.
        """
        from_here = max(0, known - 1)
        with file.open("r+b") as out:
            out.seek(_HEADER.size + from_here * _RECORD.size)
            out.write(b"".join(_pack(frame) for frame in self.frames[from_here:]))
            out.flush()
            os.fsync(out.fileno())
            out.seek(0)
            out.write(self._header())

    def _header(self) -> bytes:
        base, flags = self.time_base, _ENTER_BY_BYTE if self.enter_by_byte else 0
        return _HEADER.pack(_MAGIC, base.numerator, base.denominator, self.picture, self.track, flags, self.seen)


def _pack(frame: KeyFrame) -> bytes:
    flags = (_CLOSED if frame.closed else 0) | (_PARAMETERS if frame.parameters else 0)
    return _RECORD.pack(frame.pts, frame.byte, frame.duration, frame.settle, flags)
