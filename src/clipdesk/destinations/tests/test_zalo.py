"""A Zalo Official Account is connected: at Zalo's page and back, by an editor-in-chief's word; its tokens are given away by
nothing, renewed by one at a time, kept before they are used, and never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.db import connection, transaction
from django.test import Client

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.contract import NotTaken
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.zalo.errors import SignInNeeded
from clipdesk.connectors.zalo.practice.emulator import APP, APP_SECRET, OA, OTHER
from clipdesk.connectors.zalo.practice.server import Server
from clipdesk.destinations import by_hand, tasks
from clipdesk.destinations.models import Account, Destination, OAuthClient, ProposedAccount
from clipdesk.destinations.models.account import StoredAccess
from clipdesk.destinations.models.oauth_client import back_address
from clipdesk.destinations.official import official_accounts
from clipdesk.destinations.register import Said, register
from clipdesk.destinations.tests.test_youtube import browser, place_path
from clipdesk.history.models import LedgerEntry
from clipdesk.kernel.clock import now


@pytest.fixture
def server(settings: Any, real_newsroom: Newsroom) -> Iterator[Server]:
    """An emulated Zalo that the desk is set to, and at which the station's app is registered."""
    running = Server()
    settings.ZALO_API = running.url
    running.zalo.redirects.add(back_address(real_newsroom.station, "zalo"))
    try:
        yield running
    finally:
        running.stop()


def entered(newsroom: Newsroom) -> Client:
    """Oanh enters the station's app; return her browser."""
    client = browser(newsroom, newsroom.oanh)
    path = newsroom.path("destinations/zalo/")
    assert client.post(path, {"client_id": APP, "secret": APP_SECRET}).status_code == 302
    return client


def at_zalo(client: Client, start: str) -> str:
    """Go to Zalo's page, press Allow; return the address to come back to."""
    led = client.get(start)
    assert led.status_code == 302, led.content.decode()
    found = re.search(r'id="allow" href="([^"]+)"', httpx.get(led["location"]).text)
    assert found
    parts = urlsplit(unescape(found[1]))
    return f"{parts.path}?{parts.query}"


def signed_in(newsroom: Newsroom) -> str:
    """Oanh enters the app and signs in at Zalo; return the page she comes back to."""
    client = entered(newsroom)
    back = at_zalo(client, newsroom.path("destinations/zalo/begin/"))
    return str(client.get(back, follow=True).content.decode())


def connected(newsroom: Newsroom) -> Destination:
    """The whole way, with Minh's word."""
    signed_in(newsroom)
    path = newsroom.path(f"destinations/proposed/{ProposedAccount.objects.get().pk}/")
    browser(newsroom, newsroom.minh).post(f"{path}confirm/")
    return Destination.objects.get(kind="zalo")


def kept(place: Destination) -> str:
    """Return the token that is kept."""
    return Account.objects.get(pk=place.pk).token().reveal()


