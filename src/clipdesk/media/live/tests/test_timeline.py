"""Where segments lie: tick by tick while the source's clock goes on, by the hour where it breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from clipdesk.media.live import TICKS, Found, Timeline
from clipdesk.media.live.timeline import WRAP

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC).timestamp()


def _found(number: int, first_pts: int, heard: float, *, fresh: bool = False, seconds: int = 2) -> Found:
    return Found(number, first_pts, seconds * TICKS, 1, 50, (0,), heard, fresh)


def test_the_clock_goes_on_without_a_gap_however_late_it_was_heard() -> None:
    timeline = Timeline()
    first = timeline.place(_found(1, 1000, NOON + 2.3, fresh=True))
    second = timeline.place(_found(2, 1000 + 2 * TICKS, NOON + 4.9))
    third = timeline.place(_found(3, 1000 + 4 * TICKS, NOON + 6.1))
    assert [one.begins for one in (first, second, third)] == [0, 2 * TICKS, 4 * TICKS]
    assert [one.gap for one in (first, second, third)] == [0, 0, 0]
    assert {one.epoch for one in (first, second, third)} == {1}
    assert third.wall.timestamp() == pytest.approx(NOON + 4.1)  # the least delay so far: its end came 0.1 s late


def test_a_gap_is_what_the_sources_clock_says_if_the_time_agrees() -> None:
    timeline = Timeline()
    timeline.place(_found(1, 0, NOON + 2, fresh=True))
    after = timeline.place(_found(2, 2 * TICKS + 3 * TICKS + 7, NOON + 8.2, fresh=True))
    assert (after.gap, after.begins, after.epoch) == (3 * TICKS + 7, 5 * TICKS + 7, 2)


def test_a_gap_over_the_wrap() -> None:
    timeline = Timeline()
    timeline.place(_found(1, WRAP - 2 * TICKS - 90, NOON + 2, fresh=True))
    after = timeline.place(_found(2, TICKS, NOON + 5, fresh=True))
    assert after.gap == TICKS + 90


def test_where_the_sources_clock_began_anew_the_time_that_passed_counts() -> None:
    timeline = Timeline()
    timeline.place(_found(1, 500 * TICKS, NOON + 2, fresh=True))
    after = timeline.place(_found(2, 10 * TICKS, NOON + 34, fresh=True))
    assert after.gap == 30 * TICKS
    assert after.wall.timestamp() == pytest.approx(NOON + 32)


def test_where_no_piece_is_missing_no_time_is_however_late_the_burst_came() -> None:
    """The clock began anew at a joint; its first picture is decoded 0.08 s before it is shown."""
    timeline = Timeline()
    before = timeline.place(_found(1, 500 * TICKS, NOON + 2, fresh=True))
    joint = replace(_found(2, 10 * TICKS, NOON + 12, fresh=True), follows=True, room=7200)
    after = timeline.place(joint)
    assert (after.gap, after.begins) == (7200, before.ends + 7200)
    assert after.wall.timestamp() == pytest.approx(NOON + 2.08)
    begun_again = Timeline(timeline.last).place(replace(_found(3, 12 * TICKS, NOON + 40, fresh=True), follows=True))
    assert (begun_again.gap, begun_again.begins) == (0, after.ends)
    assert begun_again.wall.timestamp() == pytest.approx(NOON + 4.08)
    ahead = replace(_found(4, 17 * TICKS, NOON + 90, fresh=True), follows=True)
    assert Timeline(Timeline(timeline.last).last).place(ahead).gap == 5 * TICKS  # until the first key frame


def test_sound_beyond_the_last_picture_is_no_gap() -> None:
    timeline = Timeline()
    timeline.place(_found(1, 500 * TICKS, NOON + 2, fresh=True))
    after = timeline.place(_found(2, 502 * TICKS - 1800, NOON + 4.5, fresh=True))
    assert (after.gap, after.begins) == (0, 2 * TICKS)


def test_the_timeline_never_goes_back() -> None:
    timeline = Timeline()
    timeline.place(_found(1, 500 * TICKS, NOON + 2, fresh=True))
    again = timeline.place(_found(2, 499 * TICKS, NOON + 1, fresh=True))
    assert (again.begins, again.gap) == (2 * TICKS + 45_000, 45_000)


def test_it_goes_on_from_what_was_kept() -> None:
    before = Timeline()
    before.place(_found(1, 0, NOON + 2, fresh=True))
    after = Timeline(before.last).place(_found(2, 4 * TICKS, NOON + 6, fresh=True))
    assert (after.begins, after.gap, after.epoch) == (4 * TICKS, 2 * TICKS, 2)


@pytest.mark.parametrize("change", [{"ticks": 0}, {"number": -1}, {"keys": 3}, {"first_pts": "x"}, {"ticks": 1 << 70}])
def test_nonsense_from_the_sandbox_is_not_believed(change: dict[str, object]) -> None:
    said = {
        "number": 1,
        "first_pts": 1,
        "ticks": 1,
        "bytes": 1,
        "pictures": 1,
        "keys": [0],
        "heard": 1.0,
        "fresh": True,
    }
    Found.read(said)
    with pytest.raises(ValueError, match="not a segment"):
        Found.read({**said, **change})


@pytest.mark.parametrize("heard", [float("nan"), float("inf"), -1, 1e300, "?"])
def test_an_hour_that_cannot_be_is_refused(heard: object) -> None:
    said = {"number": 1, "first_pts": 0, "ticks": 1, "bytes": 1, "pictures": 0, "keys": [], "fresh": True}
    with pytest.raises(ValueError, match="not a segment"):
        Found.read({**said, "heard": heard})
