"""An account without a connector becomes a destination: only what the register holds, once, until somebody ends it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from clipdesk.accounts.models import Person
from clipdesk.config.testing_cast import Newsroom
from clipdesk.destinations import by_hand
from clipdesk.destinations.models import Account, AccountStatement, Destination
from clipdesk.destinations.register import Said, end, register
from clipdesk.history.models import LedgerEntry


@pytest.fixture(autouse=True)
def english(newsroom: Newsroom) -> None:
    """Everybody reads English."""
    Person.objects.update(language="en")


@pytest.fixture
def tiktok(newsroom: Newsroom) -> AccountStatement:
    """The station's TikTok account stands in the register."""
    said = Said("@songhong", "Sông Hồng", "https://www.tiktok.com/@songhong", "Đài Sông Hồng", date(2024, 5, 1))
    return register(newsroom.oanh, "tiktok", said).statements.get()


def _places(newsroom: Newsroom) -> list[Destination]:
    return list(Destination.objects.filter(station=newsroom.station, kind="by_hand"))


def test_an_operator_chooses_account_and_shape(newsroom: Newsroom, tiktok: AccountStatement) -> None:
    client, path = newsroom.client(newsroom.oanh), newsroom.path("destinations/by-hand/")
    assert "TikTok · @songhong" in client.get(path).content.decode()
    form = {"account": str(tiktok.account_id), "shape": "1:1"}
    assert client.post(path, {**form, "account": "somebody"}).status_code == 422
    assert client.post(path, {**form, "shape": "3:2"}).status_code == 422
    assert _places(newsroom) == []
    assert client.post(path, form).status_code == 302
    (place,) = _places(newsroom)
    assert (place.name, place.shape, place.is_connected) == ("TikTok · @songhong", "1:1", True)
    assert (place.practice, place.real) == (True, False)
    assert (place.limits.text_characters, place.limits.by_hand) == (2200, True)
    page = client.get(newsroom.path("destinations/")).content.decode()
    assert "By hand: a person posts there" in page
    assert "https://www.tiktok.com/@songhong" in page
    assert "Last checked" not in page  # there is nothing that a machine could check
    assert "No account is left to choose" in client.get(path).content.decode()
    assert LedgerEntry.objects.get(verb="destination_connected", after__kind="by_hand").actor_name == "Oanh"


def test_one_account_is_one_destination(newsroom: Newsroom, tiktok: AccountStatement) -> None:
    place = by_hand.serve(newsroom.station, tiktok, "9:16", by=newsroom.oanh.actor)
    with pytest.raises(by_hand.ServedAlready):
        by_hand.serve(newsroom.station, tiktok, "9:16", by=newsroom.oanh.actor)
    with pytest.raises(LookupError):
        by_hand.serve(newsroom.station, tiktok, "3:2", by=newsroom.oanh.actor)
    assert _places(newsroom) == [place]


def test_ended_and_used_again_it_stays_the_same_destination(newsroom: Newsroom, tiktok: AccountStatement) -> None:
    place = by_hand.serve(newsroom.station, tiktok, "9:16", by=newsroom.oanh.actor)
    client = newsroom.client(newsroom.oanh)
    page = client.get(newsroom.path(f"destinations/{place.pk}/")).content.decode()
    assert "End the destination" in page
    assert "A new token" not in page
    client.post(newsroom.path(f"destinations/{place.pk}/end/"))
    place = Destination.objects.get(pk=place.pk)
    assert not place.is_connected
    assert "Not used any more" in client.get(newsroom.path("destinations/")).content.decode()
    again = by_hand.serve(newsroom.station, tiktok, "4:5", by=newsroom.oanh.actor)
    assert (again.pk, again.shape, again.is_connected) == (place.pk, "4:5", True)


def test_what_leaves_the_register_is_not_served_any_more(newsroom: Newsroom, tiktok: AccountStatement) -> None:
    place = by_hand.serve(newsroom.station, tiktok, "9:16", by=newsroom.oanh.actor)
    end(tiktok.account, until=date(2026, 1, 1), because="Đã bán", mistaken=False, member=newsroom.oanh)
    assert not Destination.objects.get(pk=place.pk).is_connected
    assert by_hand.free_accounts(newsroom.station) == []
    by_hand.end(place, by=newsroom.oanh.actor)
    with pytest.raises(by_hand.NotRegistered):
        by_hand.serve(newsroom.station, tiktok, "9:16", by=newsroom.oanh.actor)


def test_another_stations_account_is_none_of_ours(newsroom: Newsroom, tiktok: AccountStatement) -> None:
    with pytest.raises(by_hand.NotRegistered):
        by_hand.serve(newsroom.stranger.station, tiktok, "9:16", by=newsroom.stranger.actor)


def test_there_is_never_a_token(newsroom: Newsroom, tiktok: AccountStatement) -> None:
    place = by_hand.serve(newsroom.station, tiktok, "9:16", by=newsroom.oanh.actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=place.pk).update(sealed=b"x")
    client = newsroom.client(newsroom.oanh)
    for rest in ("token/", "check/", "disconnect/"):
        assert client.post(newsroom.path(f"destinations/{place.pk}/{rest}"), {"token": "x"}).status_code == 404
