"""Home answers: what is waiting for me?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clipdesk.accounts.member import Member
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.publishing.models import Hold, Publication
from clipdesk.review.models import Package
from clipdesk.review.signing import send_back, sign

Home = Callable[[Member], str]


@pytest.fixture
def home(newsroom: Newsroom) -> Home:
    """Open home as somebody, in Vietnamese."""

    def opened(member: Member) -> str:
        response = newsroom.client(member).get(newsroom.path())
        assert response.status_code == 200
        return str(response.content.decode())

    return opened


def card(html: str, title: str) -> str:
    """Return the card of that title, or nothing."""
    return next((part.split("</section>")[0] for part in html.split("<section")[1:] if f"{title}</h2>" in part), "")


TITLE = "Nước sông Hồng lên nhanh"


def test_an_empty_home_says_what_to_do(newsroom: Newsroom, home: Home) -> None:
    html = home(newsroom.lan)
    assert "Không có việc nào chờ bạn" in html
    assert "Tải bản ghi lên" in html


def test_a_draft_waits_for_its_author_alone(newsroom: Newsroom, draft: Clip, home: Home) -> None:
    assert TITLE in card(home(newsroom.lan), "Bản nháp của tôi")
    assert TITLE not in home(newsroom.huong)


def test_what_was_sent_waits_for_those_who_may_sign_it(newsroom: Newsroom, package: Package, home: Home) -> None:
    for_minh = home(newsroom.minh)
    assert TITLE in card(for_minh, "Chờ ký")
    assert newsroom.path(f"review/{package.pk}/") in for_minh
    assert card(for_minh, "Đang duyệt") == ""  # not twice on one page
    for_lan = home(newsroom.lan)
    assert card(for_lan, "Chờ ký") == ""
    assert TITLE in card(for_lan, "Đang duyệt")


def test_nobody_is_asked_to_sign_their_own_work(
    newsroom: Newsroom, recording: object, send: Callable[[Clip], Package], draft: Clip, home: Home
) -> None:
    Clip.objects.filter(pk=draft.pk).update(author=newsroom.minh.person)
    send(draft)
    assert card(home(newsroom.minh), "Chờ ký") == ""
    assert TITLE in card(home(newsroom.ha), "Chờ ký")


def test_what_was_sent_back_waits_for_its_author(newsroom: Newsroom, package: Package, home: Home) -> None:
    send_back(package, "Thiếu nguồn", member=newsroom.minh)
    assert TITLE in card(home(newsroom.lan), "Trả lại cho tôi")
    assert "Trả lại cho tôi" not in home(newsroom.minh)


def test_what_is_signed_and_planned_stands_under_next(
    newsroom: Newsroom, draft: Clip, package: Package, home: Home
) -> None:
    Hold.place(newsroom.minh, "Chờ xác minh nguồn tin")
    sign(package, given_for(package), member=newsroom.minh)
    tomorrow = timezone.now() + timedelta(days=1)
    publication = Publication.objects.get(clip=draft)
    assert TITLE not in card(home(newsroom.lan), "Sắp đăng")  # signed, but not handed over yet
    Publication.objects.filter(pk=publication.pk).update(
        slot=tomorrow, sign_off=package.sign_offs.get(), package=package
    )
    html = home(newsroom.tuan)
    assert TITLE in card(html, "Sắp đăng")
    assert f"{tomorrow.astimezone(timezone.get_fixed_timezone(420)):%d/%m/%Y %H:%M}" in card(html, "Sắp đăng")
    assert "Chờ xác minh nguồn tin" in html


def test_what_failed_waits_for_a_decision(newsroom: Newsroom, published: Publication, home: Home) -> None:
    assert TITLE in card(home(newsroom.tuan), "Mới đăng")
    Publication.objects.filter(pk=published.pk).update(state="failed")
    assert TITLE in card(home(newsroom.tuan), "Cần quyết định")


def test_the_tiles_count_what_the_lists_shorten(newsroom: Newsroom, draft: Clip, home: Home) -> None:
    for _ in range(7):
        editing.new_clip(newsroom.lan, draft.recording)
    html = home(newsroom.lan)
    assert card(html, "Bản nháp của tôi").count("/clips/") == 7  # six rows, and the way to the rest
    assert "Tất cả 8" in card(html, "Bản nháp của tôi")
    assert '<span class="stat-value">8</span>' in html


def test_other_desks_and_stations_stay_unseen(newsroom: Newsroom, draft: Clip, home: Home) -> None:
    assert TITLE not in home(newsroom.binh)
    other = newsroom.client(newsroom.stranger).get(newsroom.path())
    assert other.status_code == 404


def test_who_sees_no_clips_is_told_so(newsroom: Newsroom, draft: Clip, home: Home) -> None:
    html = home(newsroom.oanh)
    assert "Vai trò của bạn không xem được clip chưa công khai." in html
    assert TITLE not in html
    assert "Tải bản ghi lên" not in html


def test_it_speaks_english_to_who_wants_it(newsroom: Newsroom, draft: Clip) -> None:
    client = newsroom.client(newsroom.lan)
    client.cookies["__Host-language"] = "en"
    html = client.get(newsroom.path()).content.decode()
    assert '<html lang="en"' in html
    assert TITLE in card(html, "My drafts")


def test_an_empty_real_station_greets_with_three_steps(real_newsroom: Newsroom) -> None:
    html = real_newsroom.client(real_newsroom.minh).get(real_newsroom.path()).content.decode()
    assert html.count('<li class="step') == 3
    assert html.count('<li class="step is-done"') == 2  # a desk and people are there
    assert real_newsroom.path("recordings/upload/") in html
    for_oanh = real_newsroom.client(real_newsroom.oanh).get(real_newsroom.path()).content.decode()
    assert real_newsroom.path("recordings/upload/") not in for_oanh  # she may not bring recordings in


@pytest.mark.parametrize("who", ["lan", "minh"])
def test_the_number_of_queries_does_not_grow_with_the_lists(
    newsroom: Newsroom, draft: Clip, who: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(8):
        editing.new_clip(newsroom.lan, draft.recording)
    client: Client = newsroom.client(getattr(newsroom, who))
    with django_assert_max_num_queries(26):  # type: ignore[attr-defined]
        client.get(newsroom.path())
