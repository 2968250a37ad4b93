"""Load in minutes, the board, and who may say how much time there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from clipdesk.accounts.models import Membership
from clipdesk.accounts.roles import PRODUCER
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.kernel.clock import now
from clipdesk.planning import assigning
from clipdesk.planning.access import people_on
from clipdesk.planning.board import board_of
from clipdesk.planning.filters import Filters
from clipdesk.planning.load import Row, load_of
from clipdesk.planning.models import Assignment, Capacity, Story
from clipdesk.planning.month import WEEK, window_of
from clipdesk.planning.tests.conftest import ATTACHED
from clipdesk.planning.usual import Usual, set_capacity, set_usual
from clipdesk.planning.views.calendar import today_of
from clipdesk.review import rota

WINDOW = window_of(WEEK, ATTACHED)  # the 21st of January 2030 is a Monday


@pytest.fixture
def huong(newsroom: Newsroom) -> Client:
    newsroom.huong.person.language = "en"
    newsroom.huong.person.save()
    return newsroom.client(newsroom.huong)


def _rows(newsroom: Newsroom) -> dict[str, Row]:
    found = load_of(newsroom.huong, people_on(newsroom.huong), WINDOW)
    return {row.person.name if row.person else "": row for row in found}


def _work(newsroom: Newsroom, story: Story, hour: int, **changes: Any) -> Assignment:
    said: dict[str, Any] = {"kind": "cut", "what": "", "destination": None, "minutes": None}
    said |= {"deadline": datetime(2030, 1, 21, hour, tzinfo=UTC)}
    person = changes.pop("person", newsroom.lan.person)
    return assigning.make(story, newsroom.huong, said | changes, person)


def test_minutes_add_up_by_what_was_said(newsroom: Newsroom, story: Story, cut: Assignment) -> None:
    """40 minutes asked; 30 as usual accepted; 500 done; 180 declined, which nobody has."""
    assigning.accept(_work(newsroom, story, 3), member=newsroom.lan)
    assigning.finish(_work(newsroom, story, 4, minutes=500), member=newsroom.lan)
    assigning.decline(_work(newsroom, story, 5, kind="film"), because="", member=newsroom.lan)
    rows = _rows(newsroom)
    monday = rows["Lan"].cells[0]
    assert (monday.asked, monday.accepted, monday.done, monday.capacity) == (40, 30, 500, 480)
    assert (monday.planned, monday.over, monday.free) == (570, 90, 0)
    assert (rows["Lan"].asked, rows["Lan"].accepted, rows["Lan"].declined) == (1, 1, 1)
    assert rows["Lan"].free == 4 * 480
    assert rows[""].cells[0].asked == 180
    assert [one.kind for one in rows[""].cells[0].work] == ["film"]
    assert rows["Thảo"].planned == 0


def test_people_stand_in_order_of_their_names(newsroom: Newsroom, cut: Assignment) -> None:
    names = list(_rows(newsroom))
    assert names == [person.name for person in people_on(newsroom.huong)] + [""]


def test_what_is_late_counts_today(newsroom: Newsroom, story: Story, cut: Assignment) -> None:
    Assignment.objects.update(deadline=now() - timedelta(days=20))
    found = load_of(newsroom.huong, [newsroom.lan.person], window_of(WEEK, today_of(newsroom.huong)))
    assert sum(cell.asked for cell in found[0].cells) == 40
    assert sum(cell.asked for cell in load_of(newsroom.huong, [newsroom.lan.person], WINDOW)[0].cells) == 0


def test_a_day_that_is_over_is_not_free(newsroom: Newsroom) -> None:
    (row, _nobody) = load_of(newsroom.huong, [newsroom.lan.person], window_of(WEEK, date(2025, 1, 6)))
    assert (row.capacity, row.free) == (5 * 480, 0)


def test_an_absence_of_the_rota_takes_its_minutes(newsroom: Newsroom, cut: Assignment) -> None:
    """Dũng is away from Monday noon (Hanoi) to the end of Tuesday."""
    rota.be_away(newsroom.dung, datetime(2030, 1, 21, 5, tzinfo=UTC), datetime(2030, 1, 22, 17, tzinfo=UTC))
    cells = _rows(newsroom)["Dũng"].cells
    assert [(cell.capacity, cell.away) for cell in cells[:3]] == [(0, 480), (0, 480), (480, 0)]
    rota.be_away(newsroom.ha, datetime(2030, 1, 21, 1, tzinfo=UTC), datetime(2030, 1, 21, 3, tzinfo=UTC))
    assert _rows(newsroom)["Hà"].cells[0].capacity == 360


def test_a_desk_says_what_is_usual(newsroom: Newsroom, story: Story) -> None:
    one = _work(newsroom, story, 3)
    assert Usual.of(newsroom.station).minutes_of(one) == 30
    set_usual(newsroom.news, {"cut": 50, "film": 180}, member=newsroom.huong)
    assert Usual.of(newsroom.station).minutes_of(one) == 50
    assert Usual.of(newsroom.station).on(newsroom.sport.pk)["cut"] == 30
    entry = LedgerEntry.objects.get(verb="usual_minutes_set")
    assert (entry.before, entry.after) == ({"cut": 30}, {"cut": 50})
    set_usual(newsroom.news, {"cut": 50}, member=newsroom.huong)
    assert LedgerEntry.objects.filter(verb="usual_minutes_set").count() == 1


def test_work_on_a_desk_that_is_not_seen_counts_without_a_name(newsroom: Newsroom, story: Story) -> None:
    Membership.objects.create(person=newsroom.lan.person, station=newsroom.station, desk=newsroom.sport, role=PRODUCER)
    _work(newsroom, story, 3, minutes=70)
    (lan, nobody) = load_of(newsroom.binh, [newsroom.lan.person], WINDOW)
    assert (lan.cells[0].asked, lan.cells[0].work, nobody.planned) == (70, [], 0)


def test_pages_change_minutes_and_only_for_planners(newsroom: Newsroom, huong: Client, cut: Assignment) -> None:
    room = newsroom.path("planning/load/")
    shown = huong.get(f"{room}?on={ATTACHED}").content.decode()
    assert "40 of 480 min" in shown
    assert 'data-person="' in shown
    person = f"{room}people/{newsroom.lan.person.pk}/"
    week = dict.fromkeys(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), "30")
    assert huong.post(person, {**week, "MO": "1500"}).status_code == 422
    assert huong.post(person, week).status_code == 302
    assert Capacity.objects.get().minutes == [30] * 7
    assert "10 min too much" in huong.get(f"{room}?on={ATTACHED}").content.decode()
    usual = dict.fromkeys(Assignment.KINDS, "25")
    assert huong.post(f"{room}desks/{newsroom.news.pk}/", usual).status_code == 302
    lan = newsroom.client(newsroom.lan)
    assert lan.get(f"{room}?on={ATTACHED}").status_code == 200
    assert lan.post(person, week).status_code == 403
    assert lan.post(f"{room}desks/{newsroom.news.pk}/", usual).status_code == 403
    assert huong.get(f"{room}people/{newsroom.stranger.person.pk}/").status_code == 404


def test_everybody_may_say_it_of_themselves(newsroom: Newsroom) -> None:
    set_capacity(newsroom.lan.person, [60] * 7, member=newsroom.lan)
    assert Capacity.objects.get().person == newsroom.lan.person


def _columns(newsroom: Newsroom, filters: Filters | None = None) -> dict[str, int]:
    found = board_of(newsroom.huong, WINDOW, filters or Filters())
    return {column.stage: column.count for column in found if column.count}


def test_the_board_goes_by_what_was_said(newsroom: Newsroom, story: Story, cut: Assignment) -> None:
    assert _columns(newsroom) == {"to_do": 1}
    assigning.accept(cut, member=newsroom.lan)
    _work(newsroom, story, 3)
    assert _columns(newsroom) == {"to_do": 1, "accepted": 1}
    assert _columns(newsroom, Filters(person=newsroom.thao.person)) == {}
    assigning.finish(cut, member=newsroom.lan)
    assert _columns(newsroom) == {"to_do": 1}  # it was done today, which is in another week
    Assignment.objects.filter(pk=cut.pk).update(done_at=datetime(2030, 1, 22, tzinfo=UTC))
    assert _columns(newsroom) == {"to_do": 1, "done": 1}


def test_a_full_column_is_counted(newsroom: Newsroom, story: Story, huong: Client) -> None:
    for number in range(30):
        _work(newsroom, story, number % 10, person=None)
    (column,) = [one for one in board_of(newsroom.huong, WINDOW, Filters()) if one.count]
    assert (column.count, len(column.cards), column.more) == (30, 25, 5)
    assert column.cards == sorted(column.cards, key=lambda card: (card.deadline, card.pk))
    shown = huong.get(newsroom.path(f"planning/board/?on={date(2030, 1, 24)}")).content.decode()
    assert "5 more" in shown
    assert shown.count('class="board-card') == 25 + 1  # and the list of them
