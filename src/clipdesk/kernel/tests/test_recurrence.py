"""Rules as RFC 5545 means them: its own examples, and the days on which clocks go forward and back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from clipdesk.kernel.recurrence import (
    DAILY,
    MONTHLY,
    ON_DAYS,
    ON_WEEKDAY,
    ONCE,
    OWN,
    WEEKLY,
    YEARLY,
    Pattern,
    Repeat,
    check_rule,
    weekday_in_month,
)


def _utc(*texts: str) -> list[datetime]:
    return [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in texts]


def _shown(text: str) -> datetime:
    """A time on a wall clock."""
    return datetime.fromisoformat(text)


def _all(pattern: Pattern, count: int) -> list[datetime]:
    return pattern.next(datetime(1990, 1, 1, tzinfo=UTC), count)


def test_daily_until_a_moment_as_in_the_rfc() -> None:
    """RFC 5545, 3.8.5.3: daily until 24 December 1997 from 2 September, 9:00 in New York; EDT until 25 October, then EST."""
    found = _all(Pattern(_shown("1997-09-02T09:00"), "America/New_York", "FREQ=DAILY;UNTIL=19971224T000000Z"), 1000)
    assert len(found) == 29 + 31 + 30 + 23
    assert found[0] == datetime(1997, 9, 2, 13, tzinfo=UTC)
    assert found[-1] == datetime(1997, 12, 23, 14, tzinfo=UTC)
    by_day = {moment.date(): moment.hour for moment in found}
    assert (by_day[date(1997, 10, 25)], by_day[date(1997, 10, 26)]) == (13, 14)


def test_two_days_a_week_as_in_the_rfc() -> None:
    """RFC 5545, 3.8.5.3: weekly on Tuesday and Thursday for five weeks: 2, 4, 9, … 30 September, 2 October."""
    rule = "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=19971007T000000Z"
    found = _all(Pattern(_shown("1997-09-02T09:00"), "America/New_York", rule), 100)
    assert [moment.day for moment in found] == [2, 4, 9, 11, 16, 18, 23, 25, 30, 2]


def test_a_time_that_the_clocks_skip_is_meant_by_the_offset_of_before() -> None:
    """Berlin, 29 March 2026: 02:30 does not exist; by the offset of before (+1) it is 01:30 in UTC, shown as 03:30."""
    found = _all(Pattern(_shown("2026-03-28T02:30"), "Europe/Berlin", "FREQ=DAILY"), 3)
    assert found == _utc("2026-03-28T01:30", "2026-03-29T01:30", "2026-03-30T00:30")


def test_a_time_that_the_clocks_show_twice_is_the_first() -> None:
    """Berlin, 25 October 2026: 02:30 comes at 00:30 and at 01:30 in UTC."""
    found = _all(Pattern(_shown("2026-10-24T02:30"), "Europe/Berlin", "FREQ=DAILY"), 3)
    assert found == _utc("2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30")


def test_half_past_five_stays_half_past_five() -> None:
    """Every weekday in Berlin over the change of March (a Sunday), and in Vietnam, which has none."""
    rule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    berlin = _all(Pattern(_shown("2026-03-26T05:30"), "Europe/Berlin", rule), 4)
    assert berlin == _utc("2026-03-26T04:30", "2026-03-27T04:30", "2026-03-30T03:30", "2026-03-31T03:30")
    hanoi = _all(Pattern(_shown("2026-03-26T05:30"), "Asia/Ho_Chi_Minh", rule), 4)
    assert hanoi == _utc("2026-03-25T22:30", "2026-03-26T22:30", "2026-03-29T22:30", "2026-03-30T22:30")


def test_once_and_days_left_out() -> None:
    first = _shown("2026-11-30T05:30")
    assert _all(Pattern(first, "Asia/Ho_Chi_Minh"), 9) == _utc("2026-11-29T22:30")
    without = frozenset({date(2026, 12, 1)})
    pattern = Pattern(first, "Asia/Ho_Chi_Minh", "FREQ=DAILY", without)
    assert _all(pattern, 2) == _utc("2026-11-29T22:30", "2026-12-01T22:30")  # in UTC it is the day before
    assert pattern.day_of(_all(pattern, 2)[1]) == date(2026, 12, 2)
    assert _all(Pattern(first, "Asia/Ho_Chi_Minh", "", frozenset({date(2026, 11, 30)})), 9) == []


def test_between_takes_in_its_beginning_and_not_its_end() -> None:
    pattern = Pattern(_shown("2026-11-30T12:00"), "UTC", "FREQ=DAILY")
    after, before = _utc("2026-12-01T12:00", "2026-12-03T12:00")
    assert pattern.between(after, before) == _utc("2026-12-01T12:00", "2026-12-02T12:00")


@pytest.mark.parametrize(
    ("repeat", "rule"),
    [
        (Repeat(), ""),
        (Repeat(DAILY), "FREQ=DAILY"),
        (Repeat(WEEKLY), "FREQ=WEEKLY"),
        (Repeat(ON_DAYS, ("MO", "FR")), "FREQ=WEEKLY;BYDAY=MO,FR"),
        (Repeat(ON_DAYS, ("MO", "FR"), every=2), "FREQ=WEEKLY;BYDAY=MO,FR;INTERVAL=2"),
        (Repeat(MONTHLY), "FREQ=MONTHLY"),
        (Repeat(ON_WEEKDAY, ("2TU",), every=3), "FREQ=MONTHLY;BYDAY=2TU;INTERVAL=3"),
        (Repeat(ON_WEEKDAY, ("-1FR",)), "FREQ=MONTHLY;BYDAY=-1FR"),
        (Repeat(YEARLY), "FREQ=YEARLY"),
        # the last second of the day in Hanoi (UTC+7)
        (Repeat(DAILY, (), date(2026, 12, 31)), "FREQ=DAILY;UNTIL=20261231T165959Z"),
    ],
)
def test_words_become_a_rule_and_the_rule_words(repeat: Repeat, rule: str) -> None:
    assert repeat.rule("Asia/Ho_Chi_Minh") == rule
    assert Repeat.read(rule, "Asia/Ho_Chi_Minh") == repeat


def test_the_last_day_is_still_one_of_them() -> None:
    rule = Repeat(DAILY, (), date(2026, 12, 2)).rule("Asia/Ho_Chi_Minh")
    found = _all(Pattern(_shown("2026-11-30T23:50"), "Asia/Ho_Chi_Minh", rule), 9)
    assert [moment.day for moment in found] == [30, 1, 2]  # 16:50 in UTC on the same days


@pytest.mark.parametrize(
    "rule", ["FREQ=MONTHLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;COUNT=3", "FREQ=YEARLY;BYMONTH=3"]
)
def test_a_rule_of_another_kind_is_none_of_ours(rule: str) -> None:
    with pytest.raises(ValueError, match="does not write"):
        Repeat.read(rule, "UTC")


def test_once_is_what_has_no_rule() -> None:
    assert Repeat(ONCE, ("MO",), date(2026, 12, 31)).rule("UTC") == ""


def test_any_other_rule_is_somebodys_own() -> None:
    rule = "FREQ=MONTHLY;BYMONTHDAY=1,15;UNTIL=20261231T165959Z"
    told = Repeat.told(rule, "Asia/Ho_Chi_Minh")
    assert told == Repeat(OWN, until=date(2026, 12, 31), own="FREQ=MONTHLY;BYMONTHDAY=1,15")
    assert told.rule("Asia/Ho_Chi_Minh") == rule


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "FREQ=DAILY;BYHOUR=3", "", "FREQ=DAILY;INTERVAL=0", "daily"])
def test_a_rule_of_less_than_days_is_none(rule: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        check_rule(rule)


def test_a_rule_moves_with_its_first_day() -> None:
    """From Monday 30 November 2026 to Wednesday 2 December, the first Wednesday of its month."""
    before, after = date(2026, 11, 30), date(2026, 12, 2)
    assert Repeat(ON_DAYS, ("MO", "SA")).shifted(before, after).days == ("WE", "MO")
    assert Repeat(ON_WEEKDAY, ("-1MO",)).shifted(before, after).days == ("-1WE",)
    assert Repeat(ON_WEEKDAY, ("5MO",)).shifted(before, after).days == ("1WE",)
    assert Repeat(DAILY, until=date(2026, 12, 10)).shifted(before, after).until == date(2026, 12, 12)
    assert weekday_in_month(date(2026, 12, 8)) == "2TU"


def test_every_second_week_stays_the_same_one_when_its_days_move_over_its_end() -> None:
    """Saturday 5 December 2026 becomes Monday the 7th; all that follow come two days later too."""
    repeat = Repeat(ON_DAYS, ("MO", "SA"), every=2)
    before = _all(Pattern(_shown("2026-12-05T08:00"), "UTC", repeat.rule("UTC")), 5)
    moved = repeat.shifted(date(2026, 12, 5), date(2026, 12, 7))
    assert moved.rule("UTC") == "FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2;WKST=WE"
    assert Repeat.read(moved.rule("UTC"), "UTC").week == "WE"
    after = _all(Pattern(_shown("2026-12-07T08:00"), "UTC", moved.rule("UTC")), 5)
    assert [(new - old).days for old, new in zip(before, after, strict=True)] == [2] * 5
