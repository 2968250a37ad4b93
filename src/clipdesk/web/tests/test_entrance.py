"""The way in leads to the person's station, or lets them choose."""

from typing import Any

from django.test import Client

from clipdesk.accounts.models import Membership, Station
from clipdesk.config.testing_cast import Newsroom


def stations_shown(client: Client) -> list[str]:
    html = client.get("/").content.decode()
    return [part.split("<")[0] for part in html.split('<span class="list-main">')[1:]]


def test_anonymous_people_are_led_to_the_sign_in_page(db: Any) -> None:
    response = Client().get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/")


def test_one_station_opens_at_once(newsroom: Newsroom) -> None:
    response = newsroom.client(newsroom.lan).get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/s/song-hong/")


def test_several_stations_stand_in_vietnamese_order(newsroom: Newsroom) -> None:
    for slug, name in (("a1", "Đài Đồng Nai"), ("a2", "Đài An Giang"), ("a3", "Đài Ấp Bắc"), ("a4", "Đài Ở")):
        station = Station.objects.create(slug=slug, name=name)
        Membership.objects.create(person=newsroom.lan.person, station=station, role="producer")
    Membership.objects.create(person=newsroom.lan.person, station=newsroom.station, role="trainee")  # listed once
    assert stations_shown(newsroom.client(newsroom.lan)) == [
        "Đài An Giang",
        "Đài Ấp Bắc",
        "Đài Đồng Nai",
        "Đài Ở",
        "Đài Sông Hồng",
    ]


def test_who_belongs_nowhere_is_told_what_to_do(newsroom: Newsroom) -> None:
    Membership.objects.filter(person=newsroom.lan.person).delete()
    assert "Bạn chưa thuộc đài nào." in newsroom.client(newsroom.lan).get("/").content.decode()
