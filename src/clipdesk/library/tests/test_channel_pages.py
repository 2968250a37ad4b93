"""The pages of channels: who sees what, and what is said to whoever fills in the form."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.history.transition import entries_of
from clipdesk.kernel.clock import now
from clipdesk.library import channels, cutting_live, live_links
from clipdesk.library.live_links import resolve_segment, segment_link
from clipdesk.library.models import Channel, LiveCut, Recording
from clipdesk.library.recording_live import sources_of
from clipdesk.library.tests.on_air import a_channel, rows
from clipdesk.media.live import TICKS

SECRET = "udp://127.7.7.7:5000"
BACKUP = {"backup_address": "udp://127.8.8.8:5000"}


def _form(newsroom: Newsroom, **changes: Any) -> dict[str, Any]:
    said = {"name": "STV 1", "desk": newsroom.news.pk, "kind": "ts_udp", "address": SECRET}
    return {**said, "hours": 6, "gigabytes": 50, "alarm_seconds": 30, **changes}


def test_a_channel_is_made_started_changed_and_deleted(newsroom: Newsroom) -> None:
    client = newsroom.client(newsroom.oanh)
    assert client.post(newsroom.path("channels/new/"), _form(newsroom)).status_code == 302
    channel = Channel.objects.get()
    page = newsroom.path(f"channels/{channel.pk}/")
    client.post(f"{page}switch/", {"to": "on"})
    assert client.post(f"{page}change/", _form(newsroom, hours=8)).status_code == 302
    assert client.post(f"{page}delete/").status_code == 422  # it is being recorded
    assert client.post(f"{page}change/", _form(newsroom, backup_kind="ts_udp", **BACKUP)).status_code == 302
    client.post(f"{page}switch/", {"to": "off"})
    verbs = [entry.verb for entry in entries_of(channel)]
    assert verbs == ["channel_made", "channel_started", "channel_changed", "channel_changed", "channel_stopped"]
    assert client.post(f"{page}delete/").status_code == 302
    assert not Channel.objects.exists()
    told = list(LedgerEntry.objects.filter(subject_id=str(channel.pk)).values_list("before", "after"))
    assert "127.7.7.7" not in str(told)
    assert "127.8.8.8" not in str(told)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "hls", "address": "https://127.0.0.1/tv.m3u8"}, "CLIPDESK_LIVE_HOSTS"),
        ({"kind": "hls", "address": "file:///etc/passwd"}, "https://"),
        ({"kind": "radio", "address": "http://169.254.169.254/"}, "169.254.169.254"),
        ({"address": "udp://239.1.1.1:80"}, "udp://239.1.1.1:5000"),
        ({"hours": 0}, "id_hours"),
        ({"name": ""}, "id_name"),
        ({"backup_kind": "ts_udp"}, "id_backup_address"),
        ({"backup_address": "udp://127.0.0.1:5001"}, "id_backup_kind"),
        ({"backup_kind": "ts_udp", "backup_address": SECRET}, "id_backup_address"),
        ({"backup_kind": "hls", "backup_address": "https://127.0.0.1/tv.m3u8"}, "CLIPDESK_LIVE_HOSTS"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(newsroom: Newsroom, changes: dict[str, Any], words: str) -> None:
    answer = newsroom.client(newsroom.oanh).post(newsroom.path("channels/new/"), _form(newsroom, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "error" in answer.content.decode()
    assert not Channel.objects.exists()


def test_a_name_is_taken_once(newsroom: Newsroom) -> None:
    a_channel(newsroom)
    answer = newsroom.client(newsroom.oanh).post(newsroom.path("channels/new/"), _form(newsroom))
    assert answer.status_code == 422
    assert "STV 1" in answer.content.decode()
    assert Channel.objects.count() == 1


def test_operators_see_how_it_fares_and_nothing_of_what_it_shows(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom, address=SECRET)
    rows(channel, 5)
    page = newsroom.path(f"channels/{channel.pk}/")
    seen = newsroom.client(newsroom.oanh).get(page).content.decode()
    assert SECRET in seen
    assert "live-player" not in seen
    seen = newsroom.client(newsroom.lan).get(page).content.decode()
    assert SECRET not in seen
    assert "live-player" in seen
    assert newsroom.client(newsroom.binh).get(page).status_code == 404


def test_the_player_is_told_the_last_ten_minutes(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom, tracks=[{"type": "video", "codec": "h264", "mime": "avc1.640028"}])
    rows(channel, 400)
    client = newsroom.client(newsroom.lan)
    page = newsroom.path(f"channels/{channel.pk}/segments/")
    told = client.get(page).json()
    assert [one["number"] for one in told["segments"]] == list(range(101, 401))
    assert told["mime"] == 'video/mp4; codecs="avc1.640028"'
    assert told["segments"][0]["start"] == told["first"] == 200
    assert not any(one["backup"] for one in told["segments"])
    later = client.get(f"{page}?after=398").json()["segments"]
    assert [one["number"] for one in later] == [399, 400]


def test_marks_by_page(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom)
    rows(channel, 30)
    client = newsroom.client(newsroom.lan)
    page = newsroom.path(f"channels/{channel.pk}/")
    client.post(f"{page}in/", {"at": "900000"})
    cut = LiveCut.objects.get()
    assert cut.begins == 900_000
    out = newsroom.path(f"channels/cuts/{cut.pk}/out/")
    assert client.post(out, {"at": "800000"}).status_code == 422
    assert client.post(out, {"at": "1800000"}).status_code == 302
    cut.refresh_from_db()
    assert (cut.state, cut.ends) == (LiveCut.WANTED, 1_800_000)


def test_a_link_to_a_segment_is_one_persons(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom)
    segment = rows(channel, 1)[0]
    token = segment_link(segment, newsroom.lan.person).removeprefix("/live/")
    other = newsroom.client(newsroom.huong).session.session_key
    for session_key in ("", other):
        with pytest.raises(LookupError):
            resolve_segment(token, str(session_key))
    with pytest.raises(LookupError):
        resolve_segment(f"{token}x", str(newsroom.client(newsroom.lan).session.session_key))
    mine = str(newsroom.client(newsroom.lan).session.session_key)
    channel.played_folder.mkdir(parents=True)
    (channel.played_folder / "0000000001.mp4").write_bytes(b"x")
    assert resolve_segment(token, mine).read_bytes() == b"x"
    newsroom.lan.person.memberships.all().delete()
    with pytest.raises(LookupError):
        resolve_segment(token, mine)


def test_whoever_waits_for_a_segment_does_not_wait_for_ever(newsroom: Newsroom) -> None:
    """Each holds one of the few threads that files and uploads need too."""
    segment = rows(a_channel(newsroom), 1)[0]
    token = segment_link(segment, newsroom.lan.person).removeprefix("/live/")
    mine = str(newsroom.client(newsroom.lan).session.session_key)
    with live_links._AT_ONCE, live_links._AT_ONCE:
        begun = time.monotonic()
        with pytest.raises(live_links.Busy):
            resolve_segment(token, mine)
        assert time.monotonic() - begun < 60


def test_how_it_fares(newsroom: Newsroom) -> None:
    lan = newsroom.client(newsroom.lan)
    channel = a_channel(newsroom, state=Channel.OFF)

    def said(**changes: Any) -> str:
        Channel.objects.update(**changes)
        page = newsroom.path(f"channels/{channel.pk}/")
        whole = lan.get(page).content.decode()
        part = lan.get(f"{page}state/", headers={"HX-Request": "true"}).content.decode()
        assert whole.count('id="channel-standing"') == part.count('id="channel-standing"') == 1
        assert "hx-swap-oob" in part  # above the player, where it is seen on a phone
        assert "hx-swap-oob" not in whole
        return part

    newsroom.lan.person.language = "en"
    newsroom.lan.person.save()
    assert "Off" in said()
    assert "The recorder does not run" in said(state="on", beat_at=None)
    assert "Nothing comes" in said(beat_at=now(), on_since=now() - timedelta(minutes=2))
    assert "Waiting for the first picture" in said(heard_at=now())
    rows(channel, 2)
    assert "Being recorded" in said()


def test_pages_ask_a_constant_number_of_queries(newsroom: Newsroom) -> None:
    client = newsroom.client(newsroom.lan)
    channel = a_channel(newsroom, beat_at=now(), heard_at=now())
    rows(channel, 30)
    addresses = [newsroom.path("channels/"), newsroom.path(f"channels/{channel.pk}/cuts/")]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    asked()  # what is asked once only
    cutting_live.begin(channel, newsroom.lan, 0)
    few = asked()
    for number in range(2, 7):
        rows(a_channel(newsroom, name=f"STV {number}", beat_at=now(), heard_at=now()), 1)
        cutting_live.begin(channel, newsroom.lan, number * TICKS)
    assert asked() == few


def test_an_in_ahead_of_what_is_whole_has_its_hour(newsroom: Newsroom) -> None:
    """The usual case: “In now” lies in the segment that is still being written."""
    channel = a_channel(newsroom)
    newest = rows(channel, 30)[-1]
    cutting_live.begin(channel, newsroom.lan, newest.ends + TICKS)
    seen = newsroom.client(newsroom.lan).get(newsroom.path(f"channels/{channel.pk}/cuts/")).content.decode()
    with timezone.override(channel.station.timezone):
        hour = timezone.localtime(newest.wall + timedelta(seconds=3))
    assert f"{hour:%H:%M:%S}" in seen


def test_a_channel_that_moved_shows_nothing_of_its_former_desk(newsroom: Newsroom, recording_row: Recording) -> None:
    channel = a_channel(newsroom)
    rows(channel, 30)
    made = {"station": channel.station, "channel": channel, "made_by": newsroom.lan.person, "begins": 0, "ends": 1}
    LiveCut.objects.create(state=LiveCut.MADE, recording=recording_row, origin=0, **made)
    page = newsroom.path(f"channels/{channel.pk}/cuts/")
    assert recording_row.title in newsroom.client(newsroom.lan).get(page).content.decode()
    Channel.objects.update(desk=newsroom.sport)
    answer = newsroom.client(newsroom.binh).get(page)
    assert answer.status_code == 200
    assert recording_row.title not in answer.content.decode()


def test_a_folder_in_which_a_file_grows(newsroom: Newsroom, settings: Any, tmp_path: Path) -> None:
    """One right below the folder that whoever runs the machine names; no other place, and none on practice stations."""
    member, station = newsroom.oanh, newsroom.station
    station.is_practice = False
    with pytest.raises(channels.NoWatchedFolders, match="CLIPDESK_GROWING"):
        channels.check_address("growing", "studio1", station)
    settings.GROWING = tmp_path
    (tmp_path / "away").symlink_to("/")
    for name in ("", ".", "..", "../x", "a/b", "/etc", ".hidden", "away", "a\0b", "x" * 200):
        with pytest.raises(channels.NotAFolder):
            channels.check_address("growing", name, station)
    said = {"name": "Máy ghi", "desk": newsroom.news, "kind": "growing", "address": "studio1"}
    (main,) = sources_of(channels.make(member, said))
    assert (main.kind, main.address) == ("growing", str(tmp_path / "studio1"))
    station.is_practice = True
    with pytest.raises(channels.NotForPractice):
        channels.check_address("growing", "studio1", station)
