"""An emulated Zalo for each test, and a clip for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from clipdesk.connectors.contract import Post
from clipdesk.connectors.tests.clips import clip_in
from clipdesk.connectors.zalo.connector import ZaloOfficialAccount
from clipdesk.connectors.zalo.practice.emulator import Zalo
from clipdesk.connectors.zalo.practice.server import Server
from clipdesk.connectors.zalo.tests.practice import account_at


@pytest.fixture
def server() -> Iterator[Server]:
    """An emulated Zalo."""
    running = Server()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def zalo(server: Server) -> Zalo:
    """What Zalo keeps."""
    return server.zalo


@pytest.fixture
def account(server: Server) -> ZaloOfficialAccount:
    """The account behind the contract."""
    return account_at(server)


@pytest.fixture
def clip(tmp_path: Path) -> Callable[..., Post]:
    """Returns a post with a video in each shape and an upright picture."""
    return partial(clip_in, tmp_path)
