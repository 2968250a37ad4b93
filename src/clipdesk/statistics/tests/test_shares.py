"""Intervals of shares."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.statistics.errors import CountsUnfit, ShareUnfit, SizeUnfit
from clipdesk.statistics.proportions import logit_t, student_quantile, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.277533), (1, 10, 0.017876, 0.404150), (50, 100, 0.403832, 0.596168)],
)
def test_wilson(successes: int, trials: int, low: float, high: float) -> None:
    found = wilson(successes, trials)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-4)


@given(st.integers(1, 10_000), st.data())
def test_wilson_stays_inside_and_mirrors(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    found, mirrored = wilson(successes, trials), wilson(trials - successes, trials)
    assert 0 <= found.low <= successes / trials <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-12)
    assert wilson(successes, trials, 0.99).high >= found.high


@pytest.mark.parametrize(("successes", "trials"), [(-1, 10), (11, 10), (0, 0), (math.nan, 10), (1, math.inf)])
def test_wilson_refuses_what_cannot_be(successes: float, trials: float) -> None:
    with pytest.raises(CountsUnfit):
        wilson(successes, trials)


def test_student_as_printed_in_tables() -> None:
    """Two-sided 95 percent points of Student's t, as every book prints them."""
    printed = {1: 12.706, 4: 2.776, 14: 2.145, 30: 2.042, 120: 1.980}
    for degrees, point in printed.items():
        assert student_quantile(0.95, degrees) == pytest.approx(point, abs=5e-4)


def test_logit_t_by_hand() -> None:
    """Of 0.5 ± 0.05 with 14 degrees: log odds 0 ± 2.14479·0.05/0.25 = 0.428957."""
    found = logit_t(0.5, 0.05, 14)
    assert found.high == pytest.approx(math.exp(0.428957) / (1 + math.exp(0.428957)), abs=1e-6)
    assert found.low == pytest.approx(1 - found.high)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(0, 0.5), st.integers(1, 500))
def test_logit_t_stays_inside(share: float, error: float, degrees: int) -> None:
    found = logit_t(share, error, degrees)
    assert 0 <= found.low <= share * (1 + 1e-9)
    assert share * (1 - 1e-9) <= found.high <= 1


@pytest.mark.parametrize("share", [0, 1, -0.1, math.nan])
def test_logit_t_has_no_answer_for_none_and_all(share: float) -> None:
    with pytest.raises(ShareUnfit):
        logit_t(share, 0.01, 10)


def test_logit_t_refuses_an_error_below_nothing() -> None:
    with pytest.raises(SizeUnfit):
        logit_t(0.5, -0.01, 10)
