"""A Telegram channel is connected, checked and let go; its token is given away by nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as desk
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.test import Client

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.practice.emulator import CHANNEL, TOKEN
from clipdesk.connectors.telegram.tests.described import DESCRIPTION
from clipdesk.connectors.telegram.tests.server import Server
from clipdesk.destinations import by_hand, connecting, tasks
from clipdesk.destinations.models import Account, Destination
from clipdesk.destinations.official import official_accounts
from clipdesk.destinations.register import Said, register
from clipdesk.destinations.vault import TokenUnreadable, seal, unseal
from clipdesk.history.models import LedgerEntry
from clipdesk.kernel.ids import new_id

NEW_TOKEN = "123456789:emulated-token-CANARY-renewed-0987654321"
FORM = {"token": TOKEN, "channel": "@songhong"}


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """An emulated Bot API that the desk is set to."""
    if not DESCRIPTION.is_file():
        pytest.skip("the description of the Bot API is not here")
    running = Server()
    settings.TELEGRAM_API = running.url
    try:
        yield running
    finally:
        running.stop()


def operator(newsroom: Newsroom) -> Client:
    """Return Oanh's browser, her one-time code given."""
    client = newsroom.client(newsroom.oanh)
    if not Authenticator.objects.filter(user=newsroom.oanh.person).exists():
        TOTP.activate(newsroom.oanh.person, generate_totp_secret())
        RecoveryCodes.activate(newsroom.oanh.person)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, newsroom.oanh.person, "mfa", type="totp")
    request.session.save()
    return client


def connect(newsroom: Newsroom, **changes: str) -> Any:
    """An operator fills in the form."""
    client = operator(newsroom)
    return client.post(newsroom.path("destinations/telegram/"), {**FORM, **changes}, follow=True)


