"""Experiments that are looked at every day."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.statistics.errors import CountsUnfit, EventsFew, ShareUnfit, SizeUnfit, Unbalanced
from clipdesk.statistics.proportions import Interval
from clipdesk.statistics.sequential import Arm, Verdict, chance_better, compare, half_widths, z_test
from clipdesk.statistics.tests.null_simulation import false_alarms

_FIRST, _SECOND = Arm.of_rate(500, 10_000), Arm.of_rate(560, 10_000)


def _half(interval: Interval) -> float:
    return (interval.high - interval.low) / 2


def test_a_difference_that_an_ordinary_test_nearly_takes() -> None:
    found = compare(_FIRST, _SECOND)
    assert found.difference == pytest.approx(0.006)
    assert _half(found.interval) == pytest.approx(0.0099068, rel=1e-4)
    assert found.interval.low == pytest.approx(-0.003907, rel=1e-4)
    assert found.interval.high == pytest.approx(0.015907, rel=1e-4)
    assert found.verdict is Verdict.OPEN


def test_the_ordinary_test_beside_it() -> None:
    found = z_test(_FIRST, _SECOND)
    assert _half(found.interval) == pytest.approx(0.006209, rel=1e-4)
    assert found.p == pytest.approx(0.0583, abs=5e-5)


def test_the_chance_to_be_better() -> None:
    assert chance_better((500, 10_000), (560, 10_000)) == pytest.approx(0.970838, rel=1e-4)


def test_false_alarms_under_daily_looking(record_property: Callable[[str, object], None]) -> None:
    found = false_alarms()
    record_property("figure", str(found))
    assert found.sequence <= 0.05
    assert 0.23 < found.z_test < 0.34, "the simulation must be able to raise false alarms"


def test_who_is_better_is_said_when_it_is_sure() -> None:
    better = Arm.of_rate(700, 10_000)
    assert compare(_FIRST, better).verdict is Verdict.SECOND
    assert compare(better, _FIRST).verdict is Verdict.FIRST


@pytest.mark.parametrize(("successes", "events"), [(99, 99), (9_950, 50)])
def test_too_few_events_say_nothing(successes: int, events: int) -> None:
    with pytest.raises(EventsFew) as refused:
        compare(_FIRST, Arm.of_rate(successes, 10_000))
    assert refused.value.params == {"found": events, "needed": 100}


def test_an_imbalance_blocks_the_verdict() -> None:
    with pytest.raises(Unbalanced, match="44000 / 45000"):
        compare(Arm.of_rate(4_400, 44_000), Arm.of_rate(9_000, 45_000))
    planned = compare(Arm.of_rate(400, 4_000), Arm.of_rate(9_00, 8_000), planned=(1, 2))
    assert planned.difference == pytest.approx(0.0125)


def test_amounts() -> None:
    """Seconds watched: 1, 2 and 3 have mean 2 and variance 1."""
    arm = Arm.of_amounts(3, 6, 14)
    assert (arm.mean, arm.variance, arm.events) == (2, 1, 3)
    with pytest.raises(SizeUnfit):
        Arm.of_amounts(3, 6, 11)
    with pytest.raises(SizeUnfit):
        Arm.of_amounts(1, 6, 36)


def test_what_cannot_be_is_refused() -> None:
    for successes, size in ((-1, 10), (11, 10), (0, 0)):
        with pytest.raises(CountsUnfit):
            Arm.of_rate(successes, size)
    with pytest.raises(CountsUnfit):
        chance_better((11, 10), (1, 10))
    with pytest.raises(ShareUnfit):
        compare(_FIRST, _SECOND, confidence=95)


def test_the_sequence_is_wider_than_the_test_at_every_look() -> None:
    sizes = np.array([200.0, 2_000, 20_000, 2_000_000])
    ratio = half_widths(1.0, sizes) / 1.959964
    assert (ratio > 1.3).all()
    assert ratio.argmin() == 1, "narrowest near the size that it is tuned for"


@given(st.integers(0, 300), st.integers(0, 300), st.integers(300, 400))
def test_chances_of_both_directions_are_the_whole(one: int, other: int, size: int) -> None:
    there, back = chance_better((one, size), (other, size)), chance_better((other, size), (one, size))
    assert there + back == pytest.approx(1, abs=1e-7)
    assert (there >= 0.5 - 1e-9) == (other >= one)
