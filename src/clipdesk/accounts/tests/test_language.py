"""In which language and zone a page speaks: the person's, else the browser's choice, else the station's, else its own."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from clipdesk.accounts.models import Notice, Person, Station
from clipdesk.accounts.tests.conftest import browser, headings, text


def test_vietnamese_is_the_default(db: None) -> None:
    page = browser().get("/sign-in/")
    assert headings(page) == ["Đăng nhập"]
    assert page["Content-Language"] == "vi"
    assert headings(browser(**{"accept-language": "fr"}).get("/sign-in/")) == ["Đăng nhập"]


def test_an_english_browser_is_spoken_to_in_english_until_it_chooses(db: None) -> None:
    assert headings(browser(**{"accept-language": "en"}).get("/sign-in/")) == ["Sign in"]
    assert headings(browser("vi", **{"accept-language": "en"}).get("/sign-in/")) == ["Đăng nhập"]


@pytest.mark.parametrize(
    ("station", "person", "chosen", "heading"),
    [
        ("vi", "", "", "Thông báo"),
        ("en", "", "", "Notices"),
        ("vi", "en", "", "Notices"),
        ("en", "vi", "", "Thông báo"),
        ("vi", "", "en", "Notices"),
        ("en", "vi", "en", "Thông báo"),  # what the person chose counts more than what the browser remembers
        ("vi", "xx", "", "Thông báo"),
    ],
)
def test_person_then_browser_then_station(newsroom: Any, station: str, person: str, chosen: str, heading: str) -> None:
    Station.objects.filter(pk=newsroom.station.pk).update(language=station)
    Person.objects.filter(pk=newsroom.lan.person.pk).update(language=person)
    client = newsroom.client(newsroom.lan)
    if chosen:
        client.cookies["__Host-language"] = chosen
    page = client.get(newsroom.path("notices/"), headers={"accept-language": "en" if heading == "Thông báo" else "vi"})
    assert headings(page) == [heading]
    assert page["Content-Language"] == ("vi" if heading == "Thông báo" else "en")


@pytest.mark.parametrize(
    ("zone", "shown"), [("Asia/Ho_Chi_Minh", "03:30"), ("Europe/Berlin", "21:30"), ("UTC", "20:30")]
)
def test_times_are_those_of_the_station(newsroom: Any, zone: str, shown: str) -> None:
    Station.objects.filter(pk=newsroom.station.pk).update(timezone=zone)
    made_at = datetime(2026, 1, 5, 20, 30, tzinfo=ZoneInfo("UTC"))
    Notice.objects.create(
        station=newsroom.station, person=newsroom.lan.person, kind="signed", cause="signed:1", link="/", made_at=made_at
    )
    page = text(newsroom.client(newsroom.lan).get(newsroom.path("notices/")))
    assert shown in page


def test_the_switch_in_the_menu_is_remembered_with_the_person(newsroom: Any) -> None:
    client = newsroom.client(newsroom.lan)
    assert client.post("/preferences/language", {"choice": "en", "next": "/me/"})["Location"] == "/me/"
    assert Person.objects.get(pk=newsroom.lan.person.pk).language == "en"
    assert headings(newsroom.client(newsroom.lan).get("/me/")) == ["My account"]  # also in another browser
