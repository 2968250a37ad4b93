"""Alarms of channels: raised by what is really sent, told once, ended by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import entries_of
from clipdesk.kernel.clock import now
from clipdesk.library.alarms import forget_old
from clipdesk.library.keeping_live import ChannelKeeper
from clipdesk.library.models import Channel, ChannelAlarm
from clipdesk.library.tests.on_air import a_channel, feed
from clipdesk.library.watching_live import Watcher
from clipdesk.media.live.receiver import receiving
from clipdesk.media.tests.conftest import Make, make

__all__ = ["make"]

TOLD = 7  # operators, and those who cut on the desk
_CODED = ("-c:v", "libx264", "-preset", "veryfast", "-g", "50", "-c:a", "aac", "-muxdelay", "0")


@pytest.fixture
def good(make: Make) -> Path:
    """12 s of a moving picture and a tone of -20 LUFS."""
    tone = "aevalsrc='0.1*sin(2000*PI*t)|0.1*sin(2000*PI*t)':s=48000:d=12"
    return make("good.ts", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=12", "-f", "lavfi", "-i", tone, *_CODED)


@pytest.fixture
def dark(make: Make) -> Path:
    """16 s of black and silence."""
    sound = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo:d=16")
    return make("dark.ts", "-f", "lavfi", "-i", "color=black:s=320x180:r=25:d=16", *sound, *_CODED)


@pytest.fixture
def channel(newsroom: Newsroom) -> Channel:
    said = {"silence_alarm": 10, "black_alarm": 10, "frozen_alarm": 10}
    return a_channel(newsroom, beat_at=now(), heard_at=now(), **said)


def _open() -> list[str]:
    return sorted(ChannelAlarm.objects.filter(state=ChannelAlarm.RAISED).values_list("kind", flat=True))


def test_an_alarm_from_its_beginning_to_its_end(newsroom: Newsroom, channel: Channel, good: Path, dark: Path) -> None:
    watcher = Watcher()
    feed(channel, good)
    watcher.look()
    assert _open() == []
    channel.refresh_from_db()
    assert channel.loudness == pytest.approx(-20, abs=0.3)
    feed(channel, dark)
    for _ in range(3):
        watcher.look()
    assert _open() == ["black", "silent"]  # black is not frozen too
    assert Notice.objects.filter(kind="channel_alarm", read_at=None).count() == 2 * TOLD
    alarm = ChannelAlarm.objects.get(kind="black")
    begins = channel.segments.get(number=7)  # the first of the dark ones
    assert abs(alarm.began_at - begins.wall) < timedelta(seconds=0.5)
    newsroom.lan.person.language = "en"
    newsroom.lan.person.save()
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"channels/{channel.pk}/")).content.decode()
    for word in ("Silent", "Black", "Lasts", "LUFS"):
        assert word in page
    assert "Black" in newsroom.client(newsroom.lan).get(newsroom.path("channels/")).content.decode()
    feed(channel, good)
    watcher.look()
    assert _open() == []
    assert not Notice.objects.filter(kind="channel_alarm", read_at=None).exists()
    assert [entry.verb for entry in entries_of(alarm)] == ["channel_alarm_raised", "channel_alarm_ended"]


def test_what_comes_and_goes_makes_no_storm(channel: Channel, good: Path, dark: Path) -> None:
    watcher = Watcher()
    for path in (dark, good, dark, good, dark):
        feed(channel, path)
        watcher.look()
    assert ChannelAlarm.objects.filter(kind="black").count() == 3
    assert Notice.objects.filter(kind="channel_alarm").count() == 2 * TOLD
    ChannelAlarm.objects.exclude(told_at=None).update(told_at=now() - timedelta(minutes=16))
    feed(channel, dark)  # it lasts: now people are told of it
    watcher.look()
    assert Notice.objects.filter(kind="channel_alarm").count() == 4 * TOLD


def test_a_stopped_channel_has_none(channel: Channel, dark: Path) -> None:
    watcher = Watcher()
    feed(channel, dark)
    watcher.look()
    assert _open() == ["black", "silent"]
    Channel.objects.update(state=Channel.OFF)
    watcher.look()
    assert _open() == []
    forget_old()
    assert ChannelAlarm.objects.count() == 2
    ChannelAlarm.objects.update(ended_at=now() - timedelta(days=31))
    forget_old()
    assert not ChannelAlarm.objects.exists()


def test_only_what_somebody_wants_to_know_is_looked_for(channel: Channel, dark: Path) -> None:
    watcher = Watcher()
    feed(channel, dark)
    watcher.look()
    Channel.objects.update(silence_alarm=None)
    watcher.look()
    assert _open() == ["black"]
    Channel.objects.update(black_alarm=None, frozen_alarm=None)
    feed(channel, dark)
    watcher.look()
    assert _open() == []


def test_a_radio_is_silent_and_neither_black_nor_frozen(channel: Channel, make: Make) -> None:
    feed(channel, make("radio.ts", "-f", "lavfi", "-i", "anullsrc=d=14", "-c:a", "aac"))
    Watcher().look()
    assert _open() == ["silent"]


def test_a_picture_without_any_sound_track_is_silent(channel: Channel, make: Make) -> None:
    feed(channel, make("mute.ts", "-f", "lavfi", "-i", "testsrc2=s=320x180:d=14", "-c:v", "libx264", "-g", "50"))
    Watcher().look()
    assert _open() == ["silent"]


def test_a_segment_that_is_gone_disturbs_nothing(channel: Channel, dark: Path) -> None:
    watcher = Watcher()
    feed(channel, dark)
    for file in channel.folder.glob("*.ts"):
        file.unlink()
    watcher.look()
    assert _open() == []
    feed(channel, dark)
    watcher.look()
    assert _open() == ["black", "silent"]


def test_on_the_backup_source(newsroom: Newsroom, channel: Channel, good: Path) -> None:
    """Which source a segment is of stays with it, and the alarm lasts as long as the backup is heard."""
    watcher, keeper = Watcher(), ChannelKeeper(channel)
    for path, on_backup in ((good, False), (good, True)):
        said: list[Mapping[str, Any]] = []
        channel.folder.mkdir(parents=True, exist_ok=True)
        with receiving(channel.folder, "mpegts", keeper.next_number(on_backup), said.append) as receiver:
            receiver.feed(path.read_bytes())
        for one in said:
            keeper.hear(one)
    assert list(channel.segments.order_by("number").values_list("backup", flat=True)) == [False] * 6 + [True] * 6
    watcher.look()
    assert _open() == ["backup"]
    assert Notice.objects.filter(kind="channel_alarm").count() == TOLD
    newsroom.lan.person.language = "en"
    newsroom.lan.person.save()
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"channels/{channel.pk}/")).content.decode()
    assert "On the backup source" in page
    assert "backup source</span>" in page  # beside the gap
    feed(channel, good)
    watcher.look()
    assert _open() == []