def test_the_whole_way_shows_no_secret_and_nothing_goes_there_before_the_word(
    real_newsroom: Newsroom, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    page = signed_in(real_newsroom)
    assert f"Sông Hồng TV ({OA})" in page
    assert not Destination.objects.filter(kind="zalo").exists()
    chief = browser(real_newsroom, real_newsroom.minh)
    path = real_newsroom.path(f"destinations/proposed/{ProposedAccount.objects.get().pk}/")
    shown = chief.get(path).content.decode()
    assert all(word in shown for word in (OA, "Oanh", "Zalo Official Account", f"https://zalo.me/{OA}"))
    page += shown + chief.post(f"{path}confirm/", follow=True).content.decode()
    place = Destination.objects.get(kind="zalo")
    assert (place.name, place.real, place.account.remote) == (f"Sông Hồng TV ({OA})", True, OA)
    assert server.zalo.refresh[kept(place)] == OA
    client = browser(real_newsroom, real_newsroom.oanh)
    page += client.get(place_path(real_newsroom, place)).content.decode()
    page += client.post(f"{place_path(real_newsroom, place)}check/", follow=True).content.decode()
    assert "Mọi thứ đều ổn" in page
    told = "".join(str(row) for row in LedgerEntry.objects.values())
    assert "CANARY" not in page + told + caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed, fresh FROM destinations_account")
        assert all(b"CANARY" not in bytes(one) for row in cursor.fetchall() for one in row if one)


def test_what_is_connected_stands_among_the_official_accounts(real_newsroom: Newsroom, server: Server) -> None:
    connected(real_newsroom)
    (found,) = [one for one in official_accounts(real_newsroom.station) if one.platform == "zalo"]
    assert (found.name, found.owner, found.url) == (
        "Sông Hồng TV",
        real_newsroom.station.name,
        f"https://zalo.me/{OA}",
    )
    outside = Client(headers={"host": "localhost:8080"})
    assert found.url in outside.get("/watch/song-hong/official-accounts/").content.decode()
    assert f"social={found.url}" in outside.get("/.well-known/trust.txt").content.decode()


def test_what_is_declined_is_forgotten(real_newsroom: Newsroom, server: Server) -> None:
    signed_in(real_newsroom)
    path = real_newsroom.path(f"destinations/proposed/{ProposedAccount.objects.get().pk}/")
    answer = browser(real_newsroom, real_newsroom.minh).post(f"{path}decline/", follow=True)
    assert "gỡ ứng dụng trên oa.zalo.me" in answer.content.decode()
    assert not ProposedAccount.objects.exists()
    assert not Destination.objects.filter(kind="zalo").exists()


def test_what_was_not_asked_for_here_is_not_taken(real_newsroom: Newsroom, server: Server) -> None:
    client = entered(real_newsroom)
    back = at_zalo(client, real_newsroom.path("destinations/zalo/begin/"))
    code = parse_qs(urlsplit(back).query)["code"][0]
    client.get(real_newsroom.path("destinations/zalo/back/"), {"state": "another", "code": code, "oa_id": OA})
    assert not ProposedAccount.objects.exists()
    assert server.zalo.codes  # the code never left the browser
    client.get(back)  # what was kept for it is used up
    assert not ProposedAccount.objects.exists()


def test_one_account_is_not_reached_by_hand_as_well(real_newsroom: Newsroom, server: Server) -> None:
    station, by = real_newsroom.station, real_newsroom.oanh.actor
    said = Said("Sông Hồng", "Sông Hồng", f"https://zalo.me/{OA}", "Đài Sông Hồng", date(2024, 5, 1))
    entry = register(real_newsroom.oanh, "zalo", said).statements.get()
    place = by_hand.serve(station, entry, "9:16", by=by)
    assert place.name in signed_in(real_newsroom)
    assert not ProposedAccount.objects.exists()
    by_hand.end(place, by=by)
    connected(real_newsroom)
    assert by_hand.free_accounts(station) == []


def test_connecting_again_takes_the_same_account_only(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    before = kept(place)
    client, path = browser(real_newsroom, real_newsroom.oanh), place_path(real_newsroom, place)
    server.zalo.chosen = OTHER
    page = client.get(at_zalo(client, f"{path}again/"), follow=True).content.decode()
    assert "Tài khoản khác" in page
    assert kept(place) == before
    assert not ProposedAccount.objects.exists()
    server.zalo.chosen = OA
    client.get(at_zalo(client, f"{path}again/"))
    assert kept(place) != before
    assert Destination.objects.filter(kind="zalo").count() == 1


def test_a_renewal_keeps_the_new_pair_before_anything_uses_it(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    before, access = kept(place), StoredAccess(place.account)
    first = access.token().reveal()
    after = kept(place)
    assert (after != before, after in server.zalo.refresh, before in server.zalo.refresh) == (True, True, False)
    assert access.token().reveal() == first  # good for a day
    assert server.zalo.renewals == 1
    assert access.renew(Secret(first)).reveal() != first
    assert access.renew(Secret(first)).reveal() != first  # what was refused had been replaced already
    assert server.zalo.renewals == 2
    ends = Account.objects.get(pk=place.pk).token_ends_at
    assert ends is not None
    assert ends > now() + timedelta(days=89)
    with transaction.atomic(), pytest.raises(RuntimeError):  # what is used before it is kept could be lost
        access.renew(access.token())


def test_a_good_token_is_never_lost_to_an_empty_one(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    server.zalo.renews_without = True
    before = kept(place)
    assert StoredAccess(place.account).token().reveal() in server.zalo.access
    assert kept(place) == before


def test_out_of_reach_is_told_from_dead(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    server.zalo.faults.add("token", "503", "503")
    with pytest.raises(NotTaken):
        StoredAccess(place.account).token()
    tasks.check_accounts(timestamp=0)
    assert not Account.objects.get(pk=place.pk).trouble_message
    server.zalo.refresh.clear()
    with pytest.raises(SignInNeeded):
        StoredAccess(place.account).token()
    for _ in range(2):
        tasks.check_accounts(timestamp=0)
    assert Notice.objects.filter(kind="account_in_trouble").count() == 1
    client, path = browser(real_newsroom, real_newsroom.oanh), place_path(real_newsroom, place)
    assert "kết nối lại" in client.get(path).content.decode()
    client.get(at_zalo(client, f"{path}again/"))
    assert not Account.objects.get(pk=place.pk).trouble_message


def test_an_account_whose_every_token_is_refused_is_in_trouble_and_told_once(
    real_newsroom: Newsroom, server: Server
) -> None:
    place = connected(real_newsroom)
    server.zalo.refuses = True
    before = kept(place)
    for _ in range(2):
        tasks.check_accounts(timestamp=0)
        assert kept(place) in server.zalo.refresh
    assert kept(place) != before
    assert "no longer accepts" in Account.objects.get(pk=place.pk).trouble_message
    assert Notice.objects.filter(kind="account_in_trouble").count() == 1
    server.zalo.refuses = False
    tasks.check_accounts(timestamp=0)
    assert not Account.objects.get(pk=place.pk).trouble_message


def test_a_token_near_its_end_is_renewed_by_the_hourly_look_and_by_no_other_call(
    real_newsroom: Newsroom, server: Server
) -> None:
    place = connected(real_newsroom)
    first = StoredAccess(place.account).token().reveal()
    Account.objects.filter(pk=place.pk).update(fresh_until=now() + timedelta(minutes=61))
    assert StoredAccess(place.account).token().reveal() == first
    tasks.check_accounts(timestamp=0)
    assert (server.zalo.renewals, StoredAccess(place.account).token().reveal() != first) == (2, True)
    tasks.check_accounts(timestamp=0)
    assert server.zalo.renewals == 2


def test_a_token_that_is_refused_as_soon_as_it_was_given_is_zalos_trouble(
    real_newsroom: Newsroom, server: Server
) -> None:
    server.zalo.refuses = True
    assert "Zalo không còn chấp nhận" in signed_in(real_newsroom)
    assert not ProposedAccount.objects.exists()


def test_disconnecting_throws_every_token_away(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    StoredAccess(place.account).token()
    answer = browser(real_newsroom, real_newsroom.oanh).post(
        f"{place_path(real_newsroom, place)}disconnect/", follow=True
    )
    assert "oa.zalo.me" in answer.content.decode()
    account = Account.objects.get(pk=place.pk)
    assert (account.sealed, account.fresh, account.token_ends_at) == (None, None, None)


def test_only_a_number_is_an_app_and_its_secret_is_sealed(real_newsroom: Newsroom, server: Server) -> None:
    client = browser(real_newsroom, real_newsroom.oanh)
    path = real_newsroom.path("destinations/zalo/")
    assert client.post(path, {"client_id": "Clipdesk", "secret": "x"}).status_code == 422
    assert not OAuthClient.objects.filter(kind="zalo").exists()
    entered(real_newsroom)
    page = client.get(path).content.decode()
    assert APP in page
    assert back_address(real_newsroom.station, "zalo") in page
    assert b"CANARY" not in bytes(OAuthClient.objects.get(kind="zalo").sealed)


def test_the_practice_station_connects_nothing(newsroom: Newsroom) -> None:
    client = browser(newsroom, newsroom.oanh)
    path = newsroom.path("destinations/zalo/")
    assert client.post(path, {"client_id": APP, "secret": APP_SECRET}).status_code == 422
    assert client.get(f"{path}begin/").status_code == 422
    assert not OAuthClient.objects.exists()
