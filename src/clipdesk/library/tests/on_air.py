"""A channel in the database, fed through its real receiver, with its rows written in the test's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.library.keeping_live import ChannelKeeper
from clipdesk.library.models import Channel, Segment
from clipdesk.media.live import TICKS
from clipdesk.media.live.receiver import receiving


def a_channel(newsroom: Newsroom, **changes: Any) -> Channel:
    """A channel of the news desk that is on."""
    said = {
        "name": "STV 1",
        "kind": "ts_udp",
        "address": "udp://127.0.0.1:5000",
        "state": Channel.ON,
        "on_since": now(),
        **changes,
    }
    return Channel.objects.create(station=newsroom.station, desk=newsroom.news, made_by=newsroom.oanh.person, **said)


def feed(channel: Channel, path: Path) -> None:
    """Let the receiver take a file apart as if it came from the air, then keep what it says."""
    channel.folder.mkdir(parents=True, exist_ok=True)
    said: list[Mapping[str, Any]] = []
    keeper = ChannelKeeper(channel)
    with receiving(channel.folder, "mpegts", keeper.next_number(), said.append) as receiver:
        receiver.feed(path.read_bytes())
    for one in said:
        keeper.hear(one)
    channel.refresh_from_db()


def rows(channel: Channel, count: int, *, size: int = 1_000_000, seconds_ago: int = 0) -> list[Segment]:
    """So many segments of two seconds each without gaps; the last one ended `seconds_ago`. Their files hold a few bytes."""
    channel.folder.mkdir(parents=True, exist_ok=True)
    end = now() - timedelta(seconds=seconds_ago)
    made = []
    for number in range(1, count + 1):
        begins = (number - 1) * 2 * TICKS
        made.append(
            Segment(
                channel=channel,
                number=number,
                epoch=1,
                first_pts=begins,
                begins=begins,
                ends=begins + 2 * TICKS,
                size=size,
                pictures=50,
                keys=[0],
                wall=end - timedelta(seconds=2 * (count - number + 1)),
            )
        )
        (channel.folder / made[-1].file).write_bytes(b"\x47")
    return Segment.objects.bulk_create(made)
