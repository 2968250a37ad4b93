"""A Facebook Page is connected: at Facebook's page and back, by an editor-in-chief's word; its token is given away by
nothing, and only its own Page takes another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.db import connection
from django.test import Client

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.facebook.practice.emulator import APP, APP_SECRET, OTHER, PAGE
from clipdesk.connectors.facebook.tests.server import Server
from clipdesk.destinations import by_hand, signing_in, tasks
from clipdesk.destinations.models import Account, Destination, OAuthClient, ProposedAccount
from clipdesk.destinations.models.oauth_client import back_address
from clipdesk.destinations.register import Said, register
from clipdesk.destinations.tests.test_youtube import browser, place_path
from clipdesk.history.models import LedgerEntry
from clipdesk.kernel.clock import now


@pytest.fixture
def server(settings: Any, real_newsroom: Newsroom) -> Iterator[Server]:
    """An emulated Facebook that the desk is set to, and at which the station's app is registered."""
    running = Server()
    settings.FACEBOOK_API = running.url
    running.facebook.redirects.add(back_address(real_newsroom.station, "facebook"))
    try:
        yield running
    finally:
        running.stop()


def entered(newsroom: Newsroom) -> Client:
    """Oanh enters the station's app; return her browser."""
    client = browser(newsroom, newsroom.oanh)
    path = newsroom.path("destinations/facebook/")
    assert client.post(path, {"client_id": APP, "secret": APP_SECRET}).status_code == 302
    return client


def at_facebook(client: Client, start: str) -> str:
    """Go to Facebook's page, press Continue; return the address to come back to."""
    led = client.get(start)
    assert led.status_code == 302, led.content.decode()
    found = re.search(r'id="allow" href="([^"]+)"', httpx.get(led["location"]).text)
    assert found
    parts = urlsplit(unescape(found[1]))
    return f"{parts.path}?{parts.query}"


def signed_in(newsroom: Newsroom) -> str:
    """Oanh enters the app and signs in at Facebook; return the page she comes back to."""
    client = entered(newsroom)
    back = at_facebook(client, newsroom.path("destinations/facebook/begin/"))
    return str(client.get(back, follow=True).content.decode())


def connected(newsroom: Newsroom) -> Destination:
    """The whole way, with Minh's word."""
    signed_in(newsroom)
    path = newsroom.path(f"destinations/proposed/{ProposedAccount.objects.get().pk}/")
    browser(newsroom, newsroom.minh).post(f"{path}confirm/")
    return Destination.objects.get(kind="facebook")


