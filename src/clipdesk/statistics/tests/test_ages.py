"""Clips at the same age."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.statistics.ages import CountAtAge, Sample, baseline, compare, count_at
from clipdesk.statistics.errors import (
    AgeNotCovered,
    AgesDiffer,
    BaselineShort,
    CountUnfit,
    DefinitionBreak,
    SampledTwice,
    SizeUnfit,
)

_DAY = timedelta(hours=24)


def _samples(*points: tuple[float, int], definition: str = "views 2") -> list[Sample]:
    return [Sample(timedelta(hours=hours), count, definition) for hours, count in points]


def _at(count: float, age: timedelta = _DAY, definition: str = "views 2") -> CountAtAge:
    return CountAtAge(age, count, timedelta(0), definition)


_USUAL = [_at(100 * number) for number in range(1, 21)]


def test_between_two_samples() -> None:
    found = count_at(_samples((20, 1000), (28, 1400)), _DAY)
    assert found.count == pytest.approx(1183.2, abs=0.1)
    assert (found.gap, found.wide_gap, found.definition) == (timedelta(hours=8), True, "views 2")


def test_later_samples_change_nothing() -> None:
    points = [(28.0, 1400), (1.0, 80), (20.0, 1000)]
    before = count_at(_samples(*points), _DAY)
    assert count_at(_samples(*points, (29, 1), (72, 90_000)), _DAY) == before


def test_a_sample_at_the_age_itself_is_taken_as_it_is() -> None:
    found = count_at(_samples((20, 1000), (24, 1234), (28, 1400)), _DAY)
    assert (found.count, found.gap, found.wide_gap) == (1234, timedelta(0), False)


@pytest.mark.parametrize(("last", "wide"), [(27.0, False), (27.01, True)])
def test_a_gap_of_more_than_a_quarter_of_the_age_is_marked(last: float, wide: bool) -> None:
    assert count_at(_samples((21, 1000), (last, 1400)), _DAY).wide_gap is wide


def test_a_counter_that_fell_is_taken_as_it_is() -> None:
    assert 900 < count_at(_samples((20, 1000), (28, 900)), _DAY).count < 1000


def test_nothing_is_said_beyond_what_was_measured() -> None:
    for points in ([], [(20.0, 1000)], [(25.0, 1000), (30.0, 1400)]):
        with pytest.raises(AgeNotCovered, match="after 24 hours"):
            count_at(_samples(*points), _DAY)


def test_no_line_crosses_a_change_of_definition() -> None:
    samples = _samples((20, 1000), definition="views 1") + _samples((28, 1400), (36, 1500))
    with pytest.raises(DefinitionBreak, match="views 1"):
        count_at(samples, _DAY)
    assert count_at(samples, timedelta(hours=30)).definition == "views 2"


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(SampledTwice, match="20 hours"):
        count_at(_samples((20, 1000), (20, 1001), (28, 1400)), _DAY)
    with pytest.raises(CountUnfit):
        count_at(_samples((20, -1), (28, 1400)), _DAY)
    with pytest.raises(SizeUnfit):
        count_at(_samples((20, 1000), (28, 1400)), timedelta(0))


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.floats(1, 100), st.floats(0.01, 100), st.floats(0, 1))
def test_between_is_between(first: int, second: int, start: float, length: float, part: float) -> None:
    samples = _samples((start, first), (start + length, second))
    age = samples[0].age + part * (samples[1].age - samples[0].age)
    low, high = sorted((first, second))
    assert low * (1 - 1e-9) - 1e-6 <= count_at(samples, age).count <= high * (1 + 1e-9) + 1e-6


def test_percentile_and_multiple() -> None:
    usual = baseline(_USUAL)
    assert (usual.size, usual.low, usual.median, usual.high) == (20, 575, 1050, 1525)
    found = compare(_at(1550), usual)
    assert (found.percentile, found.size) == (75.0, 20)
    assert found.multiple == pytest.approx(1.476, abs=5e-4)


def test_equals_count_half() -> None:
    assert compare(_at(1500), baseline(_USUAL)).percentile == 72.5
    assert compare(_at(7), baseline([_at(7)] * 20)).percentile == 50


def test_of_nothing_there_is_no_multiple() -> None:
    assert compare(_at(3), baseline([_at(0)] * 20)).multiple is None


def test_too_few_clips_say_nothing() -> None:
    with pytest.raises(BaselineShort) as refused:
        baseline(_USUAL[:19])
    assert refused.value.params == {"found": 19, "needed": 20}


def test_the_last_fifty_count() -> None:
    long_ago = [_at(10**6, definition="views 1")] * 30
    assert baseline(long_ago + [_at(5)] * 50).counts == (5,) * 50


def test_nothing_is_compared_across_a_change_of_definition() -> None:
    with pytest.raises(DefinitionBreak):
        baseline([*_USUAL, _at(100, definition="views 3")])
    with pytest.raises(DefinitionBreak):
        compare(_at(1550, definition="views 3"), baseline(_USUAL))


def test_nothing_is_compared_at_different_ages() -> None:
    with pytest.raises(AgesDiffer, match="after 1.5 hours"):
        compare(_at(1550, timedelta(minutes=90)), baseline(_USUAL))


@given(st.lists(st.integers(0, 50), min_size=20, max_size=60), st.integers(0, 50), st.integers(0, 50))
def test_more_is_never_a_lower_percentile(counts: list[int], one: int, other: int) -> None:
    usual = baseline([_at(count) for count in counts])
    low, high = (compare(_at(count), usual).percentile for count in sorted((one, other)))
    assert 0 <= low <= high <= 100
