"""A YouTube channel is connected: at Google's page and back, by an editor-in-chief's word; its tokens are given away by
nothing, renewed by one at a time, and never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.http import HttpRequest
from django.test import Client

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.contract import NotTaken
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.youtube.errors import SignInNeeded
from clipdesk.connectors.youtube.practice.emulator import CHANNEL, CLIENT, CLIENT_SECRET, OTHER
from clipdesk.connectors.youtube.tests.server import Server
from clipdesk.destinations import by_hand, signing_in, tasks
from clipdesk.destinations.models import Account, Destination, OAuthClient, ProposedAccount
from clipdesk.destinations.models.account import StoredAccess
from clipdesk.destinations.models.oauth_client import back_address
from clipdesk.destinations.official import official_accounts
from clipdesk.destinations.register import Said, register
from clipdesk.history.models import LedgerEntry
from clipdesk.kernel.clock import now


@pytest.fixture
def server(settings: Any, real_newsroom: Newsroom) -> Iterator[Server]:
    """An emulated YouTube that the desk is set to, and at which the station's client is registered."""
    running = Server()
    settings.YOUTUBE_API = running.url
    running.youtube.redirects.add(back_address(real_newsroom.station))
    try:
        yield running
    finally:
        running.stop()


def browser(newsroom: Newsroom, member: Member) -> Client:
    """Return somebody's browser, their one-time code given."""
    client = newsroom.client(member)
    if not Authenticator.objects.filter(user=member.person).exists():
        TOTP.activate(member.person, generate_totp_secret())
        RecoveryCodes.activate(member.person)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, member.person, "mfa", type="totp")
    request.session.save()
    return client


def entered(newsroom: Newsroom) -> Client:
    """Oanh enters the station's client; return her browser."""
    client = browser(newsroom, newsroom.oanh)
    path = newsroom.path("destinations/youtube/")
    assert client.post(path, {"client_id": CLIENT, "secret": CLIENT_SECRET}).status_code == 302
    return client


def at_google(client: Client, start: str) -> str:
    """Go to Google's page, press Allow; return the address to come back to."""
    led = client.get(start)
    assert led.status_code == 302, led.content.decode()
    page = httpx.get(led["location"]).text
    found = re.search(r'id="allow" href="([^"]+)"', page)
    assert found, page
    parts = urlsplit(unescape(found[1]))
    return f"{parts.path}?{parts.query}"


def signed_in(newsroom: Newsroom) -> Any:
    """Oanh enters the client and signs in at Google; return the page she comes back to."""
    client = entered(newsroom)
    back = at_google(client, newsroom.path("destinations/youtube/begin/"))
    return client.get(back, follow=True)


def connected(newsroom: Newsroom) -> Destination:
    """The whole way, with Minh's word."""
    signed_in(newsroom)
    chief = browser(newsroom, newsroom.minh)
    path = newsroom.path(f"destinations/proposed/{ProposedAccount.objects.get().pk}/")
    assert "@songhong" in chief.get(path).content.decode()
    chief.post(f"{path}confirm/")
    return Destination.objects.get(kind="youtube")


