"""While the database is away the recording goes on, over breaks too, and everything is written down afterwards."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from clipdesk.config.testing_cast import Newsroom
from clipdesk.library.keeping_live import _AWAY_SECONDS, ChannelKeeper
from clipdesk.library.models import Channel
from clipdesk.library.tests.on_air import a_channel, feed
from clipdesk.media.live.receiver import receiving
from clipdesk.media.live.tests.conftest import bulletin, programme

__all__ = ["bulletin", "programme"]


def _without_database(work: Callable[[], int]) -> int:
    """Do something in a thread whose connection leads to a port where nobody listens."""
    done: list[int] = []

    def alone() -> None:
        with socket.socket() as taken:  # bound, and nobody listens: refused
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
            options = {name: said for name, said in connection.settings_dict["OPTIONS"].items() if name != "pool"}
            place = {"HOST": "127.0.0.1", "PORT": port, "OPTIONS": options}
            connection.settings_dict = {**connection.settings_dict, **place}
            with pytest.raises(OperationalError):
                connection.ensure_connection()
            done.append(work())
            connection.close()

    thread = threading.Thread(target=alone)
    thread.start()
    thread.join(120)
    return done[0]


def _receive(channel: Channel, number: int, path: Path) -> list[Mapping[str, Any]]:
    said: list[Mapping[str, Any]] = []
    with receiving(channel.folder, "mpegts", number, said.append) as receiver:
        receiver.feed(path.read_bytes())
    return said


@pytest.mark.parametrize("known", [True, False])
def test_a_break_while_the_database_is_away(newsroom: Newsroom, programme: Path, known: bool) -> None:
    """Eight segments were written down; the source breaks, and eight more come that nobody can write down."""
    channel = a_channel(newsroom)
    feed(channel, programme)
    keeper = ChannelKeeper(channel)
    if known:  # it ran before the database went
        keeper.next_number()

    def break_and_go_on() -> int:
        assert keeper.next_number() == 9
        said = _receive(channel, 9, programme)
        for one in said:
            keeper.hear(one)
        begun = time.monotonic()
        assert keeper.next_number() == 17
        assert time.monotonic() - begun < 1
        return len([one for one in said if one["kind"] == "segment"])

    assert _without_database(break_and_go_on) == 8
    assert channel.segments.count() == 8
    time.sleep(_AWAY_SECONDS)
    for one in _receive(channel, 17, programme):
        keeper.hear(one)
    kept = list(channel.segments.order_by("number"))
    assert [one.number for one in kept] == list(range(1, 25))
    assert [one.epoch for one in kept] == [1] * 8 + [2] * 8 + [3] * 8
    assert all(after.begins >= before.ends for before, after in pairwise(kept))
    assert not list(channel.folder.glob("*.json"))
    assert keeper.next_number() == 25


def test_a_database_that_is_away_is_not_asked_at_every_word(newsroom: Newsroom) -> None:
    """Whoever asks it in vain may wait for long each time."""
    keeper = ChannelKeeper(a_channel(newsroom))
    _without_database(keeper.next_number)
    keeper.hear({"kind": "tracks", "tracks": [{"type": "audio"}]})
    channel = Channel.objects.get()
    assert channel.tracks == []
    time.sleep(_AWAY_SECONDS)
    keeper.hear({"kind": "beat"})
    channel.refresh_from_db()
    assert channel.tracks == [{"type": "audio"}]
