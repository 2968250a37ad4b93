"""What a drag sends, and the form that does the same: the server decides both."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.planning.models import Assignment, Event, Occurrence
from clipdesk.planning.tests.conftest import ATTACHED


@pytest.fixture
def huong(newsroom: Newsroom) -> Client:
    newsroom.huong.person.language = "en"
    newsroom.huong.person.save()
    return newsroom.client(newsroom.huong)


def _move(newsroom: Newsroom, cut: Assignment) -> str:
    return newsroom.path(f"planning/assignments/{cut.pk}/move/")


def test_work_goes_to_another_day_at_its_time(newsroom: Newsroom, huong: Client, cut: Assignment) -> None:
    here = newsroom.path(f"planning/load/?on={ATTACHED}")
    answer = huong.post(_move(newsroom, cut), {"on": "2030-01-23", "next": here})
    assert answer["Location"] == here
    cut.refresh_from_db()
    assert cut.deadline == datetime(2030, 1, 23, 9, tzinfo=UTC)
    assert (cut.person, cut.state) == (newsroom.lan.person, "asked")
    entry = LedgerEntry.objects.filter(verb="assignment_changed").get()
    assert (entry.actor_name, set(entry.after)) == ("Hương", {"deadline"})
    assert Notice.objects.filter(person=newsroom.lan.person, kind="plan_changed").exists()


def test_work_goes_to_somebody_else_who_is_asked(newsroom: Newsroom, huong: Client, cut: Assignment) -> None:
    huong.post(_move(newsroom, cut), {"on": "2030-01-22", "person": newsroom.thao.person.pk})
    cut.refresh_from_db()
    assert (cut.person, cut.state) == (newsroom.thao.person, "asked")
    assert Notice.objects.filter(person=newsroom.thao.person, kind="assigned").exists()
    huong.post(_move(newsroom, cut), {"on": "2030-01-22", "person": ""})
    cut.refresh_from_db()
    assert (cut.person, cut.state) == (None, "open")


@pytest.mark.parametrize(
    "said",
    [
        {"on": ""},
        {"on": "0001-01-01"},
        {"on": "2030-01-23", "at": "25:00"},
        {"on": "2030-01-23", "person": "018f0000-0000-7000-8000-000000000000"},
    ],
)
def test_what_cannot_be_is_said_on_the_form(
    newsroom: Newsroom, huong: Client, cut: Assignment, said: dict[str, str]
) -> None:
    answer = huong.post(_move(newsroom, cut), said)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    cut.refresh_from_db()
    assert cut.deadline == datetime(2030, 1, 21, 9, tzinfo=UTC)


def test_nobody_is_asked_who_sees_nothing_of_the_desk(newsroom: Newsroom, huong: Client, cut: Assignment) -> None:
    answer = huong.post(_move(newsroom, cut), {"on": "2030-01-22", "person": newsroom.binh.person.pk})
    assert answer.status_code == 422
    assert "Bình" in answer.content.decode()


def test_whoever_does_not_plan_moves_nothing(newsroom: Newsroom, cut: Assignment) -> None:
    answer = newsroom.client(newsroom.lan).post(_move(newsroom, cut), {"on": "2030-01-23"})
    assert answer.status_code == 403
    shown = newsroom.client(newsroom.lan).get(newsroom.path(f"planning/?view=week&on={ATTACHED}"))
    assert b"data-move" not in shown.content


def test_what_is_done_stays_where_it_was(newsroom: Newsroom, huong: Client, cut: Assignment) -> None:
    huong.post(newsroom.path(f"planning/assignments/{cut.pk}/say/"), {"say": "done"})
    assert huong.post(_move(newsroom, cut), {"on": "2030-01-23"}).status_code == 422


def test_an_event_goes_where_it_is_dropped_with_its_story(
    newsroom: Newsroom, huong: Client, market: Event, cut: Assignment
) -> None:
    """One that recurs is asked about first: the form offers the day, and comes back to where the drag was."""
    here = newsroom.path(f"planning/?on={ATTACHED}")
    shown = huong.get(newsroom.path(f"planning/?view=week&on={ATTACHED}"))
    (line,) = [line for _day, lines in shown.context["days"] for line in lines if line.asks]
    form = huong.get(f"{line.move}&to=2030-01-23&next={here}")
    assert 'value="2030-01-23"' in form.content.decode()
    answer = huong.post(line.move, {"on": "2030-01-23", "at": line.at, "scope": "one", "next": here})
    assert answer["Location"] == here
    row = Occurrence.objects.get()
    assert (row.recurs_on, row.begins_on, row.stories.count()) == (ATTACHED, date(2030, 1, 23), 1)
    assert LedgerEntry.objects.filter(verb="event_day_moved").count() == 1


def test_one_that_comes_once_is_moved_at_once(newsroom: Newsroom, huong: Client, plan_event: Any) -> None:
    event = plan_event(rule="")
    shown = huong.get(newsroom.path("planning/?view=month&on=2030-01-07"))
    (line,) = [line for _day, lines in shown.context["days"] for line in lines]
    assert (line.asks, line.at) == (False, "08:00")
    elsewhere = huong.post(line.move, {"on": "2030-01-09", "at": line.at, "next": "//evil.example/"})
    assert "evil" not in elsewhere["Location"]
    event.refresh_from_db()
    assert event.first_on == date(2030, 1, 9)
