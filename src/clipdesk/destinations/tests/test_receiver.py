"""Another system is connected, checked, given a new secret and let go; the secret is given away by nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.receiver.connecting import new_secret
from clipdesk.connectors.receiver.practice.server import PUBLIC
from clipdesk.connectors.receiver.tests.server import Server
from clipdesk.connectors.secret import Secret
from clipdesk.destinations import by_hand, connecting, receivers, tasks
from clipdesk.destinations.models import Account, Destination
from clipdesk.destinations.models.account import receiver_name
from clipdesk.destinations.register import Said, register
from clipdesk.destinations.tests.test_telegram import operator
from clipdesk.history.models import LedgerEntry

PAGE = "destinations/system/"


@pytest.fixture
def server(settings: Any, tmp_path: Path) -> Iterator[Server]:
    """A practice receiver on this machine, which the desk may call."""
    running = Server(tmp_path / "receiver")
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    yield running
    running.stop()
    assert running.invalid == []


def shown(page: str) -> str:
    """Return the secret that a page shows."""
    found = re.search(r'readonly value="([^"]+)"', page)
    assert found is not None
    return found[1]


def connect(newsroom: Newsroom, server: Server) -> tuple[Client, Any]:
    """An operator opens the page, enters its secret in the other system, and has it tried."""
    client = operator(newsroom)
    secret = shown(client.get(newsroom.path(PAGE)).content.decode())
    server.secrets = [secret]
    return client, client.post(newsroom.path(PAGE), {"secret": secret, "address": server.url}, follow=True)


def test_it_is_connected_once_it_works_and_its_secret_is_shown_nowhere(
    real_newsroom: Newsroom, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    client, answer = connect(real_newsroom, server)
    (secret,) = server.secrets
    page = answer.content.decode()
    assert "Practice receiver (127.0.0.1)" in page
    page += client.get(real_newsroom.path("destinations/")).content.decode()
    assert "https://tv.songhong.example<" in page
    account = Account.objects.get()
    assert (account.kind, account.remote, account.username) == ("receiver", receiver_name(server.url), PUBLIC)
    assert account.token().reveal() == secret
    assert str(account) == "127.0.0.1"
    with connection.cursor() as cursor:
        cursor.execute("SELECT account::text FROM destinations_account account")
        row = cursor.fetchone()[0]
    assert secret not in row
    assert secret.encode().hex() not in row
    assert "CANARY" not in row
    assert b"CANARY".hex() not in row
    assert account.address() == server.url
    told = "".join(str(row) for row in LedgerEntry.objects.values())
    assert "CANARY" not in page + told + caplog.text
    assert secret not in page + told + caplog.text
    assert server.posts == {}


def test_a_page_that_is_opened_again_has_another_secret_and_is_kept_nowhere(
    real_newsroom: Newsroom, server: Server
) -> None:
    client = operator(real_newsroom)
    first, second = (client.get(real_newsroom.path(PAGE)) for _ in range(2))
    assert shown(first.content.decode()) != shown(second.content.decode())
    assert first.headers["Cache-Control"] == "no-store"


def test_what_failed_is_said_the_secret_stays_and_nothing_is_kept(real_newsroom: Newsroom, server: Server) -> None:
    client = operator(real_newsroom)
    secret = shown(client.get(real_newsroom.path(PAGE)).content.decode())
    for address, said in (
        (server.url, "từ chối chữ ký của Clipdesk"),  # nobody has entered the secret there yet
        ("cms.songhong.example", "https://bot.station.vn/clipdesk"),
        ("https://10.0.0.7/", "mạng nội bộ"),
        ("", "bắt buộc"),
    ):
        answer = client.post(real_newsroom.path(PAGE), {"secret": secret, "address": address})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert said in page
        assert shown(page) == secret
    server.secrets = [secret]
    server.is_trusting = True
    answer = client.post(real_newsroom.path(PAGE), {"secret": secret, "address": server.url})
    assert "chữ ký sai" in answer.content.decode()
    assert not Account.objects.exists()
    assert not Destination.objects.filter(kind="receiver").exists()


def test_a_secret_that_was_not_made_here_is_replaced(real_newsroom: Newsroom, server: Server) -> None:
    client = operator(real_newsroom)
    for weak in ("", "123456", "x" * 60):
        answer = client.post(real_newsroom.path(PAGE), {"secret": weak, "address": server.url})
        assert answer.status_code == 422
        assert len(shown(answer.content.decode())) == 43
    assert server.asked == []


def test_connecting_again_gives_the_same_one_a_new_secret(real_newsroom: Newsroom, server: Server) -> None:
    connect(real_newsroom, server)
    connect(real_newsroom, server)
    assert Destination.objects.filter(kind="receiver").count() == 1
    assert Account.objects.get().token().reveal() == server.secrets[0]


def test_two_that_call_themselves_the_same_can_be_told_apart(real_newsroom: Newsroom, server: Server) -> None:
    connect(real_newsroom, server)
    (secret,) = server.secrets
    station, by = real_newsroom.station, real_newsroom.oanh.actor
    receivers.connect_receiver(station, f"{server.url}&to=app", Secret(secret), by=by)
    names = sorted(Destination.objects.filter(kind="receiver").values_list("name", flat=True))
    assert names == ["Practice receiver (127.0.0.1)", "Practice receiver (127.0.0.1) 2"]


def test_another_station_cannot_take_it(real_newsroom: Newsroom, server: Server) -> None:
    connect(real_newsroom, server)
    other = real_newsroom.stranger
    with pytest.raises(receivers.OtherStationsReceiver):
        receivers.connect_receiver(other.station, server.url, Secret(server.secrets[0]), by=other.actor)
    assert Account.objects.get().destination.station == real_newsroom.station


def test_a_practice_station_connects_none(newsroom: Newsroom, server: Server) -> None:
    client = operator(newsroom)
    assert 'name="address"' not in client.get(newsroom.path(PAGE)).content.decode()
    answer = client.post(newsroom.path(PAGE), {"secret": new_secret().reveal(), "address": server.url})
    assert answer.status_code == 422
    assert server.asked == []
    assert not Account.objects.exists()


def test_beside_it_people_post_by_hand_as_before(real_newsroom: Newsroom, server: Server) -> None:
    connect(real_newsroom, server)
    station, by = real_newsroom.station, real_newsroom.oanh.actor
    said = Said("@songhong", "Sông Hồng", "https://www.tiktok.com/@songhong", "Đài Sông Hồng", date(2024, 5, 1))
    entry = register(real_newsroom.oanh, "tiktok", said).statements.get()
    assert by_hand.free_accounts(station) == [entry]
    assert by_hand.serve(station, entry, "9:16", by=by).is_by_hand


def test_a_new_secret_takes_the_place_of_the_old_one_once_it_works(real_newsroom: Newsroom, server: Server) -> None:
    client, _ = connect(real_newsroom, server)
    (old,) = server.secrets
    path = real_newsroom.path(f"destinations/{Account.objects.get().pk}/secret/")
    new = shown(client.get(path).content.decode())
    refused = client.post(path, {"secret": new})
    assert (refused.status_code, shown(refused.content.decode())) == (422, new)
    assert Account.objects.get().token().reveal() == old
    server.secrets = [old, new]
    assert client.post(path, {"secret": new}).status_code == 302
    assert Account.objects.get().token().reveal() == new
    entry = LedgerEntry.objects.get(verb="destination_token_renewed")
    assert (entry.actor_name, new in str(entry.after)) == ("Oanh", False)


def test_that_it_refuses_us_is_told_once_until_it_is_right_again(real_newsroom: Newsroom, server: Server) -> None:
    client, _ = connect(real_newsroom, server)
    path = real_newsroom.path(f"destinations/{Account.objects.get().pk}/")
    secrets, server.secrets = server.secrets, ["another"]
    for _ in range(2):
        tasks.check_accounts(timestamp=0)
    assert Notice.objects.get(kind="account_in_trouble").link == path
    assert "từ chối chữ ký của Clipdesk (401)" in client.get(path).content.decode()
    server.secrets = secrets
    assert "nhận cuộc gọi của Clipdesk" in client.post(f"{path}check/", follow=True).content.decode()
    assert Account.objects.get().trouble_message == ""
    server.faults.add("hello", "500")
    tasks.check_accounts(timestamp=0)  # that it could not be asked says nothing about it
    assert Account.objects.get().trouble_message == ""


def test_a_disconnected_one_keeps_no_secret_and_takes_no_clips(real_newsroom: Newsroom, server: Server) -> None:
    client, _ = connect(real_newsroom, server)
    account = Account.objects.get()
    page = client.post(real_newsroom.path(f"destinations/{account.pk}/disconnect/"), follow=True).content.decode()
    assert "@BotFather" not in page
    assert Account.objects.get().sealed is None
    assert not Destination.objects.get(pk=account.pk).is_connected
    assert connecting.check_again(Destination.objects.get(pk=account.pk)) is not None


def test_the_doors_of_the_one_are_not_those_of_the_other(real_newsroom: Newsroom, server: Server) -> None:
    client, _ = connect(real_newsroom, server)
    here = real_newsroom.path(f"destinations/{Account.objects.get().pk}/")
    assert client.post(f"{here}token/", {"token": "x"}).status_code == 404
    site = Destination.objects.get(station=real_newsroom.station, kind="site")
    assert client.get(real_newsroom.path(f"destinations/{site.pk}/secret/")).status_code == 404
    page = client.get(here).content.decode()
    assert "@BotFather" not in page
    client.post(f"{here}shape/", {"shape": "16:9"})
    assert Destination.objects.get(pk=Account.objects.get().pk).shape == "16:9"


def test_addresses_from_before_are_sealed(real_newsroom: Newsroom) -> None:
    address = "https://cms.songhong.example:8443/in?key=CANARY"
    place = Destination.objects.create(
        station=real_newsroom.station, practice=False, real=True, kind="receiver", name="CMS"
    )
    Account.objects.create(destination=place, kind="receiver", remote=address)
    for _again in range(2):
        import_module("clipdesk.destinations.migrations.0010_sealed_address").seal_addresses(apps, None)
    account = Account.objects.get()
    assert (account.address(), account.remote, account.host) == (
        address, receiver_name(address), "cms.songhong.example",
    )  # fmt: skip
