"""Marks where the source is silent, cuts that failed, and who finds them on the page."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import entries_of
from clipdesk.kernel.clock import now
from clipdesk.library import cutting_live
from clipdesk.library.channels import check_address, inside_hosts
from clipdesk.library.models import Channel, LiveCut, StoredFile
from clipdesk.library.tests.on_air import a_channel, rows
from clipdesk.media.live import TICKS


@pytest.mark.parametrize(
    ("changes", "quiet"),
    [
        ({"kind": "ts_udp", "silent": 8}, True),
        ({"kind": "ts_udp", "silent": 1}, False),
        ({"kind": "hls", "silent": 8}, False),  # its pieces come every few seconds
        ({"kind": "hls", "silent": 20}, True),
        ({"kind": "ts_udp", "silent": 1, "trouble_message": "The source cannot be reached."}, True),
    ],
)
def test_now_on_a_silent_channel_is_its_last_picture(newsroom: Newsroom, changes: dict[str, Any], quiet: bool) -> None:
    silent = timedelta(seconds=changes.pop("silent"))
    channel = a_channel(newsroom, heard_at=now() - silent, **changes)
    newest = rows(channel, 30, seconds_ago=8)[-1]
    assert (cutting_live.now_on(channel) == newest.ends) is quiet


def test_a_cut_that_failed_is_made_again(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom, state=Channel.OFF)
    rows(channel, 30)
    cut = cutting_live.begin(channel, newsroom.lan, 20 * TICKS)
    cutting_live.finish(cut, newsroom.lan, 30 * TICKS)
    channel.folder.rename(channel.folder.with_name("away"))
    cutting_live.make(cut)
    cut.refresh_from_db()
    assert cut.state == LiveCut.FAILED
    lan = newsroom.client(newsroom.lan)
    again = newsroom.path(f"channels/cuts/{cut.pk}/again/")
    assert again in lan.get(newsroom.path(f"channels/{channel.pk}/")).content.decode()
    assert newsroom.client(newsroom.tuan).post(again).status_code in (403, 404)
    assert lan.post(again).status_code == 302
    cut.refresh_from_db()
    assert (cut.state, cut.trouble_message) == (LiveCut.WANTED, "")
    assert [entry.verb for entry in entries_of(cut)][-2:] == ["live_cut_failed", "live_cut_wanted_again"]
    assert lan.post(again).status_code == 409  # it is being made already


@pytest.mark.parametrize(("seconds", "queue"), [(30, "live"), (300, "live"), (302, "ingest")])
def test_a_long_cut_keeps_no_short_one_waiting(newsroom: Newsroom, tmp_path: Path, seconds: int, queue: str) -> None:
    channel = a_channel(newsroom)
    segments = rows(channel, 200)
    made = {"station": channel.station, "channel": channel, "made_by": newsroom.lan.person}
    cut = LiveCut.objects.create(begins=0, ends=seconds * TICKS, state=LiveCut.WANTED, **made)
    (tmp_path / "cut.ts").write_bytes(b"cut")
    original = StoredFile.add(tmp_path / "cut.ts", media_type="video/mp2t")
    cutting_live._write(cut, segments, original, "STV 1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name FROM procrastinate_jobs WHERE task_name LIKE 'library.ingest%'")
        assert cursor.fetchall() == [(queue,)]


def test_an_open_in_stays_on_the_page(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom)
    rows(channel, 30)
    opened = cutting_live.begin(channel, newsroom.lan, 0)
    made = {"station": channel.station, "channel": channel, "made_by": newsroom.lan.person}
    for number in range(25):
        LiveCut.objects.create(state=LiveCut.FAILED, begins=number, ends=number + 1, **made)
    seen = newsroom.client(newsroom.lan).get(newsroom.path(f"channels/{channel.pk}/cuts/")).content.decode()
    assert newsroom.path(f"channels/cuts/{opened.pk}/out/") in seen
    assert seen.count('<li class="list-row">') == 21
    assert seen.index(str(opened.pk)) < seen.index("/again/")


def test_the_last_words_before_a_stop_are_waited_for(newsroom: Newsroom) -> None:
    """The recorder lives and closes what is open; one that does not live brings nothing more."""
    channel = a_channel(newsroom, state=Channel.OFF, beat_at=now())
    newest = rows(channel, 30)[-1]
    begun = time.monotonic()
    cutting_live._wait(channel, newest.ends)
    assert time.monotonic() - begun < 5
    begun = time.monotonic()
    cutting_live._wait(channel, newest.ends + TICKS)
    waited = time.monotonic() - begun
    assert 20 <= waited < 29
    Channel.objects.update(beat_at=now() - timedelta(minutes=2))
    begun = time.monotonic()
    cutting_live._wait(channel, newest.ends + TICKS)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("kind", "address", "status"),
    [
        ("ts_udp", "udp://239.7.7.7:5000", 422),
        ("ts_udp", "udp://10.1.2.3:5000", 422),
        ("ts_udp", "udp://127.0.0.1:5000", 302),
        ("hls", "http://10.1.2.3/tv.m3u8", 422),
        ("hls", "http://127.0.0.1/tv.m3u8", 302),
    ],
)
def test_a_practice_station_records_nothing_of_the_house(
    newsroom: Newsroom, settings: Any, kind: str, address: str, status: int
) -> None:
    settings.LIVE_HOSTS = ("10.1.2.3", "127.0.0.1")
    newsroom.thao.person.language = "en"
    newsroom.thao.person.save()
    said = {"name": "STV 1", "desk": newsroom.news.pk, "kind": kind, "address": address}
    said |= {"hours": 6, "gigabytes": 50, "alarm_seconds": 30}
    answer = newsroom.client(newsroom.thao).post(newsroom.path("channels/new/"), said)
    assert answer.status_code == status
    assert ("practice station" in answer.content.decode()) is (status == 422)
    assert Channel.objects.exists() is (status == 302)


@pytest.mark.parametrize(("kind", "address"), [("ts_udp", "udp://239.7.7.7:5000"), ("hls", "http://10.1.2.3/tv.m3u8")])
def test_the_station_itself_may(real_newsroom: Newsroom, settings: Any, kind: str, address: str) -> None:
    settings.LIVE_HOSTS = ("10.1.2.3",)
    check_address(kind, address, real_newsroom.station)
    assert inside_hosts(real_newsroom.station) == ("10.1.2.3",)
