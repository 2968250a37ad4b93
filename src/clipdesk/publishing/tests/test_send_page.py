"""Sending a clip to review from its form: where, when, and what is said when it cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from clipdesk.accounts.models import Person
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.ui.moments import moment_in

IN_TWO_DAYS = now().date() + timedelta(days=2)


def posted(newsroom: Newsroom, clip: Clip, **changes: object) -> Any:
    """Fill in the form as Lan and send it."""
    clip.refresh_from_db()
    filled = {"base": clip.head_number, "destinations": newsroom.station.destinations.get().pk, "slot": "", **changes}
    path = newsroom.path(f"clips/{clip.pk}/send/")
    return newsroom.client(newsroom.lan).post(
        path, {name: value for name, value in filled.items() if value is not None}
    )


def test_the_form_offers_the_own_site_and_says_what_it_takes(newsroom: Newsroom, draft: Clip) -> None:
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"clips/{draft.pk}/send/")).content.decode()
    assert 'type="checkbox"' in page
    assert " checked" in page
    assert "24 trên 120" in page  # the title's 24 characters
    assert "(UTC+7)" in page
    Person.objects.filter(pk=newsroom.lan.person.pk).update(language="en")
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"clips/{draft.pk}/send/")).content.decode()
    assert "24 of 120" in page


def test_as_soon_as_it_is_signed(newsroom: Newsroom, draft: Clip) -> None:
    answer = posted(newsroom, draft)
    assert (answer.status_code, answer.headers["Location"]) == (302, newsroom.path(f"clips/{draft.pk}/"))
    draft.refresh_from_db()
    assert draft.state == Clip.IN_REVIEW
    assert Publication.objects.get().slot is None


def test_a_time_is_the_stations_wherever_the_browser_is(newsroom: Newsroom, draft: Clip) -> None:
    posted(newsroom, draft, slot=f"{IN_TWO_DAYS}T18:30")
    assert Publication.objects.get().slot == datetime.combine(IN_TWO_DAYS, time(11, 30), UTC)  # Việt Nam is UTC+7


@pytest.mark.parametrize(
    ("zone", "shown", "expected"),
    [
        ("Asia/Ho_Chi_Minh", "2026-12-01T00:30", datetime(2026, 11, 30, 17, 30, tzinfo=UTC)),
        ("Europe/Berlin", "2026-12-01T18:30", datetime(2026, 12, 1, 17, 30, tzinfo=UTC)),  # winter: UTC+1
        ("Europe/Berlin", "2026-07-01T18:30", datetime(2026, 7, 1, 16, 30, tzinfo=UTC)),  # summer: UTC+2
        ("Asia/Kolkata", "2026-07-01T18:30", datetime(2026, 7, 1, 13, 0, tzinfo=UTC)),
    ],
)
def test_a_zones_clock_in_utc(zone: str, shown: str, expected: datetime) -> None:
    assert moment_in(ZoneInfo(zone), shown) == expected


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        ("2026-03-29T02:30", "Ngày đó không có 02:30"),  # clocks go from 02:00 to 03:00
        ("2026-10-25T02:30", "Ngày đó có hai lần 02:30"),  # clocks go from 03:00 to 02:00
        ("2026-10-25", None),
        ("tomorrow", "Đây không phải ngày giờ"),
        ("2026-12-01T18:30+07:00", "không kèm múi giờ"),
    ],
)
def test_a_time_that_is_none_or_two(shown: str, sentence: str | None) -> None:
    if sentence is None:
        assert moment_in(ZoneInfo("Europe/Berlin"), shown) == datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
        return
    with pytest.raises(ValidationError, match=sentence):
        moment_in(ZoneInfo("Europe/Berlin"), shown)


@pytest.mark.parametrize(
    ("slot", "sentence"),
    [
        ("2024-01-01T10:00", "01/01/2024 10:00 (UTC+7) đã qua."),
        (f"{date.today().year + 3}-01-01T10:00", "còn hơn một năm nữa"),  # noqa: DTZ011 - only the year counts
        ("hôm qua", "Đây không phải ngày giờ."),
    ],
)
def test_a_wrong_time_is_said_beside_the_field(newsroom: Newsroom, draft: Clip, slot: str, sentence: str) -> None:
    answer = posted(newsroom, draft, slot=slot)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'value="{slot}"' in page  # what was typed is kept
    assert not Publication.objects.exists()


def test_no_destination(newsroom: Newsroom, draft: Clip) -> None:
    answer = posted(newsroom, draft, destinations=None)
    assert answer.status_code == 422
    assert "Hãy chọn ít nhất một nơi đăng cho clip." in answer.content.decode()
    assert not Publication.objects.exists()


def test_another_stations_destination_is_none(newsroom: Newsroom, draft: Clip) -> None:
    answer = posted(newsroom, draft, destinations=newsroom.stranger.station.destinations.get().pk)
    assert answer.status_code == 422
    assert not Publication.objects.exists()


def test_no_title(newsroom: Newsroom, draft: Clip) -> None:
    content = editing.content_with(draft.content, {"title": " "})
    editing.save(draft, content, base=draft.head_number, member=newsroom.lan)
    answer = posted(newsroom, draft, slot=f"{IN_TWO_DAYS}T18:30")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Clip chưa có tiêu đề." in page
    assert f'value="{IN_TWO_DAYS}T18:30"' in page
    assert not Publication.objects.exists()


def test_saved_by_somebody_else_meanwhile(newsroom: Newsroom, draft: Clip) -> None:
    opened = draft.head_number
    content = editing.content_with(draft.content, {"title": "Nước rút"})
    editing.save(draft, content, base=opened, member=newsroom.huong)
    answer = posted(newsroom, draft, base=opened)
    assert answer.status_code == 422
    assert "Hương" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.state, Publication.objects.count()) == (Clip.DRAFT, 0)


def test_sent_twice(newsroom: Newsroom, draft: Clip) -> None:
    posted(newsroom, draft)
    answer = posted(newsroom, draft)
    assert answer.status_code == 422
    assert "Đang duyệt" in answer.content.decode()
    assert Publication.objects.count() == 1


def test_sending_again_remembers_the_time(newsroom: Newsroom, draft: Clip) -> None:
    posted(newsroom, draft, slot=f"{IN_TWO_DAYS}T18:30")
    newsroom.client(newsroom.lan).post(newsroom.path(f"clips/{draft.pk}/take-back/"))
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"clips/{draft.pk}/send/")).content.decode()
    assert f'value="{IN_TWO_DAYS}T18:30"' in page


def test_a_correction_has_nothing_to_choose(newsroom: Newsroom, published: Publication) -> None:
    clip = published.clip
    editing.begin_correction(clip, "Tên xã đã được sửa.", member=newsroom.lan)
    content = editing.content_with(clip.content, {"title": "Nước sông Hồng lên rất nhanh"})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    page = newsroom.client(newsroom.lan).get(newsroom.path(f"clips/{clip.pk}/send/")).content.decode()
    assert "Tên xã đã được sửa." in page
    assert 'name="destinations"' not in page
    assert 'name="slot"' not in page
    assert posted(newsroom, clip).status_code == 302
    clip.refresh_from_db()
    assert (clip.state, Publication.objects.count()) == (Clip.IN_REVIEW, 1)


def test_who_may_not_send(newsroom: Newsroom, draft: Clip) -> None:
    path = newsroom.path(f"clips/{draft.pk}/send/")
    filled = {"base": draft.head_number, "destinations": newsroom.station.destinations.get().pk}
    for member, status in ((newsroom.tuan, 403), (newsroom.oanh, 403), (newsroom.binh, 404), (newsroom.stranger, 404)):
        assert newsroom.client(member).get(path).status_code == status
        assert newsroom.client(member).post(path, filled).status_code == status
    draft.refresh_from_db()
    assert (draft.state, Publication.objects.count()) == (Clip.DRAFT, 0)
