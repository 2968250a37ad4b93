"""A practice receiver for each test, and a clip for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clipdesk.connectors.contract import Post, SealedFile
from clipdesk.connectors.http import Times
from clipdesk.connectors.receiver.connector import Receiver
from clipdesk.connectors.receiver.line import Line
from clipdesk.connectors.receiver.practice.server import SECRET
from clipdesk.connectors.receiver.tests.server import Server
from clipdesk.connectors.secret import Secret

HERE = ("127.0.0.1",)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A practice receiver."""
    running = Server(tmp_path / "receiver")
    yield running
    running.stop()
    assert running.invalid == []


@pytest.fixture
def line(server: Server) -> Line:
    """The way to it; it waits seconds for an answer."""
    return Line(server.url, Secret(SECRET), HERE, Times(step=10, request=30, answer=4, files=4))


@pytest.fixture
def receiver(line: Line) -> Receiver:
    """It, behind the contract."""
    return Receiver(line, "Đài Sông Hồng")


@pytest.fixture
def clip(tmp_path: Path) -> Callable[..., Post]:
    """Returns a post with a video in two shapes, a picture, captions, and captions in English."""

    def sealed(name: str, data: bytes, media_type: str, shape: str = "") -> SealedFile:
        path = tmp_path / name
        path.write_bytes(data)
        return SealedFile(name, path, hashlib.sha256(data).hexdigest(), len(data), media_type, shape)

    def made(version: str = "a", **changes: object) -> Post:
        film = bytes(range(256)) * 12_000
        files = (
            sealed("clip-16x9.mp4", b"wide" + film, "video/mp4", "16:9"),
            sealed("clip-9x16.mp4", version.encode() + film, "video/mp4", "9:16"),
            sealed("thumbnail.jpg", b"\xff\xd8 picture", "image/jpeg"),
            sealed("captions.vtt", b"WEBVTT\n\nvi", "text/vtt"),
            sealed("captions-en.vtt", b"WEBVTT\n\nen", "text/vtt"),
        )
        words: dict[str, object] = {"title": "Cầu mới", "description": "Thông xe <b>sáng nay</b>\n& chiều nay"}
        flags = {"ai_altered": True, "paid": False, "made_for_children": False}
        given = {"version": version * 64, "language": "vi", "files": files, "flags": flags, **words, **changes}
        return Post(**given)  # type: ignore[arg-type]

    return made
