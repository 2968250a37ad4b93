"""How sure a percentile is, and what many posts have in common: known answers, refusals, and a simulation without effect."""

from __future__ import annotations

import numpy as np
import pytest

from clipdesk.statistics.errors import CountsUnfit, ShareUnfit, SizeUnfit, StandingsFew
from clipdesk.statistics.many import benjamini_hochberg
from clipdesk.statistics.standings import by_chance, mean_standing, percentile_interval


def test_a_percentile_is_as_sure_as_wilson_says() -> None:
    """Check 8 of the facts: 1 of 10 → (.017876, .404150), 50 of 100 → (.403832, .596168)."""
    few, many = percentile_interval(10, 10), percentile_interval(50, 100)
    assert (few.low, few.high) == pytest.approx((1.7876, 40.4150), rel=1e-4)
    assert (many.low, many.high) == pytest.approx((40.3832, 59.6168), rel=1e-4)
    wider = percentile_interval(50, 100, 1 - 0.05 / 3)
    assert wider.low < many.low < many.high < wider.high


def test_so_many_stand_as_far_out_by_chance() -> None:
    """The first of 21 equally probable ranks has a chance of 1/21; the middle one is nothing special."""
    assert by_chance(100, 20) == pytest.approx(1 / 21)
    assert by_chance(0, 20) == pytest.approx(1 / 21)
    assert by_chance(75, 20) == pytest.approx(6 / 21)
    assert by_chance(50, 20) == pytest.approx(11 / 21)


def test_the_mean_of_many_is_students() -> None:
    """By hand: 24 posts, mean 64, s 27: error 5.5114, t(23; .975) 2.068658, so 64 ± 11.401; t = 2.5402, p = .01829."""
    found = mean_standing(24, 64, 27)
    assert (found.low, found.high) == pytest.approx((52.599, 75.401), rel=1e-4)
    assert found.p == pytest.approx(0.018292, rel=1e-3)
    alike = mean_standing(10, 50, 0)
    assert alike.p == 1
    assert alike.low < 50 < alike.high


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(StandingsFew):
        mean_standing(9, 60, 20)
    with pytest.raises(CountsUnfit):
        mean_standing(10, 101, 20)
    with pytest.raises(SizeUnfit):
        mean_standing(10, 50, -1)
    with pytest.raises(SizeUnfit):
        mean_standing(10, 50, float("nan"))
    with pytest.raises(ShareUnfit):
        mean_standing(10, 50, 20, 1)
    for percentile, size in ((101, 20), (-1, 20), (50, 0)):
        with pytest.raises(CountsUnfit):
            by_chance(percentile, size)
        with pytest.raises(CountsUnfit):
            percentile_interval(percentile, size)


def test_hours_that_change_nothing_are_seldom_found() -> None:
    """200 channels in which the hour changes nothing, 400 posts each, compared with the 50 before: eight slots at once."""
    random = np.random.default_rng(20261128)
    wrong = sum(_finds_something(random) for _channel in range(200))
    assert wrong / 200 <= 0.05


def test_an_hour_that_doubles_what_posts_get_is_found() -> None:
    random = np.random.default_rng(20261129)
    assert sum(_finds_something(random, doubled=6) for _channel in range(50)) >= 40


def _finds_something(random: np.random.Generator, doubled: int = -1) -> bool:
    counts, slots = random.lognormal(7, 1, 450), random.integers(0, 8, 450)
    counts[slots == doubled] *= 2
    places = np.arange(50, 450)
    standing = np.array([100 * (counts[place - 50 : place] < counts[place]).mean() for place in places])
    mine = [standing[slots[50:] == slot] for slot in range(8)]
    p = [mean_standing(len(one), float(one.mean()), float(one.std(ddof=1))).p for one in mine if len(one) >= 10]
    return benjamini_hochberg(p).count > 0
