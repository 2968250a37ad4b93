"""Moving: one day, or this one and all that follow; what is attached goes along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.models import Notice
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.transition import entries_of
from clipdesk.planning import cancelling, scheduling
from clipdesk.planning.expanding import happenings
from clipdesk.planning.models import Assignment, Event, Story
from clipdesk.planning.tests.conftest import ATTACHED, MONDAY

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def _days(first: date = date(2030, 1, 1), last: date = date(2030, 2, 12)) -> list[str]:
    """Everything that stands in the calendar, as `month-day hour`, cancelled with a mark."""
    return [
        f"{one.starts.astimezone(HANOI):%m-%d %H}{' x' if one.is_cancelled else ''}"
        for one in happenings(Event.objects.all(), first, last, HANOI)
    ]


def _place(story: Story) -> tuple[date, time | None]:
    story.refresh_from_db()
    assert story.occurrence is not None
    return story.occurrence.begins_on, story.occurrence.begins_at


def test_one_day_moves_alone_with_its_story(newsroom: Newsroom, market: Event, cut: Assignment) -> None:
    scheduling.move_one(market, ATTACHED, date(2030, 1, 23), time(14), member=newsroom.huong)
    assert _days() == ["01-07 08", "01-14 08", "01-23 14", "01-28 08", "02-04 08", "02-11 08"]
    assert _place(cut.story) == (date(2030, 1, 23), time(14))
    assert entries_of(market).last().after == {"on": "2030-01-23", "at": "14:00"}  # type: ignore[union-attr]
    assert list(Notice.objects.filter(kind="plan_changed").values_list("person", flat=True)) == [newsroom.lan.person.pk]


def test_a_day_that_is_moved_back_is_as_it_was(newsroom: Newsroom, market: Event, story: Story) -> None:
    for on, at in ((date(2030, 3, 1), time(14)), (ATTACHED, time(8))):
        scheduling.move_one(market, ATTACHED, on, at, member=newsroom.huong)
    assert story.occurrence is not None
    assert not Story.objects.get().occurrence.moved  # type: ignore[union-attr]
    assert "01-21 08" in _days()


def test_all_that_follow_move_with_what_is_attached(newsroom: Newsroom, market: Event, story: Story) -> None:
    rest = scheduling.move_following(market, date(2030, 1, 14), date(2030, 1, 15), time(9), member=newsroom.huong)
    assert rest.continues == market
    assert (rest.rule, rest.first_on) == ("FREQ=WEEKLY", date(2030, 1, 15))
    assert _days() == ["01-07 08", "01-15 09", "01-22 09", "01-29 09", "02-05 09", "02-12 09"]
    assert _place(story) == (date(2030, 1, 22), time(9))
    assert story.occurrence is not None
    assert story.occurrence.event == rest


def test_what_was_moved_before_stays_where_it_was_put(newsroom: Newsroom, market: Event, story: Story) -> None:
    scheduling.move_one(market, ATTACHED, date(2030, 1, 24), time(20), member=newsroom.huong)
    scheduling.move_following(market, date(2030, 1, 14), date(2030, 1, 15), None, member=newsroom.huong)
    assert _days() == ["01-07 08", "01-15 08", "01-24 20", "01-29 08", "02-05 08", "02-12 08"]
    assert _place(story) == (date(2030, 1, 24), time(20))


def test_from_the_first_day_on_the_event_itself_moves(newsroom: Newsroom, market: Event, story: Story) -> None:
    assert scheduling.move_following(market, MONDAY, date(2030, 1, 5), time(7), member=newsroom.huong).pk == market.pk
    assert _days(last=date(2030, 1, 20)) == ["01-05 07", "01-12 07", "01-19 07"]
    assert _place(story) == (date(2030, 1, 19), time(7))
    assert Event.objects.count() == 1


def test_the_days_of_the_week_move_along(newsroom: Newsroom, plan_event: Callable[..., Event]) -> None:
    event = plan_event(rule="FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20300131T165959Z")
    rest = scheduling.move_following(event, date(2030, 1, 14), date(2030, 1, 15), None, member=newsroom.huong)
    assert rest.rule == "FREQ=WEEKLY;BYDAY=TU,FR;UNTIL=20300201T165959Z"
    assert _days() == ["01-07 08", "01-10 08", "01-15 08", "01-18 08", "01-22 08", "01-25 08", "01-29 08", "02-01 08"]


def test_what_is_counted_out_is_counted_on(newsroom: Newsroom, plan_event: Callable[..., Event]) -> None:
    event = plan_event(rule="FREQ=MONTHLY;COUNT=3")
    rest = scheduling.move_following(event, date(2030, 2, 7), date(2030, 2, 7), time(10), member=newsroom.huong)
    assert rest.rule == "FREQ=MONTHLY;COUNT=2"
    assert _days(last=date(2031, 1, 1)) == ["01-07 08", "02-07 10", "03-07 10"]


def test_each_of_those_that_follow_keeps_its_row(newsroom: Newsroom, plan_event: Callable[..., Event]) -> None:
    event = plan_event(rule="FREQ=DAILY;UNTIL=20300109T165959Z")
    rows = [scheduling.attach(event, date(2030, 1, day), newsroom.huong.actor) for day in (7, 8, 9)]
    scheduling.move_following(event, date(2030, 1, 8), date(2030, 3, 1), None, member=newsroom.huong)
    for row in rows:
        row.refresh_from_db()
    assert [row.begins_on for row in rows] == [date(2030, 1, 7), date(2030, 3, 1), date(2030, 3, 2)]
    assert _days(last=date(2030, 3, 31)) == ["01-07 08", "03-01 08", "03-02 08"]


def test_what_finds_no_day_stays_as_an_event_of_its_own(newsroom: Newsroom, plan_event: Callable[..., Event]) -> None:
    """The fifth Tuesdays of January, April and July become the fourth Wednesdays of each month; nothing attached is lost."""
    event = plan_event(first_on=date(2030, 1, 29), rule="FREQ=MONTHLY;BYDAY=5TU;UNTIL=20300430T165959Z")
    last = scheduling.attach(event, date(2030, 4, 30), newsroom.huong.actor)
    rest = scheduling.move_following(event, date(2030, 1, 29), date(2030, 1, 1), None, member=newsroom.huong)
    assert rest.rule == "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20300402T165959Z"
    last.refresh_from_db()
    assert (last.event, last.begins_on) == (rest, date(2030, 4, 2))


def test_the_days_of_a_rule_of_ones_own_are_not_guessed(newsroom: Newsroom, plan_event: Callable[..., Event]) -> None:
    event = plan_event(first_on=date(2030, 1, 1), rule="FREQ=MONTHLY;BYMONTHDAY=1,15")
    with pytest.raises(scheduling.DayOfOwnRule):
        scheduling.move_following(event, date(2030, 1, 15), date(2030, 1, 16), None, member=newsroom.huong)
    scheduling.move_following(event, date(2030, 1, 15), date(2030, 1, 15), time(10), member=newsroom.huong)
    assert _days() == ["01-01 08", "01-15 10", "02-01 10"]


def test_what_comes_once_moves_itself(newsroom: Newsroom, plan_event: Callable[..., Event]) -> None:
    event = plan_event(rule="")
    row = scheduling.attach(event, MONDAY, newsroom.huong.actor)
    scheduling.move_one(event, MONDAY, date(2030, 1, 9), time(10), member=newsroom.huong)
    row.refresh_from_db()
    assert (row.recurs_on, row.begins_on, row.begins_at, row.moved) == (
        date(2030, 1, 9),
        date(2030, 1, 9),
        time(10),
        False,
    )
    assert _days() == ["01-09 10"]


def test_cancelling_a_day_cancels_its_story_and_open_work(newsroom: Newsroom, market: Event, cut: Assignment) -> None:
    said = {"fate": cancelling.CANCEL, "because": "Bão"}
    cancelling.cancel_one(market, ATTACHED, **said, member=newsroom.huong)
    assert _days() == ["01-07 08", "01-14 08", "01-21 08 x", "01-28 08", "02-04 08", "02-11 08"]
    cut.refresh_from_db()
    assert (cut.state, cut.story.state) == ("cancelled", "cancelled")


def test_stories_are_kept_where_whoever_cancels_says_so(newsroom: Newsroom, market: Event, cut: Assignment) -> None:
    said = {"fate": cancelling.KEEP, "because": ""}
    cancelling.cancel_following(market, date(2030, 1, 14), **said, member=newsroom.huong)
    assert _days() == ["01-07 08", "01-14 08 x", "01-21 08 x", "01-28 08 x", "02-04 08 x", "02-11 08 x"]
    story = Story.objects.get()
    assert (story.state, story.occurrence) == ("open", None)
    assert Assignment.objects.get().state == "asked"


def test_a_cancelled_day_takes_place_after_all(newsroom: Newsroom, market: Event, story: Story) -> None:
    cancelling.cancel_one(market, ATTACHED, fate=cancelling.KEEP, because="", member=newsroom.huong)
    cancelling.revive(market, ATTACHED, member=newsroom.huong)
    assert "01-21 08" in _days()


def test_whoever_does_not_plan_moves_nothing(newsroom: Newsroom, market: Event) -> None:
    with pytest.raises(NotAllowed):
        scheduling.move_one(market, MONDAY, date(2030, 1, 9), None, member=newsroom.lan)
    assert "01-07 08" in _days()
