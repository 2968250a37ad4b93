"""Small files that cost much to look at, or state what cannot be (scenario 16 and the rest of the attack table)."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from pathlib import Path

from clipdesk.media.errors import (
    DocumentNotMedia,
    EncryptedMedia,
    NotMedia,
    PictureNotMedia,
    TooLargePicture,
    TooLongRecording,
    TooManyPictures,
    TooManyStreams,
    UnsupportedCodec,
    UnsupportedFormat,
)
from tests.hostile.attack import Attack, Place, encode, picture, sound
from tests.hostile.boxes import tables

_X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "0")
_KEY = "00112233445566778899aabbccddeeff"


@lru_cache(maxsize=1)
def _huge(folder: Path) -> bytes:
    """Three H.264 pictures of 16000×16000, as a bare stream."""
    black = ("-f", "lavfi", "-i", "color=s=16000x16000:r=25:d=0.12")
    return encode(folder, "huge.h264", *black, "-c:v", "libx264", "-preset", "ultrafast", "-f", "h264")


def _huge_file(place: Place, name: str, before: bytes = b"") -> bytes:
    stream = place.folder / "stream.h264"
    huge = _huge(place.folder)  # writes its own file first
    stream.write_bytes(before + huge)
    return encode(place.folder, name, "-f", "h264", "-i", str(stream), "-c", "copy")


def _growing(place: Place) -> bytes:
    """Small pictures first; the stream then says that they are 16000×16000."""
    small = encode(place.folder, "small.h264", *picture(seconds=2), *_X264, "-f", "h264")
    return _huge_file(place, "growing.ts", small)


def _png(_place: Place) -> bytes:
    """30000×30000 pixels of one bit."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30000, 30000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(3751 * 30000)))
        + chunk(b"IEND", b"")
    )


def with_cover(place: Place) -> bytes:
    """A good sound file (MP3) whose cover is that picture: taken, and the cover never decoded."""
    tone = encode(place.folder, "tone.mp3", *sound(), "-c:a", "libmp3lame", "-id3v2_version", "0")
    frame = b"\x00image/png\x00\x03\x00" + _png(place)
    tag = b"APIC" + struct.pack(">I", len(frame)) + b"\x00\x00" + frame
    size = bytes((len(tag) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + tag + tone


def _many(place: Place, name: str, *codec: str) -> bytes:
    maps = [part for _ in range(300) for part in ("-map", "0:a")]
    return encode(place.folder, name, *sound(0.1), *maps, *codec)


def _years(place: Place, name: str) -> bytes:
    """Seventy-five pictures over ten years."""
    stretch = ("-vf", "setpts=N*4300000/TB", "-fps_mode", "passthrough", "-enc_time_base", "1")
    track = ("-video_track_timescale", "1") if name.endswith("mp4") else ()
    return encode(place.folder, name, *picture(seconds=3), *stretch, *_X264, *track)


def _fast(place: Place) -> bytes:
    return encode(place.folder, "fast.mp4", *picture(seconds=0.0003, rate=1_000_000), *_X264)


def _encrypted(place: Place) -> bytes:
    scheme = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", _KEY, "-encryption_kid", _KEY)
    return encode(place.folder, "cenc.mp4", *picture(), *_X264, *scheme)


def _magic(place: Place, name: str) -> bytes:
    return encode(place.folder, name, *picture(seconds=0.2), "-c:v", "magicyuv")


def with_nested_tags(place: Place) -> bytes:
    """Matroska: ten thousand SimpleTag elements, each in the other (RFC 9559, 5.1.8.1.2), behind a good recording."""
    inner = b""
    for _ in range(10_000):
        inner = b"\x67\xc8" + _size(len(inner)) + inner
    tags = b"\x12\x54\xc3\x67" + _size(len(inner) + 10) + b"\x73\x73" + _size(len(inner)) + inner
    return encode(place.folder, "tags.mkv", *picture(), *_X264, "-live", "1") + tags


def _size(length: int) -> bytes:
    """An EBML length of eight bytes (RFC 8794, section 4)."""
    return (length | 1 << 56).to_bytes(8, "big")


def all_bombs() -> list[Attack]:
    """Each of them, with what it must be told."""
    return [
        Attack("16000×16000 H.264", "a.mp4", lambda p: _huge_file(p, "huge.mp4"), TooLargePicture),
        Attack("16000×16000 H.264 in a transport stream", "a.ts", lambda p: _huge_file(p, "huge.ts"), TooLargePicture),
        Attack("16000×16000 after two seconds", "a.ts", _growing, TooLargePicture),
        Attack("30000×30000 PNG", "a.mp4", _png, PictureNotMedia),
        Attack("gzip of zeros", "a.mp4", lambda _p: zlib.compress(bytes(50_000_000), wbits=31), DocumentNotMedia),
        Attack("300 streams, Matroska", "a.mkv", lambda p: _many(p, "m.mkv", "-c:a", "pcm_s16le"), TooManyStreams),
        Attack("300 streams, MP4", "a.mp4", lambda p: _many(p, "m.mp4", "-c:a", "aac"), TooManyStreams),
        Attack("300 streams, MPEG-TS", "a.ts", lambda p: _many(p, "m.ts", "-c:a", "mp2"), TooManyStreams),
        Attack("ten years, MP4", "a.mp4", lambda p: _years(p, "years.mp4"), TooLongRecording),
        Attack("ten years, Matroska", "a.mkv", lambda p: _years(p, "years.mkv"), TooLongRecording),
        Attack("1,000,000 pictures per second", "a.mp4", _fast, TooManyPictures),
        Attack("encrypted (CENC)", "a.mp4", _encrypted, EncryptedMedia),
        Attack("AVI with MagicYUV named .mp4", "a.mp4", lambda p: _magic(p, "a.avi"), UnsupportedFormat),
        Attack("MagicYUV in Matroska named .mp4", "a.mp4", lambda p: _magic(p, "a.mkv"), UnsupportedCodec),
        Attack("NUT named .mp4", "a.mp4", lambda p: _magic(p, "a.nut"), NotMedia),
        *tables(),
    ]
