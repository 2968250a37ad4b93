"""An emulated YouTube for each test, and a clip for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from clipdesk.connectors.contract import Post
from clipdesk.connectors.tests.clips import clip_in
from clipdesk.connectors.youtube.connector import YouTubeChannel
from clipdesk.connectors.youtube.practice.emulator import YouTube
from clipdesk.connectors.youtube.tests.practice import channel_at
from clipdesk.connectors.youtube.tests.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """An emulated YouTube."""
    running = Server()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def youtube(server: Server) -> YouTube:
    """What Google keeps."""
    return server.youtube


@pytest.fixture
def channel(server: Server) -> YouTubeChannel:
    """The channel behind the contract."""
    return channel_at(server)


@pytest.fixture
def clip(tmp_path: Path) -> Callable[..., Post]:
    """Returns a post with a video in each shape and an upright picture."""
    return partial(clip_in, tmp_path)
