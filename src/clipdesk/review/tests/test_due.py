"""Due soon: whoever was called is reminded half an hour before, once, and the pages show how much time is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from clipdesk.accounts.models import Notice
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.sending import Plan, send_to_review
from clipdesk.review import due, signing
from clipdesk.review.calling import REMINDER
from clipdesk.review.models import Package
from clipdesk.review.tests.test_duty import on_duty

MINUTE = timedelta(minutes=1)


def reminded() -> list[str]:
    """Who was reminded, by name."""
    return sorted(Notice.objects.filter(kind=REMINDER).values_list("person__name", flat=True))


@pytest.fixture
def slot() -> datetime:
    """In five hours, when the clip is planned."""
    return now() + timedelta(hours=5)


@pytest.fixture
def planned(newsroom: Newsroom, draft: Clip, slot: datetime) -> Package:
    """A clip that is planned for then; Dũng is on duty and was told at once."""
    on_duty(newsroom, newsroom.dung)
    plans = [Plan(newsroom.station.destinations.get(), slot)]
    send_to_review(draft, plans, base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    return Package.objects.get()


def test_whoever_was_told_long_ago_is_reminded_half_an_hour_before_and_once(
    newsroom: Newsroom, planned: Package, slot: datetime
) -> None:
    assert Notice.objects.filter(kind="sign_off_urgent").get().person == newsroom.dung.person
    due.remind(slot - 31 * MINUTE)
    assert reminded() == []
    due.remind(slot - 30 * MINUTE)
    due.remind(slot - 12 * MINUTE)
    assert reminded() == ["Dũng"]
    notice = Notice.objects.get(kind=REMINDER)
    assert (notice.link, notice.is_urgent) == (newsroom.path(f"review/{planned.pk}/open/"), True)


def test_what_is_decided_reminds_nobody_and_ends_the_reminder(
    newsroom: Newsroom, planned: Package, slot: datetime
) -> None:
    due.remind(slot - 20 * MINUTE)
    assert Notice.objects.get(kind=REMINDER).read_at is None
    signing.sign(planned, given_for(planned), member=newsroom.minh)
    assert Notice.objects.get(kind=REMINDER).read_at is not None
    Notice.objects.filter(kind=REMINDER).delete()
    due.remind(slot - 10 * MINUTE)
    assert reminded() == []


def test_opening_the_page_is_noted_on_the_reminder_too(newsroom: Newsroom, planned: Package, slot: datetime) -> None:
    due.remind(slot - 20 * MINUTE)
    newsroom.client(newsroom.dung).get(newsroom.path(f"review/{planned.pk}/"))
    assert Notice.objects.get(kind=REMINDER).read_at is not None


def test_nobody_is_reminded_of_what_was_sent_a_moment_ago(newsroom: Newsroom, draft: Clip) -> None:
    slot = now() + timedelta(minutes=20)
    plans = [Plan(newsroom.station.destinations.get(), slot)]
    send_to_review(draft, plans, base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    due.remind(now())
    assert reminded() == []
    due.remind(now() + 11 * MINUTE)
    assert "Minh" in reminded()  # without a rota, all editors-in-chief were told


def test_who_made_it_is_not_reminded(newsroom: Newsroom, draft: Clip) -> None:
    content = editing.content_with(draft.content, {"description": "Hà viết."})
    editing.save(draft, content, base=draft.head_number, member=newsroom.ha)
    slot = now() + timedelta(hours=2)
    plans = [Plan(newsroom.station.destinations.get(), slot)]
    send_to_review(draft, plans, base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    due.remind(slot - 5 * MINUTE)
    assert "Minh" in reminded()
    assert "Hà" not in reminded()


def test_without_a_planned_time_the_end_of_the_window_counts_once_it_is_near(
    newsroom: Newsroom, package: Package
) -> None:
    end = package.valid_until
    assert due.due_of(package, now()) is None
    assert due.due_of(package, end - timedelta(hours=1)) == end
    assert due.due_of(package, end) is None
    due.remind(end - 29 * MINUTE)
    assert "Minh" in reminded()


@pytest.mark.parametrize("page", ["review/", "review/{}/", "review/{}/phone/"])
def test_the_pages_show_how_much_time_is_left(newsroom: Newsroom, planned: Package, slot: datetime, page: str) -> None:
    text = newsroom.client(newsroom.dung).get(newsroom.path(page.format(planned.pk))).content.decode()
    assert "Hạn ký:" in text
    assert f'<time datetime="{slot.isoformat()}"' in text
    assert "sau 5 giờ nữa" in text


def test_what_has_no_time_shows_none(newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]) -> None:
    package = send(draft)
    page = newsroom.client(newsroom.minh).get(newsroom.path(f"review/{package.pk}/"))
    assert page.context["due"] is None
