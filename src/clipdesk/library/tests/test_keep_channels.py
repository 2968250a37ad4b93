"""Segments become rows once and in order, a dead recorder loses nothing that was whole, and the window is kept."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.library import rolling
from clipdesk.library.keeping_live import ChannelKeeper
from clipdesk.library.models import Channel, LiveCut
from clipdesk.library.recording_live import Recorder, warn_if_silent
from clipdesk.library.tests.on_air import a_channel, feed, rows
from clipdesk.media.live import TICKS, join
from clipdesk.media.live.errors import Unreadable
from clipdesk.media.live.receiver import receiving
from clipdesk.media.live.tests.conftest import bulletin, programme
from clipdesk.media.tests import strip

__all__ = ["bulletin", "programme"]


@pytest.fixture
def channel(newsroom: Newsroom) -> Channel:
    return a_channel(newsroom)


def _begins(channel: Channel) -> list[int]:
    return list(channel.segments.order_by("number").values_list("begins", flat=True))


def test_what_is_kept_and_shown(channel: Channel, programme: Path) -> None:
    feed(channel, programme)
    assert _begins(channel) == [2 * TICKS * number for number in range(8)]
    assert {track["codec"] for track in channel.tracks} == {"h264", "aac"}
    newest = channel.newest
    assert newest is not None
    assert newest.pictures == 50
    assert channel.bits_per_second == newest.size * 8 // 2
    assert channel.heard_at is not None
    assert sorted(path.suffix for path in channel.folder.iterdir()) == [".ts"] * 8


def test_a_killed_recorder_loses_only_what_was_open(channel: Channel, programme: Path, tmp_path: Path) -> None:
    """It dies before it has read one line; the next finds the notes, and goes on after the gap on the same timeline."""
    channel.folder.mkdir(parents=True)
    with receiving(channel.folder, "mpegts", 1, lambda said: None) as receiver:
        receiver.feed(programme.read_bytes())
    (channel.folder / "0000000009.part").write_bytes(b"\x47")
    (channel.folder / "0000000010.ts").write_bytes(b"\x47")  # named, and its note is lost
    (channel.folder / "0000000011.json").write_text("{}")
    keeper = ChannelKeeper(channel)
    assert keeper.next_number() == 9
    assert _begins(channel) == [2 * TICKS * number for number in range(8)]
    assert sorted(path.suffix for path in channel.folder.iterdir()) == [".part", *[".ts"] * 8]
    feed(channel, programme)
    segments = list(channel.segments.order_by("number"))
    assert [segment.number for segment in segments] == list(range(1, 17))
    assert [segment.epoch for segment in segments] == [1] * 8 + [2] * 8
    assert segments[8].begins == segments[7].ends + segments[8].gap
    whole = join(channel.folder, [segment.stored for segment in segments], tmp_path / "whole")
    assert strip.numbers(whole, scale=1 / 3) == [*range(400), *range(400)]


def test_a_link_left_by_the_sandbox_is_not_followed(channel: Channel, tmp_path: Path) -> None:
    channel.folder.mkdir(parents=True)
    secret = tmp_path / "secret.json"
    secret.write_text('{"number": 1}')
    (channel.folder / "0000000001.json").symlink_to(secret)
    assert ChannelKeeper(channel).next_number() == 1
    assert secret.exists()
    assert not channel.segments.exists()


def test_the_window_in_hours(channel: Channel) -> None:
    rows(channel, 10)
    channel.segments.filter(number__lte=6).update(wall=now() - timedelta(hours=6, seconds=1))
    assert rolling.tidy(channel) == 6
    assert [segment.number for segment in channel.segments.order_by("number")] == [7, 8, 9, 10]
    assert sorted(path.name for path in channel.folder.iterdir()) == [f"{number:010d}.ts" for number in range(7, 11)]


def test_the_window_in_gigabytes(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom, gigabytes=1)
    rows(channel, 10, size=150_000_000)
    assert rolling.tidy(channel) == 4
    assert rolling.tidy(channel) == 0


def test_what_a_cut_needs_stays(newsroom: Newsroom, channel: Channel) -> None:
    rows(channel, 20, seconds_ago=7 * 3600)  # all of it is older than the window
    made = {"station": channel.station, "channel": channel, "made_by": newsroom.lan.person}
    wanted = LiveCut.objects.create(begins=10 * TICKS, ends=14 * TICKS, state=LiveCut.WANTED, **made)
    opened = LiveCut.objects.create(begins=30 * TICKS, **made)
    rolling.tidy(channel)
    # two seconds around the one (segments 5 to 8), and everything from two seconds before the other
    kept = [segment.number for segment in channel.segments.order_by("number")]
    assert kept == [5, 6, 7, 8, *range(15, 21)]
    LiveCut.objects.filter(pk=wanted.pk).update(state=LiveCut.MADE)
    LiveCut.objects.filter(pk=opened.pk).update(made_at=now() - timedelta(hours=13))
    rolling.tidy(channel)
    assert [segment.number for segment in channel.segments.all()] == [20]  # the next one goes on from it


def test_a_cut_whose_making_was_lost_holds_its_part_a_day(newsroom: Newsroom, channel: Channel) -> None:
    rows(channel, 20, seconds_ago=7 * 3600)
    made = {"station": channel.station, "channel": channel, "made_by": newsroom.lan.person}
    LiveCut.objects.create(begins=0, ends=40 * TICKS, state=LiveCut.WANTED, **made)
    assert rolling.tidy(channel) == 0
    LiveCut.objects.update(made_at=now() - timedelta(hours=25))
    assert rolling.tidy(channel) == 19


def test_folders_of_deleted_channels_go(channel: Channel) -> None:
    rows(channel, 2)
    gone = channel.folder.parents[1] / "00000000-0000-7000-8000-000000000000"
    (gone / "segments").mkdir(parents=True)
    foreign = channel.folder.parents[1] / "lost+found"  # the folder may be a disk, with other things on it
    foreign.mkdir()
    rolling.drop_orphans()
    assert not gone.exists()
    assert channel.folder.is_dir()
    assert foreign.is_dir()


def _said(**changes: Any) -> dict[str, Any]:
    said = {"kind": "segment", "number": 1, "first_pts": 0, "ticks": 2 * TICKS, "bytes": 1, "pictures": 50}
    return {**said, "keys": [0], "heard": time.time(), "fresh": True, **changes}


def test_how_large_a_segment_is_its_file_says(channel: Channel, tmp_path: Path) -> None:
    """Else a receiver that was taken over could fill the disk with what counts as nothing, or name what is not there."""
    channel.folder.mkdir(parents=True)
    (channel.folder / "0000000001.ts").write_bytes(b"\x47" * 1000)
    (tmp_path / "other").write_bytes(b"x")
    (channel.folder / "0000000002.ts").symlink_to(tmp_path / "other")
    keeper = ChannelKeeper(channel)
    for number in (1, 2, 3):
        keeper.hear(_said(number=number))
    assert list(channel.segments.values_list("number", "size")) == [(1, 1000)]


@pytest.mark.parametrize("wrong", [{"heard": float("nan")}, {"number": 10**17}, {"first_pts": -1}, {"keys": None}])
def test_what_makes_no_sense_is_a_clear_state(channel: Channel, wrong: dict[str, Any]) -> None:
    channel.folder.mkdir(parents=True)
    (channel.folder / "0000000001.ts").write_bytes(b"\x47")
    with pytest.raises(Unreadable):
        ChannelKeeper(channel).hear(_said(**wrong))
    assert not channel.segments.exists()


def test_what_a_recorder_left_that_died_while_it_removed(channel: Channel) -> None:
    rows(channel, 10)
    channel.segments.filter(number__in=[1, 2, 5]).delete()
    (channel.folder / "0000000011.ts").write_bytes(b"\x47")  # its row may still come
    rolling.drop_strays(channel)
    left = [3, 4, 6, 7, 8, 9, 10, 11]
    assert sorted(path.name for path in channel.folder.iterdir()) == [f"{number:010d}.ts" for number in left]


def test_what_was_played_goes_and_what_a_dead_process_left_of_it(channel: Channel) -> None:
    rows(channel, 1)
    half = channel.played_folder / ".1-123"
    half.mkdir(parents=True)
    (half / "joined.mp4").write_bytes(b"x")
    old, new = channel.played_folder / "0000000001.mp4", channel.played_folder / "0000000002.mp4"
    for path in (old, new):
        path.write_bytes(b"x")
    for path in (old, half):
        os.utime(path, (time.time() - 1000, time.time() - 1000))
    rolling.tidy(channel)
    assert list(channel.played_folder.iterdir()) == [new]


def test_a_window_that_cannot_be_kept_disturbs_no_other(newsroom: Newsroom) -> None:
    ill, well = (a_channel(newsroom, name=name, state=Channel.OFF) for name in ("A", "B"))
    for channel in (ill, well):
        rows(channel, 3, seconds_ago=7 * 3600)
    (ill.folder / "0000000001.ts").unlink()
    (ill.folder / "0000000001.ts").mkdir()
    Recorder().look()
    assert [path.name for path in well.folder.iterdir()] == ["0000000003.ts"]


def test_silence_is_told_once(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom, heard_at=now() - timedelta(seconds=20), on_since=now() - timedelta(hours=1))
    warn_if_silent(channel)
    assert not Notice.objects.exists()
    channel.heard_at = now() - timedelta(seconds=31)
    for _ in range(3):
        warn_if_silent(channel)
    told = set(Notice.objects.filter(kind="channel_silent").values_list("person__name", flat=True))
    assert told == {"Oanh", "Lan", "Hương", "Minh", "Hà", "Dũng", "Thảo"}
    assert Notice.objects.count() == len(told)
