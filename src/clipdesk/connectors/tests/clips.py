"""Clips for practice platforms: small files that look like ours from outside."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from pathlib import Path

from clipdesk.connectors.contract import Post, SealedFile

VIDEO = bytes(range(256)) * 12_000
SIZES = {"16:9": (160, 90), "1:1": (90, 90), "4:5": (80, 100), "9:16": (90, 160)}


def box(kind: bytes, *inside: bytes) -> bytes:
    """Return one box of an MP4 file."""
    data = b"".join(inside)
    return struct.pack(">I4s", len(data) + 8, kind) + data


def film(width: int, height: int, version: str, seconds: int = 3) -> bytes:
    """Return what has the header of an MP4 file of some seconds, and three megabytes in it."""
    length = box(b"mvhd", bytes(12), struct.pack(">II", 1000, seconds * 1000), bytes(80))
    track = box(b"trak", box(b"tkhd", bytes(76), struct.pack(">II", width << 16, height << 16)))
    return box(b"moov", length, track) + box(b"mdat", VIDEO, version.encode())


def picture(width: int, height: int) -> bytes:
    """Return the header of a JPEG file."""
    return (
        b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(10) + b"\xff\xd9"
    )


def sealed(folder: Path, name: str, data: bytes, media_type: str, shape: str = "") -> SealedFile:
    """Write a file and seal it."""
    path = folder / name
    path.write_bytes(data)
    return SealedFile(name, path, hashlib.sha256(data).hexdigest(), len(data), media_type, shape)


def clip_in(folder: Path, version: str = "a", shapes: Iterable[str] = tuple(SIZES), **changes: object) -> Post:
    """Return a post with a video in each of some shapes and an upright picture."""
    videos = [
        sealed(folder, f"{version}-{width}x{height}.mp4", film(width, height, version), "video/mp4", shape)
        for shape, (width, height) in SIZES.items()
        if shape in shapes
    ]
    files = (*videos, sealed(folder, "thumbnail.jpg", picture(1080, 1920), "image/jpeg"))
    words: dict[str, object] = {
        "title": "Cầu mới",
        "description": "Thông xe *sáng nay* & [x](y)",
        "version": version * 64,
        "language": "vi",
        "files": files,
        "flags": {"ai_altered": False, "paid": False, "made_for_children": False},  # a package answers for each
    }
    return Post(**{**words, **changes})  # type: ignore[arg-type]
