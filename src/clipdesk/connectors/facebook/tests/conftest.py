"""An emulated Facebook for each test, and a clip for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from clipdesk.connectors.contract import Post
from clipdesk.connectors.facebook.connector import FacebookPage
from clipdesk.connectors.facebook.practice.emulator import Facebook
from clipdesk.connectors.facebook.tests.practice import page_at
from clipdesk.connectors.facebook.tests.server import Server
from clipdesk.connectors.tests.clips import clip_in


@pytest.fixture
def server() -> Iterator[Server]:
    """An emulated Facebook."""
    running = Server()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def facebook(server: Server) -> Facebook:
    """What Facebook keeps."""
    return server.facebook


@pytest.fixture
def page(server: Server) -> FacebookPage:
    """The Page behind the contract."""
    return page_at(server)


@pytest.fixture
def clip(tmp_path: Path) -> Callable[..., Post]:
    """Returns a post with a video in each shape and an upright picture."""
    return partial(clip_in, tmp_path)
