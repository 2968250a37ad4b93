"""Stations and desks: made, changed, renamed; only a practice station may do without the second factor."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clipdesk.accounts import stations
from clipdesk.accounts.models import Desk, Membership, Station
from clipdesk.accounts.roles import EDITOR_IN_CHIEF, OPERATOR
from clipdesk.accounts.tests.conftest import browser, signed_in, text, with_key
from clipdesk.history.models import CLIPDESK, LedgerEntry

CHANGED = {"name": "Đài Hồng Hà", "language": "en", "timezone": "Asia/Tokyo", "asks_second_factor": "on"}


def test_name_language_and_zone_are_changed_and_kept_in_history(newsroom: Any) -> None:
    client = newsroom.client(newsroom.minh)
    assert client.post(newsroom.path("station/"), CHANGED)["Location"] == newsroom.path("station/")
    station = Station.objects.get(pk=newsroom.station.pk)
    assert (station.name, station.language, station.timezone) == ("Đài Hồng Hà", "en", "Asia/Tokyo")
    row = LedgerEntry.objects.get(verb="station_changed")
    assert row.before["name"] == "Đài Sông Hồng"
    assert row.after["name"] == "Đài Hồng Hà"


def test_saving_what_stands_writes_nothing(newsroom: Any) -> None:
    stations.change_station(newsroom.station, {"name": "Đài Sông Hồng"}, by=CLIPDESK)
    assert not LedgerEntry.objects.filter(verb="station_changed").exists()


def test_a_zone_that_does_not_exist_is_refused_and_stays_typed(newsroom: Any) -> None:
    page = newsroom.client(newsroom.minh).post(newsroom.path("station/"), {**CHANGED, "timezone": "Asia/Hanoi"})
    assert "Không có múi giờ nào tên như vậy." in text(page)
    assert 'value="Asia/Hanoi"' in text(page)
    assert Station.objects.get(pk=newsroom.station.pk).name == "Đài Sông Hồng"


def test_who_manages_one_desk_does_not_change_the_station(newsroom: Any) -> None:
    Membership.objects.create(
        person=newsroom.lan.person, station=newsroom.station, desk=newsroom.news, role=EDITOR_IN_CHIEF
    )
    client = newsroom.client(newsroom.lan)
    assert client.post(newsroom.path("station/"), CHANGED).status_code == 403
    assert client.post(newsroom.path("station/desks/"), {"name": "Radio"}).status_code == 403
    assert not LedgerEntry.objects.filter(verb__in=["station_changed", "desk_made"]).exists()


def test_a_practice_station_switches_the_second_factor_on_and_off(newsroom: Any) -> None:
    client, page = newsroom.client(newsroom.minh), newsroom.path("station/")
    assert "Đài thực hành này đang bỏ xác thực hai lớp" in text(client.get(page))
    client.post(
        page, {"name": "Đài Sông Hồng", "language": "vi", "timezone": "Asia/Ho_Chi_Minh"} | {"asks_second_factor": "on"}
    )
    assert Station.objects.get(pk=newsroom.station.pk).asks_second_factor
    assert client.get(page)["Location"].startswith("/me/second-factor/on/")  # from now on it asks
    minh = signed_in(with_key(newsroom.minh.person), "vi")
    minh.post(page, {"name": "Đài Sông Hồng", "language": "vi", "timezone": "Asia/Ho_Chi_Minh"})
    assert not Station.objects.get(pk=newsroom.station.pk).asks_second_factor
    assert LedgerEntry.objects.filter(verb="station_changed").count() == 2


def test_every_page_of_a_practice_station_without_it_says_so(newsroom: Any) -> None:
    page = newsroom.path("notices/")
    assert "Xác thực hai lớp đã tắt." in text(newsroom.client(newsroom.lan).get(page))
    stations.change_station(newsroom.station, {"asks_second_factor": True}, by=CLIPDESK)
    assert "Xác thực hai lớp đã tắt." not in text(newsroom.client(newsroom.lan).get(page))


def test_a_real_station_never_goes_without(real_newsroom: Any) -> None:
    client = signed_in(with_key(real_newsroom.minh.person))
    page = real_newsroom.path("station/")
    assert "asks_second_factor" not in text(client.get(page))
    client.post(page, {key: value for key, value in CHANGED.items() if key != "asks_second_factor"})
    assert Station.objects.get(pk=real_newsroom.station.pk).asks_second_factor
    with pytest.raises(stations.OnlyPractice):
        stations.change_station(real_newsroom.station, {"asks_second_factor": False}, by=CLIPDESK)
    with pytest.raises(IntegrityError), transaction.atomic():
        Station.objects.filter(pk=real_newsroom.station.pk).update(asks_second_factor=False)
    assert Station.objects.get(pk=real_newsroom.station.pk).asks_second_factor


def test_a_desk_is_added_and_renamed(newsroom: Any) -> None:
    client = newsroom.client(newsroom.minh)
    assert client.post(newsroom.path("station/desks/"), {"name": "  Phát   thanh "})["Location"] == newsroom.path(
        "station/"
    )
    made = Desk.objects.get(station=newsroom.station, name="Phát thanh")
    client.post(newsroom.path(f"station/desks/{made.pk}/"), {"name": "Radio"})
    client.post(newsroom.path(f"station/desks/{made.pk}/"), {"name": "RADIO"})
    assert Desk.objects.get(pk=made.pk).name == "RADIO"
    verbs = LedgerEntry.objects.filter(subject_id=str(made.pk)).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["desk_made", "desk_renamed", "desk_renamed"]


@pytest.mark.parametrize(("name", "said"), [("thời SỰ", "Đã có ban tên"), ("x" * 81, "81"), ("   ", "field-error")])
def test_a_desks_name_that_does_not_do_stays_typed(newsroom: Any, name: str, said: str) -> None:
    client = newsroom.client(newsroom.minh)
    for path in ("station/desks/", f"station/desks/{newsroom.sport.pk}/"):
        page = text(client.post(newsroom.path(path), {"name": name}))
        assert said in page
        assert f'value="{name}"' in page
    assert set(newsroom.station.desks.values_list("name", flat=True)) == {"Thời sự", "Thể thao"}


def test_another_stations_desk_is_not_there(newsroom: Any) -> None:
    theirs = Desk.objects.get(station=newsroom.stranger.station)
    answer = newsroom.client(newsroom.minh).post(newsroom.path(f"station/desks/{theirs.pk}/"), {"name": "Ours"})
    assert answer.status_code == 404


def test_desks_stand_in_vietnamese_order(newsroom: Any) -> None:
    for name in ("Đời sống", "Ảnh", "Dân sinh"):
        stations.add_desk(newsroom.station, name, by=CLIPDESK)
    page = text(newsroom.client(newsroom.minh).get(newsroom.path("station/")))
    names = ["Ảnh", "Dân sinh", "Đời sống", "Thể thao", "Thời sự"]
    places = [page.index(f'<span class="list-main">{name}</span>') for name in names]
    assert places == sorted(places)


def test_an_operator_makes_another_station_and_operates_it(real_newsroom: Any) -> None:
    newsroom = real_newsroom
    form = {"name": "Đài Tây Nguyên", "slug": "tay-nguyen", "language": "vi", "timezone": "Asia/Ho_Chi_Minh"}
    client = signed_in(with_key(newsroom.oanh.person), language="vi")
    assert client.post(newsroom.path("stations/new/"), form)["Location"] == "/s/tay-nguyen/station/"
    made = Station.objects.get(slug="tay-nguyen")
    assert (made.is_practice, made.asks_second_factor) == (False, True)
    assert Membership.objects.get(station=made).role == OPERATOR
    for slug, said in (("tay-nguyen", "Đã có đài dùng tên ngắn này."), ("tây nguyên", "ví dụ song-hong")):
        page = text(client.post(newsroom.path("stations/new/"), {**form, "slug": slug}))
        assert said in page
        assert 'value="Đài Tây Nguyên"' in page
    assert newsroom.client(newsroom.minh).post(newsroom.path("stations/new/"), form).status_code == 403
    assert Station.objects.filter(slug__contains="nguyen").count() == 1


def test_the_station_in_the_address_is_the_one_that_is_changed(newsroom: Any) -> None:
    theirs = f"/s/{newsroom.stranger.station.slug}/station/"
    assert newsroom.client(newsroom.minh).post(theirs, CHANGED).status_code == 404
    assert browser().post(theirs, CHANGED)["Location"].startswith(reverse("account_login"))
    assert not LedgerEntry.objects.filter(verb="station_changed").exists()


def test_a_practice_station_makes_no_real_one(newsroom: Any) -> None:
    client = newsroom.client(newsroom.oanh)
    form = {"name": "Đài Thật", "slug": "dai-that", "language": "vi", "timezone": "Asia/Ho_Chi_Minh"}
    for answer in (
        client.get(newsroom.path("stations/new/")),
        client.post(newsroom.path("stations/new/"), form),
    ):
        assert answer.status_code == 422
    assert not Station.objects.filter(slug="dai-that").exists()
    assert "stations/new/" not in client.get(newsroom.path("station/")).content.decode()
