"""Medians with intervals, and rank sums, held to the printed tables and to scipy's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from clipdesk.statistics.errors import CountsUnfit, NoData
from clipdesk.statistics.proportions import Interval
from clipdesk.statistics.ranks import against_the_rest, middle


@pytest.mark.parametrize(("size", "low", "high"), [(6, 1, 6), (10, 2, 9), (20, 6, 15), (50, 18, 33), (100, 40, 61)])
def test_the_order_statistics_that_tables_print(size: int, low: int, high: int) -> None:
    """95 %, n: ranks, as in the tables of Conover, *Practical Nonparametric Statistics*, A3 (binomial, p = 0.5)."""
    found = middle(list(range(1, size + 1)))
    assert found.interval == Interval(low, high, 0.95)
    assert (found.median, found.size) == ((size + 1) / 2, size)


def test_five_have_no_interval() -> None:
    assert middle([1, 2, 3, 4, 100]).interval is None
    with pytest.raises(NoData):
        middle([])


def test_the_interval_holds_the_median_as_often_as_it_says() -> None:
    draws = np.random.default_rng(8).lognormal(5, 2, (4000, 25))
    true = np.exp(5)
    found = [middle(row).interval for row in draws]
    held = np.mean([one is not None and one.low <= true <= one.high for one in found])
    assert 0.945 < held < 0.975  # at least 95 %, and discrete


@given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=12), min_size=2, max_size=5))
def test_as_scipy_counts(groups: list[list[int]]) -> None:
    for place, found in enumerate(against_the_rest(groups)):
        others = [one for number, group in enumerate(groups) if number != place for one in group]
        if len({*groups[place], *others}) == 1:
            assert (found.higher, found.p) == (0.5, 1.0)
            continue
        known = mannwhitneyu(groups[place], others, method="asymptotic", use_continuity=True)
        assert found.higher == pytest.approx(known.statistic / (len(groups[place]) * len(others)))
        assert found.p == pytest.approx(known.pvalue, abs=1e-9)


def test_one_group_is_no_comparison() -> None:
    with pytest.raises(CountsUnfit):
        against_the_rest([[1, 2, 3]])
