"""What nginx-rtmp is answered: who may send, where it is led on to, and who is turned away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.library.models import Channel, Sender
from clipdesk.library.recording_live import sources_of
from clipdesk.library.rtmp import SEEN_SECONDS, new_key
from clipdesk.library.tests.on_air import a_channel

KEY, BACKUP = "k" * 20, "b" * 20


def _asked(what: str, key: str, client: str = "1") -> int:
    return Client().post(f"/hooks/rtmp/{what}/", {"name": key, "clientid": client, "app": "send"}).status_code


@pytest.fixture
def channel(newsroom: Newsroom) -> Channel:
    made = a_channel(newsroom, kind="rtmp", address=KEY)
    Channel.objects.filter(pk=made.pk).update(backup_kind="rtmp", backup_address=BACKUP, state=Channel.ON)
    made.refresh_from_db()
    return made


def test_who_knows_a_key_is_led_on_to_the_channels_number(channel: Channel) -> None:
    answer = Client().post("/hooks/rtmp/publish/", {"name": KEY, "clientid": "1"})
    assert (answer.status_code, answer["Location"]) == (302, f"rtmp://127.0.0.1:1935/desk/{channel.pk}")
    answer = Client().post("/hooks/rtmp/publish/", {"name": BACKUP, "clientid": "2"})
    assert answer["Location"] == f"rtmp://127.0.0.1:1935/desk/{channel.pk}-backup"
    main, backup = sources_of(channel)
    assert main.address == f"http://127.0.0.1:8935/{channel.pk}.m3u8"
    assert backup.address == f"http://127.0.0.1:8935/{channel.pk}-backup.m3u8"


@pytest.mark.parametrize("key", ["", "k" * 19, "K" * 20, "x" * 20, "khóa"])
def test_a_wrong_key_is_turned_away_and_noted(channel: Channel, key: str) -> None:
    assert _asked("publish", key) == 422
    channel.refresh_from_db()
    assert channel.turned_away_why == "wrong_key"
    assert channel.turned_away


def test_only_one_sends_at_a_time(channel: Channel) -> None:
    assert _asked("publish", KEY, "1") == 302
    assert _asked("publish", KEY, "2") == 422
    channel.refresh_from_db()
    assert channel.turned_away_why == "second"
    assert _asked("done", KEY, "2") == 204  # of the one that was turned away
    assert _asked("publish", KEY, "2") == 422
    assert _asked("done", KEY, "1") == 204
    assert _asked("publish", KEY, "2") == 302


def test_whoever_is_not_heard_of_any_more_leaves_his_place(channel: Channel) -> None:
    assert _asked("publish", KEY, "1") == 302
    Sender.objects.update(seen_at=now() - timedelta(seconds=SEEN_SECONDS - 5))
    assert _asked("update", KEY, "1") == 204
    relay = {"name": KEY, "clientid": "3", "call": "update_play"}
    assert Client().post("/hooks/rtmp/update/", relay).status_code == 204
    assert _asked("publish", KEY, "2") == 422
    Sender.objects.update(seen_at=now() - timedelta(seconds=SEEN_SECONDS + 5))
    assert _asked("publish", KEY, "2") == 302


def test_another_key_cuts_off_who_sends_with_the_old_one(channel: Channel) -> None:
    assert _asked("publish", KEY) == 302
    Channel.objects.filter(pk=channel.pk).update(address=new_key())
    assert _asked("update", KEY) == 422


def test_the_desk_makes_the_key_and_operators_alone_read_it(newsroom: Newsroom) -> None:
    said = {"name": "STV 1", "desk": newsroom.news.pk, "kind": "rtmp", "address": ""}
    client = newsroom.client(newsroom.oanh)
    answer = client.post(newsroom.path("channels/new/"), {**said, "hours": 6, "gigabytes": 50, "alarm_seconds": 30})
    assert answer.status_code == 302
    channel = Channel.objects.get()
    assert len(channel.address) >= 20
    page = newsroom.path(f"channels/{channel.pk}/")
    seen = client.get(page).content.decode()
    assert channel.address in seen
    assert "/send</dd>" in seen
    assert channel.address not in newsroom.client(newsroom.lan).get(page).content.decode()


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("rtmp", "short"),
        ("rtmp", "khóa-luồng-của-đài"),
        ("srt", "srt://:9000"),
        ("srt", "srt://:9000?passphrase=short"),
        ("srt", "srt://:80?passphrase=long-enough-it-is"),
        ("srt", "srt://desk.station.vn:9000?passphrase=long-enough-it-is"),
        ("srt", "srt://:9000?passphrase=long-enough-it-is&mode=caller"),
        ("hls", ""),
    ],
)
def test_addresses_that_cannot_be(newsroom: Newsroom, kind: str, address: str) -> None:
    said = {"name": "STV 1", "desk": newsroom.news.pk, "kind": kind, "address": address}
    form = {**said, "hours": 6, "gigabytes": 50, "alarm_seconds": 30}
    assert newsroom.client(newsroom.oanh).post(newsroom.path("channels/new/"), form).status_code == 422
    assert not Channel.objects.exists()