def test_the_whole_way_shows_no_secret_and_nothing_goes_there_before_the_word(
    real_newsroom: Newsroom, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    page = signed_in(real_newsroom)
    assert "Sông Hồng TV (songhong)" in page
    assert not Destination.objects.filter(kind="facebook").exists()
    chief = browser(real_newsroom, real_newsroom.minh)
    path = real_newsroom.path(f"destinations/proposed/{ProposedAccount.objects.get().pk}/")
    shown = chief.get(path).content.decode()
    assert all(word in shown for word in (PAGE, "Oanh", "Trang Facebook", "https://www.facebook.com/songhong"))
    page += shown + chief.post(f"{path}confirm/", follow=True).content.decode()
    place = Destination.objects.get(kind="facebook")
    assert (place.name, place.real, place.account.remote) == ("Sông Hồng TV (songhong)", True, PAGE)
    assert server.facebook.tokens[place.account.token().reveal()] == PAGE
    client = browser(real_newsroom, real_newsroom.oanh)
    page += client.get(place_path(real_newsroom, place)).content.decode()
    page += client.post(f"{place_path(real_newsroom, place)}check/", follow=True).content.decode()
    assert "Mọi thứ đều ổn" in page
    told = "".join(str(row) for row in LedgerEntry.objects.values())
    assert "CANARY" not in page + told + caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM destinations_account UNION SELECT sealed FROM destinations_oauthclient")
        assert all(b"CANARY" not in bytes(row[0]) for row in cursor.fetchall())
    assert server.facebook.invalid == []


def test_each_page_that_was_chosen_waits_for_its_own_word(real_newsroom: Newsroom, server: Server) -> None:
    server.facebook.chosen = [PAGE, OTHER]
    page = signed_in(real_newsroom)
    assert "Trang khác" in page
    chief = browser(real_newsroom, real_newsroom.minh)
    ours, other = (ProposedAccount.objects.get(remote=remote) for remote in (PAGE, OTHER))
    chief.post(real_newsroom.path(f"destinations/proposed/{ours.pk}/confirm/"))
    answer = chief.post(real_newsroom.path(f"destinations/proposed/{other.pk}/decline/"), follow=True)
    assert "gỡ ứng dụng" in answer.content.decode()
    assert [one.account.remote for one in Destination.objects.filter(kind="facebook")] == [PAGE]
    assert not ProposedAccount.objects.exists()


@pytest.mark.parametrize("page", ["https://facebook.com/SongHong", f"https://www.facebook.com/{PAGE}"])
def test_one_page_is_not_reached_by_hand_as_well(real_newsroom: Newsroom, server: Server, page: str) -> None:
    station, by = real_newsroom.station, real_newsroom.oanh.actor
    said = Said("songhong", "Sông Hồng", page, "Đài Sông Hồng", date(2024, 5, 1))
    entry = register(real_newsroom.oanh, "facebook", said).statements.get()
    place = by_hand.serve(station, entry, "9:16", by=by)
    assert place.name in signed_in(real_newsroom)
    assert not ProposedAccount.objects.exists()
    by_hand.end(place, by=by)
    signed_in(real_newsroom)
    signing_in.confirm(ProposedAccount.objects.get(), by=real_newsroom.minh.actor)
    assert by_hand.free_accounts(station) == []
    with pytest.raises(by_hand.ServedAlready):
        by_hand.serve(station, entry, "9:16", by=by)


def test_what_came_back_from_one_platform_is_not_taken_for_another(real_newsroom: Newsroom, server: Server) -> None:
    client = entered(real_newsroom)
    back = at_facebook(client, real_newsroom.path("destinations/facebook/begin/"))
    client.get(back.replace("/facebook/back/", "/youtube/back/"))
    client.get(back)  # what was kept for it is used up
    assert not ProposedAccount.objects.exists()
    assert server.facebook.codes  # the code never left the browser


def test_connecting_again_takes_the_same_page_only(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    before = place.account.token().reveal()
    client, path = browser(real_newsroom, real_newsroom.oanh), place_path(real_newsroom, place)
    server.facebook.chosen = [OTHER]
    page = client.get(at_facebook(client, f"{path}again/"), follow=True).content.decode()
    assert "Trang khác" in page
    assert Account.objects.get(kind="facebook").token().reveal() == before
    server.facebook.chosen = [OTHER, PAGE]
    client.get(at_facebook(client, f"{path}again/"))
    assert Account.objects.get(kind="facebook").token().reveal() != before
    assert not ProposedAccount.objects.exists()  # only the one that was asked for
    assert LedgerEntry.objects.filter(verb="destination_token_renewed").count() == 1


def test_another_station_cannot_take_a_page(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    Destination.objects.filter(pk=place.pk).update(station=real_newsroom.stranger.station)
    assert "đài khác" in signed_in(real_newsroom)
    assert not ProposedAccount.objects.exists()


def test_out_of_reach_is_told_from_dead(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    server.facebook.faults.add("debug_token", "503")
    tasks.check_accounts(timestamp=0)
    assert not Account.objects.get(pk=place.pk).trouble_message
    server.facebook.tokens.clear()
    for _ in range(2):
        tasks.check_accounts(timestamp=0)
    assert Notice.objects.filter(kind="account_in_trouble").count() == 1
    client, path = browser(real_newsroom, real_newsroom.oanh), place_path(real_newsroom, place)
    assert "không còn chấp nhận" in client.get(path).content.decode()
    client.get(at_facebook(client, f"{path}again/"))
    assert not Account.objects.get(pk=place.pk).trouble_message


def test_an_access_that_runs_out_is_told_a_week_before_and_prolonged(real_newsroom: Newsroom, server: Server) -> None:
    server.facebook.days_of_access = 5
    place = connected(real_newsroom)
    for _ in range(2):
        tasks.check_accounts(timestamp=0)
    notice = Notice.objects.get(kind="permission_ends")
    assert (notice.person, notice.link) == (real_newsroom.oanh.person, place_path(real_newsroom, place))
    server.facebook.days_of_access = 90
    client = browser(real_newsroom, real_newsroom.oanh)
    client.get(at_facebook(client, f"{place_path(real_newsroom, place)}again/"))
    ends = Account.objects.get(pk=place.pk).token_ends_at
    assert ends is not None
    assert ends > now() + timedelta(days=89)


def test_disconnecting_throws_the_token_away(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    client, path = browser(real_newsroom, real_newsroom.oanh), place_path(real_newsroom, place)
    page = client.post(f"{path}disconnect/", follow=True).content.decode()
    assert "gỡ cả ứng dụng" in page
    account = Account.objects.get(pk=place.pk)
    assert (account.sealed, account.is_used) == (None, False)
    assert client.post(f"{path}token/", {"token": "x"}).status_code == 404  # that is a bot's


def test_an_app_id_is_a_number_and_the_app_before_is_forgotten(real_newsroom: Newsroom, server: Server) -> None:
    client = entered(real_newsroom)
    path = real_newsroom.path("destinations/facebook/")
    for wrong in ("", "Clipdesk", "12 34"):
        assert client.post(path, {"client_id": wrong, "secret": "CANARY-x"}).status_code == 422
    client.post(path, {"client_id": "900100200301", "secret": "CANARY-x"})
    assert OAuthClient.objects.get().client_id == "900100200301"
    assert "CANARY" not in client.get(path).content.decode()


def test_the_practice_station_connects_nothing(newsroom: Newsroom) -> None:
    client = browser(newsroom, newsroom.oanh)
    path = newsroom.path("destinations/facebook/")
    assert client.post(path, {"client_id": APP, "secret": APP_SECRET}).status_code == 422
    assert client.get(f"{path}begin/").status_code == 422
    assert not OAuthClient.objects.exists()
