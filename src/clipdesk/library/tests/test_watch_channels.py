"""What nobody would notice otherwise: a dead recorder, a defect of ours, a disk that fills up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from pytest_django.fixtures import Settings

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.library import rolling
from clipdesk.library.models import Channel, LiveCut
from clipdesk.library.recording_live import Recorder, RecordingBroke, Running, warn_if_dead
from clipdesk.library.storage import IngestStopped
from clipdesk.library.tests.on_air import a_channel, rows
from clipdesk.media.live import TICKS

HOUR = timedelta(hours=1)


@pytest.fixture
def live(settings: Settings, tmp_path: Path) -> Settings:
    settings.LIVE = tmp_path / "live"
    return settings


def _numbers(channel: Channel) -> list[int]:
    return list(channel.segments.order_by("number").values_list("number", flat=True))


def test_a_dead_recorder_is_told_once_for_each_silence(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom, on_since=now() - HOUR, beat_at=now() - timedelta(seconds=55))
    a_channel(newsroom, name="STV 2", on_since=now())  # begun this moment: the recorder may still be looking
    a_channel(newsroom, name="STV 3", state=Channel.OFF, on_since=now() - HOUR, beat_at=now() - HOUR)
    warn_if_dead()
    assert not Notice.objects.exists()
    Channel.objects.filter(pk=channel.pk).update(beat_at=now() - timedelta(seconds=61))
    for _ in range(3):
        warn_if_dead()
    told = list(Notice.objects.filter(kind="channel_silent").values_list("person__name", "link"))
    assert {name for name, _ in told} == {"Oanh", "Lan", "Hương", "Minh", "Hà", "Dũng", "Thảo"}
    assert {link for _, link in told} == {f"/s/song-hong/channels/{channel.pk}/"}
    assert len(told) == 7
    Channel.objects.filter(pk=channel.pk).update(beat_at=now() - timedelta(seconds=70))  # another silence
    warn_if_dead()
    assert Notice.objects.count() == 14


def test_a_recorder_that_never_came_is_told(newsroom: Newsroom) -> None:
    a_channel(newsroom, on_since=now() - HOUR, beat_at=None)
    warn_if_dead()
    assert Notice.objects.filter(person__name="Oanh", kind="channel_silent").count() == 1


def test_a_defect_of_ours_is_not_blamed_on_the_source(newsroom: Newsroom, live: Settings) -> None:
    channel = a_channel(newsroom, beat_at=now(), on_since=now() - HOUR, heard_at=now() - HOUR)
    rows(channel, 1)
    channel.folder.rename(channel.folder.with_name("elsewhere"))
    channel.folder.write_text("no folder")
    stop = Event()
    stop.set()  # it ends where it would begin anew
    Running(channel, stop)._record()
    assert Channel.objects.get().trouble_message == RecordingBroke.message
    newsroom.lan.person.language = "en"
    newsroom.lan.person.save()
    seen = newsroom.client(newsroom.lan).get(newsroom.path(f"channels/{channel.pk}/")).content.decode()
    assert "its source is not to blame" in seen
    assert "Nothing comes" not in seen


def test_a_disk_that_fills_up_takes_the_oldest_of_all_channels(newsroom: Newsroom, live: Settings) -> None:
    live.DISK_WARN_PERCENT, live.DISK_STOP_PERCENT = 0, 101
    one, other = (a_channel(newsroom, name=name) for name in ("A", "B"))
    for channel in (one, other):
        rows(channel, 10)
    one.segments.filter(number__lte=6).update(wall=now() - 2 * HOUR)
    other.segments.filter(number__lte=3).update(wall=now() - 3 * HOUR)
    made = {"station": one.station, "channel": one, "made_by": newsroom.lan.person}
    LiveCut.objects.create(begins=0, ends=2 * TICKS, state=LiveCut.WANTED, **made)
    assert rolling.make_room() == 7
    assert _numbers(one) == [1, 2, 7, 8, 9, 10]  # pinned with two seconds around it, and the last hour
    assert _numbers(other) == [4, 5, 6, 7, 8, 9, 10]
    assert sorted(int(path.stem) for path in other.folder.iterdir()) == _numbers(other)
    live.DISK_WARN_PERCENT = 101
    one.segments.update(wall=now() - 2 * HOUR)
    assert rolling.make_room() == 0


def test_a_full_disk_stops_recording_only_when_nothing_can_go(newsroom: Newsroom, live: Settings) -> None:
    """The disk stays full whatever is removed: all that can go goes first, and then it is said."""
    live.DISK_WARN_PERCENT = live.DISK_STOP_PERCENT = 0
    channel = a_channel(newsroom, kind="hls", address="http://127.0.0.1:9/tv.m3u8")
    rows(channel, 10)
    recorder = Recorder()
    try:
        recorder.look()
        assert _numbers(channel) == [10]  # the next one goes on from it
        running = recorder.running[channel.pk]
        assert not running.stop.is_set()
        assert Channel.objects.get().trouble_message == ""
        recorder.look()
        assert running.stop.is_set()
        assert Channel.objects.get().trouble_message == IngestStopped.message
    finally:
        recorder.end()


def test_a_forgotten_in_keeps_no_more_than_anybody_can_cut(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom)
    rows(channel, 4)
    far = channel.segments.get(number=3)
    channel.segments.filter(number__gte=3).update(
        begins=far.begins + 5 * 3600 * TICKS, ends=far.ends + 5 * 3600 * TICKS
    )
    channel.segments.update(wall=now() - 7 * HOUR)
    LiveCut.objects.create(station=channel.station, channel=channel, made_by=newsroom.lan.person, begins=0)
    assert rolling.tidy(channel) == 1
    assert _numbers(channel) == [1, 2, 4]


def test_a_failed_cut_keeps_its_part_for_a_day(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom)
    rows(channel, 20, seconds_ago=7 * 3600)
    made = {"station": channel.station, "channel": channel, "made_by": newsroom.lan.person}
    LiveCut.objects.create(begins=0, ends=40 * TICKS, state=LiveCut.FAILED, **made)
    assert rolling.tidy(channel) == 0
    LiveCut.objects.update(made_at=now() - timedelta(hours=25))
    assert rolling.tidy(channel) == 19
