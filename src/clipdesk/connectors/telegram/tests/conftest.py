"""An emulated Telegram for each test, and a clip for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clipdesk.connectors.contract import Post
from clipdesk.connectors.http import Times
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.bot import Bot
from clipdesk.connectors.telegram.connector import TelegramChannel
from clipdesk.connectors.telegram.practice.emulator import CHANNEL, TOKEN, Telegram
from clipdesk.connectors.telegram.tests.described import DESCRIPTION
from clipdesk.connectors.telegram.tests.server import Server
from clipdesk.connectors.tests.clips import clip_in


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


@pytest.fixture
def clip(tmp_path: Path) -> Callable[..., Post]:
    """Returns a post with a video in each shape and an upright picture."""

    def made(version: str = "a", **changes: object) -> Post:
        words: dict[str, Any] = {"description": "Thông xe *sáng nay* <b>&</b> [x](y)", **changes}
        return clip_in(tmp_path, version, **words)

    return made
