"""How long a clip took, stage by stage, from what the history keeps."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from clipdesk.audience.tests.test_pages import page
from clipdesk.audience.time_to_air import Journey, Spread, journeys, table_of
from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.library.models import Recording
from clipdesk.publishing.models import Publication
from clipdesk.review.models import SignOff

MINUTE = timedelta(minutes=1)


@pytest.fixture
def signed_at(published: Publication) -> datetime:
    """A clip that went public five minutes after its sign-off, of a recording that came an hour before it was sent."""
    sign_off = SignOff.objects.select_related("package").get(package__clip=published.clip_id)
    Recording.objects.update(made_at=sign_off.package.made_at - 60 * MINUTE)
    Publication.objects.update(first_live_at=sign_off.signed_at + 5 * MINUTE)
    return sign_off.signed_at


def of_today(newsroom: Newsroom) -> list[Journey]:
    return journeys(newsroom.lan, now() - timedelta(days=1), now() + timedelta(days=1))


def test_each_stage_has_its_length(newsroom: Newsroom, signed_at: datetime) -> None:
    (found,) = of_today(newsroom)
    assert (found.cutting, found.going_out) == (60 * MINUTE, 5 * MINUTE)
    assert timedelta(0) < found.signing < MINUTE
    assert found.whole == 65 * MINUTE + found.signing
    assert found.desk == newsroom.news.name


def test_what_was_planned_goes_out_from_its_time_on(newsroom: Newsroom, signed_at: datetime) -> None:
    Publication.objects.update(slot=signed_at + 4 * MINUTE)
    assert of_today(newsroom)[0].going_out == MINUTE


def test_the_archive_says_nothing_of_speed(newsroom: Newsroom, signed_at: datetime) -> None:
    Recording.objects.update(made_at=signed_at - timedelta(days=3))
    (found,) = of_today(newsroom)
    assert (found.cutting, found.whole) == (None, None)
    Publication.objects.update(first_live_at=now())
    assert "đã hơn hai ngày" in page(newsroom, "audience/time-to-air/")


def test_half_and_nine_of_ten() -> None:
    made = [Journey("Thời sự", "Kênh", n * MINUTE, MINUTE, MINUTE) for n in range(1, 12)]
    by_desk, by_destination = table_of([*made, Journey("Thể thao", "Trang", None, MINUTE, MINUTE)])
    assert [row.name for row in by_desk] == ["Tất cả", "Thể thao", "Thời sự"]
    assert by_desk[0].spreads[0] == Spread(11, 6 * MINUTE, 10 * MINUTE)
    assert by_desk[1].spreads[0] is None
    assert [row.name for row in by_destination] == ["Kênh", "Trang"]


def test_the_page_and_who_sees_it(newsroom: Newsroom, signed_at: datetime) -> None:
    Publication.objects.update(first_live_at=now())
    assert "một nửa trong vòng 1 giờ" in page(newsroom, "audience/time-to-air/")
    assert of_today(newsroom) != []
    assert journeys(newsroom.binh, now() - timedelta(days=1), now() + timedelta(days=1)) == []
