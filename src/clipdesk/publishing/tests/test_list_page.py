"""The list of publications: what stands where, for whom, in which language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Hold, Publication
from clipdesk.review.models import Package, SignOff

TITLE = "Nước sông Hồng lên nhanh"


def test_a_sent_clip_is_planned_and_says_that_it_is_not_signed(newsroom: Newsroom, package: Package) -> None:
    page = newsroom.client(newsroom.tuan).get(newsroom.path("publishing/")).content.decode()
    assert TITLE in page
    assert "Chưa ký duyệt" in page
    assert "ngay khi ký duyệt" in page


def test_times_are_the_stations_and_say_so(newsroom: Newsroom, package: Package) -> None:
    Publication.objects.update(slot=datetime(2026, 1, 31, 22, 5, tzinfo=UTC))
    newsroom.tuan.person.language = "en"
    newsroom.tuan.person.save()
    page = newsroom.client(newsroom.tuan).get(newsroom.path("publishing/?show=scheduled")).content.decode()
    assert "1 Feb 2026, 05:05 (UTC+7)" in page
    assert "Not signed yet" in page


def test_what_needs_a_decision_comes_first(newsroom: Newsroom, sign_off: SignOff) -> None:
    Publication.objects.update(slot=now() - timedelta(hours=1))
    run_waiting_jobs()
    page = newsroom.client(newsroom.minh).get(newsroom.path("publishing/")).content.decode()
    assert "Lỡ giờ" in page
    assert page.index('href="?show=decision" aria-current="page"') < page.index(TITLE)


@pytest.mark.parametrize("show", ["decision", "scheduled", "under_way", "live", "ended", "nonsense"])
def test_every_view_opens_when_it_is_empty(newsroom: Newsroom, show: str) -> None:
    assert newsroom.client(newsroom.minh).get(newsroom.path(f"publishing/?show={show}")).status_code == 200


def test_each_state_stands_in_one_view(newsroom: Newsroom, published: Publication) -> None:
    client = newsroom.client(newsroom.lan)
    found = {
        show: TITLE in client.get(newsroom.path(f"publishing/?show={show}")).content.decode()
        for show in ("decision", "scheduled", "under_way", "live", "ended")
    }
    assert found == {"decision": False, "scheduled": False, "under_way": False, "live": True, "ended": False}


def test_another_desk_sees_none_of_it(newsroom: Newsroom, published: Publication) -> None:
    page = newsroom.client(newsroom.binh).get(newsroom.path("publishing/?show=live")).content.decode()
    assert TITLE not in page


def test_holds_stand_on_top_with_reason_and_name(newsroom: Newsroom, package: Package) -> None:
    Hold.place(newsroom.huong, "Chờ xác minh số liệu")
    page = newsroom.client(newsroom.lan).get(newsroom.path("publishing/")).content.decode()
    assert "Đang tạm dừng: toàn đài" in page
    assert "Chờ xác minh số liệu" in page
    assert "Hương tạm dừng, có hiệu lực từ" in page
    assert page.index("Chờ xác minh") < page.index(TITLE)
    assert "Cho đăng tiếp" not in page  # Lan may not hold, so she may not lift


def test_only_who_may_hold_finds_the_button(newsroom: Newsroom) -> None:
    for member, may in ((newsroom.lan, False), (newsroom.tuan, True), (newsroom.huong, True), (newsroom.minh, True)):
        page = newsroom.client(member).get(newsroom.path("publishing/")).content.decode()
        assert ("Tạm dừng tất cả" in page) is may, member.person.name


def test_who_sees_no_unpublished_clips_is_refused(newsroom: Newsroom) -> None:
    assert newsroom.client(newsroom.oanh).get(newsroom.path("publishing/")).status_code == 403
    assert newsroom.client(newsroom.stranger).get(newsroom.path("publishing/")).status_code == 404
