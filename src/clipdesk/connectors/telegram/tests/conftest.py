"""An emulated Telegram for each test, and a clip for it."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clipdesk.connectors.contract import Post, SealedFile
from clipdesk.connectors.http import Times
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.bot import Bot
from clipdesk.connectors.telegram.connector import TelegramChannel
from clipdesk.connectors.telegram.tests.emulator import CHANNEL, DESCRIPTION, TOKEN, Server, Telegram

VIDEO = bytes(range(256)) * 12_000


@pytest.fixture
def server() -> Iterator[Server]:
    """An emulated Bot API."""
    if not DESCRIPTION.is_file():
        pytest.skip("the description of the Bot API is not here")
    running = Server()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def telegram(server: Server) -> Telegram:
    """What the emulated channel holds."""
    return server.telegram


@pytest.fixture
def bot(server: Server) -> Bot:
    """A bot that waits a second for an answer, and little longer where it has sent files."""
    return Bot(Secret(TOKEN), server.url, Times(step=1, request=20, answer=1, files=1))


@pytest.fixture
def channel(bot: Bot) -> TelegramChannel:
    """The channel behind the contract."""
    return TelegramChannel(bot, CHANNEL)


def box(kind: bytes, *inside: bytes) -> bytes:
    """Return one box of an MP4 file."""
    data = b"".join(inside)
    return struct.pack(">I4s", len(data) + 8, kind) + data


def film(width: int, height: int, version: str) -> bytes:
    """Return what has the header of an MP4 file of three seconds, and three megabytes in it."""
    length = box(b"mvhd", bytes(12), struct.pack(">II", 1000, 3000), bytes(80))
    track = box(b"trak", box(b"tkhd", bytes(76), struct.pack(">II", width << 16, height << 16)))
    return box(b"moov", length, track) + box(b"mdat", VIDEO, version.encode())


def picture(width: int, height: int) -> bytes:
    """Return the header of a JPEG file."""
    return (
        b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(10) + b"\xff\xd9"
    )


@pytest.fixture
def clip(tmp_path: Path) -> Callable[..., Post]:
    """Returns a post with a video in each shape and an upright picture."""

    def sealed(name: str, data: bytes, media_type: str, shape: str = "") -> SealedFile:
        path = tmp_path / name
        path.write_bytes(data)
        return SealedFile(name, path, hashlib.sha256(data).hexdigest(), len(data), media_type, shape)

    def made(version: str = "a", **changes: object) -> Post:
        sizes = {"16:9": (160, 90), "1:1": (90, 90), "4:5": (80, 100), "9:16": (90, 160)}
        videos = [
            sealed(f"{version}-{width}x{height}.mp4", film(width, height, version), "video/mp4", shape)
            for shape, (width, height) in sizes.items()
        ]
        files = (*videos, sealed("thumbnail.jpg", picture(1080, 1920), "image/jpeg"))
        words: dict[str, object] = {"title": "Cầu mới", "description": "Thông xe *sáng nay* <b>&</b> [x](y)"}
        return Post(version=version * 64, language="vi", files=files, **{**words, **changes})  # type: ignore[arg-type]

    return made
