"""Hold all, from its page: in force at once, and let go on by whoever may."""

from __future__ import annotations

import re

import pytest

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import DESK_EDITOR
from clipdesk.config.testing_cast import Newsroom, make_member
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.publishing import sweeping
from clipdesk.publishing.models import Hold, Publication
from clipdesk.review.models import SignOff

REASON = "Chờ xác minh số liệu"


@pytest.fixture
def son(newsroom: Newsroom) -> Member:
    """A desk editor of the sport desk alone."""
    return make_member(newsroom.station, "Son", DESK_EDITOR, newsroom.sport)


def test_a_hold_stops_what_is_signed_and_lifting_lets_it_go(newsroom: Newsroom, sign_off: SignOff) -> None:
    client = newsroom.client(newsroom.tuan)
    answer = client.post(newsroom.path("publishing/hold/"), {"reach": "station", "reason": REASON}, follow=True)
    assert REASON in answer.content.decode()
    hold = Hold.objects.get()
    assert (hold.desk, hold.destination, hold.reason, hold.by) == (None, None, REASON, newsroom.tuan.person)

    run_waiting_jobs()
    sweeping.sweep()
    run_waiting_jobs()
    assert Publication.objects.get().state == "prepared"
    assert "số lượt bị dừng ngay: 1" in client.get(newsroom.path("publishing/hold/")).content.decode()

    client.post(newsroom.path(f"publishing/holds/{hold.pk}/lift/"))
    sweeping.sweep()
    run_waiting_jobs()
    assert Publication.objects.get().state == "live"
    hold.refresh_from_db()
    assert (hold.state, hold.lifted_by) == ("lifted", newsroom.tuan.person)


def test_a_hold_of_one_desk_or_destination(newsroom: Newsroom) -> None:
    client, place = newsroom.client(newsroom.huong), newsroom.station.destinations.get()
    for reach in (f"desk:{newsroom.news.pk}", f"destination:{place.pk}"):
        assert client.post(newsroom.path("publishing/hold/"), {"reach": reach, "reason": REASON}).status_code == 302
    assert set(Hold.objects.values_list("desk", "destination")) == {(newsroom.news.pk, None), (None, place.pk)}
    page = newsroom.client(newsroom.lan).get(newsroom.path("publishing/")).content.decode()
    assert "Đang tạm dừng: ban Thời sự" in page
    assert "Đang tạm dừng: nơi đăng Đài Sông Hồng" in page


def test_without_a_reason_nothing_is_held(newsroom: Newsroom) -> None:
    reach = f"desk:{newsroom.news.pk}"
    answer = newsroom.client(newsroom.minh).post(newsroom.path("publishing/hold/"), {"reach": reach, "reason": "  "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hãy nêu lý do bằng một câu." in page
    chosen = re.search(r'<input[^>]*value="([^"]*)"[^>]* checked', page)
    assert chosen is not None
    assert chosen[1] == reach  # what was chosen is kept
    assert not Hold.objects.exists()


def test_who_may_not_hold(newsroom: Newsroom) -> None:
    filled = {"reach": "station", "reason": REASON}
    for member, status in ((newsroom.lan, 403), (newsroom.oanh, 403), (newsroom.stranger, 404)):
        path = newsroom.path("publishing/hold/")
        assert newsroom.client(member).get(path).status_code == status
        assert newsroom.client(member).post(path, filled).status_code == status
    assert not Hold.objects.exists()


def test_who_has_one_desk_holds_that_desk_only(newsroom: Newsroom, son: Member) -> None:
    client = newsroom.client(son)
    page = client.get(newsroom.path("publishing/hold/")).content.decode()
    assert "Ban: Thể thao" in page
    assert "Toàn đài" not in page
    for reach in ("station", f"desk:{newsroom.news.pk}", f"destination:{newsroom.station.destinations.get().pk}"):
        answer = client.post(newsroom.path("publishing/hold/"), {"reach": reach, "reason": REASON})
        assert answer.status_code == 422
    assert not Hold.objects.exists()
    client.post(newsroom.path("publishing/hold/"), {"reach": f"desk:{newsroom.sport.pk}", "reason": REASON})
    assert Hold.objects.get().desk == newsroom.sport


def test_who_has_one_desk_lets_only_that_desk_go_on(newsroom: Newsroom, son: Member) -> None:
    whole = Hold.place(newsroom.minh, REASON)
    news = Hold.place(newsroom.minh, REASON, desk=newsroom.news)
    sport = Hold.place(newsroom.minh, REASON, desk=newsroom.sport)
    client = newsroom.client(son)
    answers = [client.post(newsroom.path(f"publishing/holds/{hold.pk}/lift/")) for hold in (whole, news, sport)]
    assert [answer.status_code for answer in answers] == [403, 403, 302]
    assert set(Hold.objects.filter(state="in_force")) == {whole, news}


def test_a_hold_of_another_station_cannot_be_lifted(newsroom: Newsroom) -> None:
    theirs = Hold.place(newsroom.stranger, REASON)
    path = f"publishing/holds/{theirs.pk}/lift/"
    assert newsroom.client(newsroom.minh).post(newsroom.path(path)).status_code == 404
    assert newsroom.client(newsroom.stranger).post(newsroom.path(path)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == "in_force"


def test_letting_go_on_twice(newsroom: Newsroom) -> None:
    hold = Hold.place(newsroom.minh, REASON)
    path = newsroom.path(f"publishing/holds/{hold.pk}/lift/")
    assert newsroom.client(newsroom.minh).post(path).status_code == 302
    assert newsroom.client(newsroom.huong).post(path).status_code == 404