def test_the_whole_way_shows_no_secret_and_nothing_goes_there_before_the_word(
    real_newsroom: Newsroom, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    page = signed_in(real_newsroom).content.decode()
    assert "Sông Hồng TV (@songhong)" in page
    assert not Destination.objects.filter(kind="youtube").exists()
    notices = Notice.objects.filter(kind="account_proposed")
    assert real_newsroom.minh.person in {one.person for one in notices}
    chief = browser(real_newsroom, real_newsroom.minh)
    page += chief.get(real_newsroom.path("destinations/")).content.decode()
    path = real_newsroom.path(f"destinations/proposed/{ProposedAccount.objects.get().pk}/")
    page += chief.get(path).content.decode()
    assert CHANNEL in page
    assert "Oanh" in page
    page += chief.post(f"{path}confirm/", follow=True).content.decode()
    place = Destination.objects.get(kind="youtube")
    assert (place.name, place.real) == ("Sông Hồng TV (@songhong)", True)
    assert not ProposedAccount.objects.exists()
    assert place.account.token().reveal() in server.youtube.refresh
    page += browser(real_newsroom, real_newsroom.oanh).get(place_path(real_newsroom, place)).content.decode()
    told = "".join(str(row) for row in LedgerEntry.objects.values())
    assert "CANARY" not in page + told + caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM destinations_account UNION SELECT sealed FROM destinations_oauthclient")
        assert all(b"CANARY" not in bytes(row[0]) for row in cursor.fetchall())
    entry = LedgerEntry.objects.filter(verb="destination_connected").latest("seq")
    assert (entry.actor_name, entry.after["signed_in"]) == ("Minh", "Oanh")
    assert server.youtube.invalid == []


def place_path(newsroom: Newsroom, place: Destination) -> str:
    """Return the address of a destination's page."""
    return newsroom.path(f"destinations/{place.pk}/")


def test_what_is_connected_stands_among_the_official_accounts(real_newsroom: Newsroom, server: Server) -> None:
    connected(real_newsroom)
    (found,) = [one for one in official_accounts(real_newsroom.station) if one.platform == "youtube"]
    assert (found.handle, found.name, found.owner) == ("@songhong", "Sông Hồng TV", real_newsroom.station.name)
    assert found.url == "https://www.youtube.com/@songhong"
    assert LedgerEntry.objects.get(verb="account_registered").actor_name == "Minh"
    outside = Client(headers={"host": "localhost:8080"})
    assert found.url in outside.get("/watch/song-hong/official-accounts/").content.decode()
    assert f"social={found.url}" in outside.get("/.well-known/trust.txt").content.decode()


def test_what_the_register_holds_already_is_not_entered_twice(real_newsroom: Newsroom, server: Server) -> None:
    said = Said("@songhong", "Kênh chính", "https://www.youtube.com/@songhong", "Đài", date(2020, 1, 1))
    register(real_newsroom.oanh, "youtube", said)
    connected(real_newsroom)
    (found,) = [one for one in official_accounts(real_newsroom.station) if one.platform == "youtube"]
    assert (found.name, found.since) == ("Kênh chính", date(2020, 1, 1))


def test_only_an_editor_in_chief_says_that_it_is_the_stations(real_newsroom: Newsroom, server: Server) -> None:
    signed_in(real_newsroom)
    path = real_newsroom.path(f"destinations/proposed/{ProposedAccount.objects.get().pk}/")
    for member in (real_newsroom.oanh, real_newsroom.dung, real_newsroom.tuan):
        assert browser(real_newsroom, member).post(f"{path}confirm/").status_code == 403
    chief = browser(real_newsroom, real_newsroom.minh)
    chief.post(f"{path}decline/")
    assert not ProposedAccount.objects.exists()
    assert not Destination.objects.filter(kind="youtube").exists()
    assert len(server.youtube.refresh) == 1  # the one that was given has been given back
    assert chief.post(f"{path}confirm/").status_code == 404


@pytest.mark.parametrize("page", ["https://youtube.com/@SongHong", f"https://www.youtube.com/channel/{CHANNEL}"])
def test_one_channel_is_not_reached_by_hand_as_well(real_newsroom: Newsroom, server: Server, page: str) -> None:
    station, by = real_newsroom.station, real_newsroom.oanh.actor
    said = Said("@songhong", "Sông Hồng", page, "Đài Sông Hồng", date(2024, 5, 1))
    entry = register(real_newsroom.oanh, "youtube", said).statements.get()
    place = by_hand.serve(station, entry, "9:16", by=by)
    assert place.name in signed_in(real_newsroom).content.decode()
    assert not ProposedAccount.objects.exists()
    by_hand.end(place, by=by)
    signed_in(real_newsroom)
    by_hand.serve(station, entry, "9:16", by=by)  # somebody begins while the account waits for its word
    waiting = ProposedAccount.objects.get()
    with pytest.raises(by_hand.ServedAlready):
        signing_in.confirm(waiting, by=real_newsroom.minh.actor)
    by_hand.end(place, by=by)
    signing_in.confirm(waiting, by=real_newsroom.minh.actor)
    assert by_hand.free_accounts(station) == []


@pytest.mark.parametrize("state", ["", "another"])
def test_what_was_not_asked_for_here_is_not_taken(real_newsroom: Newsroom, server: Server, state: str) -> None:
    client = entered(real_newsroom)
    back = at_google(client, real_newsroom.path("destinations/youtube/begin/"))
    code = parse_qs(urlsplit(back).query)["code"][0]
    path = real_newsroom.path("destinations/youtube/back/")
    client.get(path, {"state": state, "code": code})
    assert not ProposedAccount.objects.exists()
    client.get(back)  # what was kept for it is used up
    assert not ProposedAccount.objects.exists()
    assert server.youtube.codes  # the code never left the browser


def test_a_sign_in_of_another_browser_is_not_taken(real_newsroom: Newsroom, server: Server) -> None:
    back = at_google(entered(real_newsroom), real_newsroom.path("destinations/youtube/begin/"))
    browser(real_newsroom, real_newsroom.oanh).get(back)
    assert not ProposedAccount.objects.exists()


def test_a_sign_in_that_took_too_long_is_not_taken(real_newsroom: Newsroom, server: Server) -> None:
    client = entered(real_newsroom)
    back = at_google(client, real_newsroom.path("destinations/youtube/begin/"))
    session = client.session
    session["sign_in_asked"] = {**session["sign_in_asked"], "at": session["sign_in_asked"]["at"] - 901}
    session.save()
    client.get(back)
    assert not ProposedAccount.objects.exists()


def test_no_permission_and_an_unticked_box_are_said(real_newsroom: Newsroom, server: Server) -> None:
    client = entered(real_newsroom)
    back = at_google(client, real_newsroom.path("destinations/youtube/begin/"))
    state = parse_qs(urlsplit(back).query)["state"][0]
    path = real_newsroom.path("destinations/youtube/back/")
    answer = client.get(path, {"state": state, "error": "access_denied"}, follow=True)
    assert "chưa được cấp" in answer.content.decode()
    server.youtube.granted = "https://www.googleapis.com/auth/youtube.readonly"
    back = at_google(client, real_newsroom.path("destinations/youtube/begin/"))
    assert "mọi ô" in client.get(back, follow=True).content.decode()
    assert not ProposedAccount.objects.exists()


def test_connecting_again_takes_the_same_channel_only(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    before = place.account.token().reveal()
    client, path = browser(real_newsroom, real_newsroom.oanh), place_path(real_newsroom, place)
    server.youtube.chosen = OTHER
    page = client.get(at_google(client, f"{path}again/"), follow=True).content.decode()
    assert "Kênh khác" in page
    assert Account.objects.get(kind="youtube").token().reveal() == before
    assert not ProposedAccount.objects.exists()
    server.youtube.chosen = CHANNEL
    client.get(at_google(client, f"{path}again/"))
    assert Account.objects.get(kind="youtube").token().reveal() != before
    assert Destination.objects.filter(kind="youtube").count() == 1
    assert LedgerEntry.objects.filter(verb="destination_token_renewed").count() == 1


def test_another_station_cannot_take_a_channel(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    Destination.objects.filter(pk=place.pk).update(station=real_newsroom.stranger.station)
    client = browser(real_newsroom, real_newsroom.oanh)
    client.get(at_google(client, real_newsroom.path("destinations/youtube/begin/")))
    assert not ProposedAccount.objects.exists()


def test_a_good_token_is_kept_where_a_renewal_brings_none(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    keep = place.account.token().reveal()
    access = StoredAccess(place.account)
    first = access.token().reveal()
    assert access.token().reveal() == first  # good for an hour
    assert server.youtube.renewals == 1
    Account.objects.filter(pk=place.pk).update(fresh_until=now() + timedelta(seconds=60))
    assert access.token().reveal() != first
    assert access.renew(Secret(first)).reveal() != first
    assert server.youtube.renewals == 2  # what was refused had been replaced already
    assert Account.objects.get(pk=place.pk).token().reveal() == keep


def test_out_of_reach_is_told_from_dead(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    server.youtube.faults.add("token", "503", "503")
    with pytest.raises(NotTaken):
        StoredAccess(place.account).token()
    tasks.check_accounts(timestamp=0)
    assert not Account.objects.get(pk=place.pk).trouble_message
    server.youtube.refresh.clear()
    with pytest.raises(SignInNeeded):
        StoredAccess(place.account).token()
    for _ in range(2):
        tasks.check_accounts(timestamp=0)
    assert Notice.objects.filter(kind="account_in_trouble").count() == 1
    client, path = browser(real_newsroom, real_newsroom.oanh), place_path(real_newsroom, place)
    assert "kết nối lại" in client.get(path).content.decode()
    client.get(at_google(client, f"{path}again/"))
    assert not Account.objects.get(pk=place.pk).trouble_message


def test_a_permission_that_runs_out_is_told_a_week_before(real_newsroom: Newsroom, server: Server) -> None:
    server.youtube.days_of_refresh = 7
    place = connected(real_newsroom)
    for _ in range(2):
        tasks.check_accounts(timestamp=0)
    notice = Notice.objects.get(kind="permission_ends")
    assert (notice.person, notice.link) == (real_newsroom.oanh.person, place_path(real_newsroom, place))
    Account.objects.filter(pk=place.pk).update(token_ends_at=now() + timedelta(days=30))
    tasks.check_accounts(timestamp=0)
    assert Notice.objects.filter(kind="permission_ends").count() == 1


def test_disconnecting_throws_every_token_away(real_newsroom: Newsroom, server: Server) -> None:
    place = connected(real_newsroom)
    StoredAccess(place.account).token()
    client, path = browser(real_newsroom, real_newsroom.oanh), place_path(real_newsroom, place)
    client.post(f"{path}disconnect/")
    account = Account.objects.get(pk=place.pk)
    assert (account.sealed, account.fresh, account.is_used) == (None, None, False)
    assert client.post(f"{path}token/", {"token": "x"}).status_code == 404  # that is a bot's


def test_an_account_that_nobody_confirms_is_forgotten_after_a_week(real_newsroom: Newsroom, server: Server) -> None:
    signed_in(real_newsroom)
    tasks.check_accounts(timestamp=0)
    assert ProposedAccount.objects.count() == 1
    ProposedAccount.objects.update(made_at=now() - timedelta(days=8))
    tasks.check_accounts(timestamp=0)
    assert not ProposedAccount.objects.exists()


def test_a_new_secret_of_the_client_takes_the_place_of_the_old(real_newsroom: Newsroom, server: Server) -> None:
    client = entered(real_newsroom)
    path = real_newsroom.path("destinations/youtube/")
    assert client.post(path, {"client_id": "", "secret": "CANARY-x"}).status_code == 422
    client.post(path, {"client_id": "other", "secret": "CANARY-x"})
    assert OAuthClient.objects.get().client_id == "other"
    assert "CANARY" not in client.get(path).content.decode()


def test_the_practice_station_connects_nothing(newsroom: Newsroom) -> None:
    client = browser(newsroom, newsroom.oanh)
    path = newsroom.path("destinations/youtube/")
    assert client.post(path, {"client_id": CLIENT, "secret": CLIENT_SECRET}).status_code == 422
    assert client.get(f"{path}begin/").status_code == 422
    assert not OAuthClient.objects.exists()
