"""How often a post is measured by its age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.audience.pace import next_slot, slot_after, slot_at, slots_between

SINCE = datetime(2026, 11, 20, 8, 17, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def ages(least: timedelta) -> list[timedelta]:
    """Return the age at every slot of a post's life."""
    slot, found = slot_at(SINCE, SINCE, least), []
    while slot is not None:
        found.append(slot - SINCE)
        slot = next_slot(SINCE, slot, least)
    return found


def test_the_younger_the_more_often() -> None:
    found = ages(HOUR)
    assert found[:49] == [n * HOUR for n in range(49)]
    assert found[49] == 54 * HOUR
    assert [age for age in found if 7 * DAY <= age < 30 * DAY] == [n * DAY for n in range(7, 30)]
    assert [age for age in found if 30 * DAY <= age < 180 * DAY][:2] == [35 * DAY, 42 * DAY]
    assert [age for age in found if age >= 180 * DAY][0] == 180 * DAY
    assert found[-1] == 720 * DAY
    assert len(found) == 131  # the volume that storage was planned for: about 130


def test_what_counts_anew_once_a_day_is_asked_once_a_day() -> None:
    found = ages(DAY)
    assert found[:31] == [*(n * DAY for n in range(30)), 35 * DAY]
    assert len(found) == 70


@pytest.mark.parametrize(
    ("age", "slot"),
    [
        (timedelta(0), timedelta(0)),
        (timedelta(minutes=59), timedelta(0)),
        (timedelta(hours=47, minutes=59), 47 * HOUR),
        (timedelta(hours=53), 48 * HOUR),
        (timedelta(days=8, hours=23), 8 * DAY),
    ],
)
def test_a_figure_fills_the_slot_of_its_age(age: timedelta, slot: timedelta) -> None:
    assert slot_at(SINCE, SINCE + age) == SINCE + slot


def test_after_two_years_it_is_over() -> None:
    assert slot_at(SINCE, SINCE + 730 * DAY) is None


def test_slots_are_counted_from_the_birth_of_a_post_on() -> None:
    assert slots_between(SINCE, SINCE - DAY, SINCE + 3 * HOUR) == 3
    assert slots_between(SINCE, SINCE + 2 * DAY, SINCE + 3 * DAY) == 4
    assert slots_between(SINCE, SINCE, SINCE) == 0


@given(st.sampled_from([HOUR, DAY]), st.integers(0, 18_000 * 60))
def test_the_next_slot_always_lies_ahead(least: timedelta, minutes: int) -> None:
    moment = SINCE + timedelta(minutes=minutes)
    ahead = [SINCE + age for age in ages(least) if SINCE + age > moment]
    assert slot_after(SINCE, moment, least) == (ahead[0] if ahead else None)


@given(st.sampled_from([HOUR, 24 * HOUR]), st.integers(-50, 18_000), st.integers(0, 18_000))
def test_slots_are_counted_as_they_are_listed(least: timedelta, hours: int, more: int) -> None:
    begin, end = SINCE + hours * HOUR, SINCE + (hours + more) * HOUR
    assert slots_between(SINCE, begin, end, least) == sum(begin <= SINCE + age < end for age in ages(least))
