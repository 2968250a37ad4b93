"""What is left of a quota, and when more of it comes: by the calendar of its zone, and by any span on end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.connectors.facebook.quota import REELS
from clipdesk.connectors.quotas import Quota, Spent, granted, room_of
from clipdesk.connectors.telegram.pace import PACE
from clipdesk.connectors.youtube.quota import UNITS_A_DAY, UPLOADS

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def at(*parts: int) -> datetime:
    """Return a moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("moment", "midnight"),
    [
        (at(2026, 11, 27, 13), at(2026, 11, 28, 8)),  # winter there: UTC-8
        (at(2026, 7, 1, 6, 59, 59), at(2026, 7, 1, 7)),  # summer there: UTC-7
        (at(2026, 3, 8, 8), at(2026, 3, 9, 7)),  # clocks go forward on this day: it has 23 hours
        (at(2026, 11, 1, 7), at(2026, 11, 2, 8)),  # and back on this one: 25
        (at(2026, 11, 1, 9, 30), at(2026, 11, 2, 8)),  # in the hour that comes twice
    ],
)
def test_a_day_of_youtubes_quota_ends_at_midnight_in_the_pacific_zone(moment: datetime, midnight: datetime) -> None:
    full = [Spent(100, moment)]
    room = room_of(UPLOADS, full, moment)
    assert (room.left, room.opens, room.is_full) == (0, midnight, True)
    second = timedelta(seconds=1)
    assert room_of(UPLOADS, full, midnight - second).left == 0
    assert room_of(UPLOADS, full, midnight).left == 100


def test_units_are_left_for_a_clip_or_not() -> None:
    spent = [Spent(9_300, NOON)]
    assert room_of(UNITS_A_DAY, spent, NOON, 500).opens == NOON
    room = room_of(UNITS_A_DAY, spent, NOON, 750)
    assert (room.left, room.opens) == (700, at(2026, 11, 28, 8))


def test_what_comes_free_of_a_span_is_the_oldest_first() -> None:
    spent = [Spent(1, NOON - timedelta(hours=one)) for one in range(30)]  # 24 of them in the last 24 hours
    assert room_of(REELS, spent, NOON).left == 6
    full = [Spent(1, NOON - timedelta(minutes=one)) for one in range(30)]
    assert room_of(REELS, full, NOON).opens == NOON + timedelta(hours=24) - timedelta(minutes=29)
    assert room_of(REELS, full, NOON, 3).opens == NOON + timedelta(hours=24) - timedelta(minutes=27)


def test_what_the_platform_says_is_used_up_is_so_until_it_says() -> None:
    until = NOON + timedelta(hours=3)
    said = [Spent(0, NOON - timedelta(minutes=1), until)]
    room = room_of(REELS, said, NOON)
    assert (room.left, room.opens) == (0, until)
    assert room_of(REELS, said, until).left == 30
    ahead = [*said, *(Spent(1, until) for _ in range(30))]
    assert room_of(REELS, ahead, NOON).opens == until + timedelta(hours=24)


def test_what_was_not_taken_is_given_back() -> None:
    spent = [Spent(30, NOON - timedelta(minutes=2)), Spent(-1, NOON - timedelta(minutes=1))]
    assert room_of(REELS, spent, NOON).left == 1


def test_what_asks_for_more_than_all_waits_for_all_of_it() -> None:
    assert room_of(UNITS_A_DAY, [], NOON, 20_000).opens == NOON
    assert room_of(UNITS_A_DAY, [Spent(1, NOON)], NOON, 20_000).opens == at(2026, 11, 28, 8)


def test_a_station_may_have_been_granted_more_or_less() -> None:
    said = {"youtube-units": 50_000, "facebook": 0}
    assert [granted(one, said).amount for one in (UNITS_A_DAY, UPLOADS, REELS)] == [50_000, 100, 0]
    assert [granted(one, {"": 5}).amount for one in PACE] == [5, 20, 30]


@given(st.lists(st.integers(0, 240), max_size=40), st.integers(1, 5))
def test_whoever_goes_when_there_is_room_never_exceeds_it(arrivals: list[int], amount: int) -> None:
    """Whatever comes when: in every span of ten seconds no more than the quota goes."""
    quota, gone = Quota("any", amount=amount, seconds=10), list[Spent]()
    for arrival in sorted(arrivals):
        moment = max([NOON + timedelta(seconds=arrival), *(one.at for one in gone)])
        gone.append(Spent(1, room_of(quota, gone, moment).opens))
    for one in gone:
        assert quota.taken_at(one.at, gone) <= amount