def test_a_channel_is_connected_and_its_token_is_shown_nowhere(
    real_newsroom: Newsroom, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    page = connect(real_newsroom).content.decode()
    assert "Sông Hồng TV (@songhong)" in page
    page += operator(real_newsroom).get(real_newsroom.path("destinations/")).content.decode()
    assert "https://t.me/songhong" in page
    assert "1.024" in page  # of all words together
    account = Account.objects.get()
    assert (account.remote, account.token().reveal()) == (str(CHANNEL), TOKEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM destinations_account")
        assert TOKEN.encode() not in bytes(cursor.fetchone()[0])
    told = "".join(str(row) for row in LedgerEntry.objects.values())
    assert "CANARY" not in page + told + caplog.text
    assert LedgerEntry.objects.filter(verb="destination_connected").count() >= 1
    assert server.telegram.posted == 0


def test_one_channel_is_not_reached_by_hand_as_well(real_newsroom: Newsroom, server: Server) -> None:
    station, by = real_newsroom.station, real_newsroom.oanh.actor
    said = Said("@songhong", "Sông Hồng", "https://t.me/SongHong/", "Đài Sông Hồng", date(2024, 5, 1))
    entry = register(real_newsroom.oanh, "telegram", said).statements.get()
    place = by_hand.serve(station, entry, "9:16", by=by)
    assert connect(real_newsroom).status_code == 422
    by_hand.end(place, by=by)
    assert by_hand.free_accounts(station) == [entry]
    connect(real_newsroom)
    assert Destination.objects.filter(kind="telegram").count() == 1
    assert by_hand.free_accounts(station) == []
    with pytest.raises(by_hand.ServedAlready, match="Sông Hồng TV"):
        by_hand.serve(station, entry, "9:16", by=by)
    connecting.disconnect(Destination.objects.get(kind="telegram"), by=by)
    by_hand.serve(station, entry, "9:16", by=by)
    with pytest.raises(by_hand.ServedAlready):
        connecting.renew_token(Destination.objects.get(kind="telegram"), Secret(TOKEN), by=by)


def test_what_is_missing_is_said_and_nothing_is_kept(real_newsroom: Newsroom, server: Server) -> None:
    server.telegram.rights["can_delete_messages"] = False
    answer = connect(real_newsroom)
    assert answer.status_code == 422
    assert "CANARY" not in answer.content.decode()
    assert connect(real_newsroom, token="nonsense").status_code == 422
    assert connect(real_newsroom, channel="two words").status_code == 422
    assert not Account.objects.exists()
    assert not Destination.objects.filter(kind="telegram").exists()


def test_connecting_again_gives_the_same_channel_a_new_token(real_newsroom: Newsroom, server: Server) -> None:
    connect(real_newsroom)
    connect(real_newsroom, channel=str(CHANNEL))
    assert Destination.objects.filter(kind="telegram").count() == 1


def test_another_station_cannot_take_a_channel(real_newsroom: Newsroom, server: Server) -> None:
    connect(real_newsroom)
    other = real_newsroom.stranger
    with pytest.raises(connecting.OtherStationsAccount):
        connecting.connect_channel(other.station, Secret(TOKEN), CHANNEL, by=other.actor)
    assert Account.objects.get().destination.station == real_newsroom.station


def test_two_stations_that_connect_at_the_same_moment_do_not_share_a_channel(
    real_newsroom: Newsroom, server: Server
) -> None:
    connect(real_newsroom)
    other = Destination.objects.filter(station=real_newsroom.stranger.station)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(destination=other, remote=str(CHANNEL))


def test_a_new_token_keeps_the_account_and_one_that_does_not_work_changes_nothing(
    real_newsroom: Newsroom, server: Server
) -> None:
    connect(real_newsroom)
    account = Account.objects.get()
    server.telegram.token = NEW_TOKEN  # the old one was revoked
    client, path = operator(real_newsroom), real_newsroom.path(f"destinations/{account.pk}/token/")
    refused = client.post(path, {"token": TOKEN.replace("1", "2")})
    assert refused.status_code == 422
    assert "Telegram không chấp nhận" in refused.content.decode()
    assert Account.objects.get().token().reveal() == TOKEN
    assert client.post(path, {"token": f" {NEW_TOKEN} "}).status_code == 302
    again = Account.objects.get()
    assert (again.pk, again.remote, again.token().reveal()) == (account.pk, account.remote, NEW_TOKEN)
    entry = LedgerEntry.objects.get(verb="destination_token_renewed")
    assert (entry.actor_name, "CANARY" in str(entry.after)) == ("Oanh", False)


def test_a_revoked_token_is_told_once_until_it_is_right_again(real_newsroom: Newsroom, server: Server) -> None:
    connect(real_newsroom)
    path = real_newsroom.path(f"destinations/{Account.objects.get().pk}/")
    client = operator(real_newsroom)
    server.telegram.token = NEW_TOKEN
    for _ in range(2):
        tasks.check_accounts(timestamp=0)
    notice = Notice.objects.get(kind="account_in_trouble")  # one person operates this station
    assert (notice.person, notice.link) == (real_newsroom.oanh.person, path)
    for page in (client.get(path), client.get(real_newsroom.path("destinations/"))):
        assert "Telegram không chấp nhận token của bot." in page.content.decode()
    client.post(f"{path}token/", {"token": NEW_TOKEN})
    assert "Telegram không chấp nhận" not in client.get(path).content.decode()
    server.telegram.rights["can_edit_messages"] = False
    tasks.check_accounts(timestamp=0)
    assert Notice.objects.filter(kind="account_in_trouble").count() == 2


def test_that_telegram_cannot_be_asked_says_nothing_about_the_account(real_newsroom: Newsroom, server: Server) -> None:
    connect(real_newsroom)
    server.telegram.faults.add("getMe", "500")
    tasks.check_accounts(timestamp=0)
    assert Account.objects.get().trouble_message == ""
    assert not Notice.objects.filter(kind="account_in_trouble").exists()


def test_a_check_says_what_is_wrong_until_it_is_right_again_and_learns_a_new_name(
    real_newsroom: Newsroom, server: Server
) -> None:
    connect(real_newsroom)
    path = real_newsroom.path(f"destinations/{Account.objects.get().pk}/check/")
    client = operator(real_newsroom)
    server.telegram.rights["can_post_messages"] = False
    assert "Cần xem lại" in client.post(path, follow=True).content.decode()
    server.telegram.rights["can_post_messages"] = True
    server.telegram.username = "songhongtv"
    assert "Cần xem lại" not in client.post(path, follow=True).content.decode()
    assert Account.objects.get().link("7") == "https://t.me/songhongtv/7"


@pytest.mark.parametrize("what", ["username", "title"])
def test_an_account_that_shows_another_name_is_told_and_the_register_stays(
    real_newsroom: Newsroom, server: Server, what: str
) -> None:
    connect(real_newsroom)
    before = [(one.handle, one.name) for one in official_accounts(real_newsroom.station)]
    tasks.check_accounts(timestamp=0)
    told = Notice.objects.filter(kind="account_shows_otherwise")
    assert not told.exists()
    setattr(server.telegram, what, "khongphaitoi")
    for _ in range(2):
        tasks.check_accounts(timestamp=0)
    assert {notice.person.name for notice in told} >= {"Minh", "Oanh"}
    assert told.count() == told.values("person").distinct().count()
    entry = LedgerEntry.objects.get(verb="account_shows_otherwise")
    assert (entry.before != entry.after, entry.after[what]) == (True, "khongphaitoi")
    assert [(one.handle, one.name) for one in official_accounts(real_newsroom.station)] == before
    assert ("@songhong", "Sông Hồng TV") in before


def test_the_shape_is_chosen_as_far_as_the_destination_takes_it(real_newsroom: Newsroom, server: Server) -> None:
    connect(real_newsroom)
    place = Destination.objects.get(kind="telegram")
    client, path = operator(real_newsroom), real_newsroom.path(f"destinations/{place.pk}/shape/")
    assert place.shape == "9:16"
    for asked, kept in (("16:9", "16:9"), ("2:1", "16:9"), ("4:5", "4:5"), ("4:5", "4:5")):
        client.post(path, {"shape": asked})
        assert Destination.objects.get(pk=place.pk).shape == kept
    assert LedgerEntry.objects.filter(verb="destination_shape_chosen").count() == 2
    page = client.get(real_newsroom.path(f"destinations/{place.pk}/")).content.decode()
    assert [label.strip() for label in re.findall(r'type="radio" name="shape"[^>]*>\s*([^<]+)<', page)] == [
        "Dọc 9:16",
        "Dọc 4:5",
        "Vuông 1:1",
        "Ngang 16:9",
    ]


def test_a_disconnected_channel_keeps_no_token_and_takes_no_clips(real_newsroom: Newsroom, server: Server) -> None:
    connect(real_newsroom)
    account = Account.objects.get()
    client = operator(real_newsroom)
    page = client.post(real_newsroom.path(f"destinations/{account.pk}/disconnect/"), follow=True).content.decode()
    assert "Đã ngắt kết nối" in page
    assert Account.objects.get().sealed is None
    assert not account.destination.__class__.objects.get(pk=account.pk).is_connected
    assert LedgerEntry.objects.filter(verb="destination_disconnected").count() == 1


def test_a_practice_station_connects_no_real_account(newsroom: Newsroom, server: Server) -> None:
    assert connect(newsroom).status_code == 422
    assert server.telegram.asked == []
    assert not Account.objects.exists()


def test_a_sealed_token_opens_in_its_own_row_alone(settings: Any) -> None:
    row = new_id()
    sealed = seal(Secret(TOKEN), row)
    assert unseal(sealed, row).reveal() == TOKEN
    assert sealed != seal(Secret(TOKEN), row)
    with pytest.raises(TokenUnreadable):
        unseal(sealed, new_id())
    with pytest.raises(TokenUnreadable):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), row)
    key = desk.TOKEN_SECRET()
    settings.TOKEN_SECRET = lambda: key[::-1]
    with pytest.raises(TokenUnreadable):
        unseal(sealed, row)
