"""An emulated Telegram for each test, and a clip for it."""

from __future__ import annotations

import hashlib
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
    """A bot that waits a second for an answer."""
    return Bot(Secret(TOKEN), server.url, Times(step=1, request=20, answer=1))


@pytest.fixture
def channel(bot: Bot) -> TelegramChannel:
    """The channel behind the contract."""
    return TelegramChannel(bot, CHANNEL)


@pytest.fixture
def clip(tmp_path: Path) -> Callable[..., Post]:
    """Returns a post with one video of three megabytes and a picture."""

    def made(version: str = "a", **changes: object) -> Post:
        path = tmp_path / f"{version}.mp4"
        path.write_bytes(VIDEO + version.encode())
        picture = tmp_path / "thumbnail.jpg"
        picture.write_bytes(b"\xff\xd8picture\xff\xd9")
        files = tuple(
            SealedFile(one.name, one, hashlib.sha256(one.read_bytes()).hexdigest(), one.stat().st_size, media_type)
            for one, media_type in ((path, "video/mp4"), (picture, "image/jpeg"))
        )
        words: dict[str, object] = {"title": "Cầu mới", "description": "Thông xe *sáng nay* <b>&</b> [x](y)"}
        return Post(version=version * 64, language="vi", files=files, **{**words, **changes})  # type: ignore[arg-type]

    return made
