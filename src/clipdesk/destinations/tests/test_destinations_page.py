"""The station's connected accounts, on a page for everybody at the station."""

from __future__ import annotations

from clipdesk.accounts.models import Person
from clipdesk.config.testing_cast import Newsroom


def test_the_own_site_with_its_limits_and_address(newsroom: Newsroom) -> None:
    page = newsroom.client(newsroom.lan).get(newsroom.path("destinations/")).content.decode()
    assert "Trang công khai của đài" in page
    assert 'href="http://localhost:8080/watch/song-hong/"' in page
    assert "tối đa 120 ký tự" in page
    assert "tối đa 5.000 ký tự" in page
    assert "Đài Cửu Long" not in page


def test_the_same_in_english(newsroom: Newsroom) -> None:
    Person.objects.filter(pk=newsroom.oanh.person.pk).update(language="en")
    page = newsroom.client(newsroom.oanh).get(newsroom.path("destinations/")).content.decode()
    assert "Our own public site" in page
    assert "up to 5,000 characters" in page
    assert "tối đa" not in page


def test_a_real_account_is_not_marked_as_practice(real_newsroom: Newsroom) -> None:
    page = real_newsroom.client(real_newsroom.lan).get(real_newsroom.path("destinations/")).content.decode()
    assert "Trang công khai của đài" in page
    assert "Thực hành" not in page


def test_another_station_finds_nothing(newsroom: Newsroom) -> None:
    assert newsroom.client(newsroom.stranger).get(newsroom.path("destinations/")).status_code == 404


def test_a_station_without_destinations_says_so(newsroom: Newsroom) -> None:
    newsroom.station.destinations.all().delete()
    answer = newsroom.client(newsroom.lan).get(newsroom.path("destinations/"))
    assert answer.status_code == 200
    assert "Chưa có nơi đăng nào" in answer.content.decode()
