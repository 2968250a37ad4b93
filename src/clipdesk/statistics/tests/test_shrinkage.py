"""Rates of few and of many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.statistics.errors import CountsUnfit, LengthsDiffer, NoSpread, RatesFew, SizeUnfit
from clipdesk.statistics.shrinkage import BetaPrior, beta_prior, james_stein, posterior
from clipdesk.statistics.tests.known import HITS, SEASON

_AT_BATS = 45
_AVERAGES = [hits / _AT_BATS for hits in HITS]
_MEAN = sum(_AVERAGES) / len(_AVERAGES)


def test_efron_and_morris() -> None:
    found = james_stein(_AVERAGES, _MEAN * (1 - _MEAN) / _AT_BATS)
    assert found.mean == pytest.approx(0.265432, rel=1e-4)
    assert found.factor == pytest.approx(0.211653, rel=1e-4)
    assert found.values[0] == pytest.approx(0.293914, rel=1e-4)
    assert found.values[-1] == pytest.approx(0.242176, rel=1e-4)
    plain = sum((one - true) ** 2 for one, true in zip(_AVERAGES, SEASON, strict=True))
    drawn = sum((one - true) ** 2 for one, true in zip(found.values, SEASON, strict=True))
    assert (plain, drawn) == pytest.approx((0.075317, 0.021307), rel=1e-4)


def test_where_all_is_noise_the_mean_is_left() -> None:
    found = james_stein([1, 2, 3, 4], 100)
    assert (found.factor, found.values) == (0, (2.5,) * 4)
    assert james_stein([2, 2, 2, 2], 1).values == (2,) * 4


def test_james_stein_refuses() -> None:
    with pytest.raises(RatesFew):
        james_stein([1, 2, 3], 1)
    with pytest.raises(SizeUnfit):
        james_stein([1, 2, 3, 4], 0)


def test_the_most_likely_prior() -> None:
    prior = beta_prior(HITS, [_AT_BATS] * len(HITS))
    assert prior.a == pytest.approx(210.6, rel=0.01)
    assert prior.b == pytest.approx(582.7, rel=0.01)
    assert posterior(18, _AT_BATS, prior).mean == pytest.approx(0.27266, rel=1e-4)


def test_a_lucky_clip_does_not_lead() -> None:
    prior = BetaPrior(20, 380)
    lucky, proven = posterior(3, 10, prior), posterior(600, 10_000, prior)
    assert (lucky.mean, proven.mean) == pytest.approx((0.056098, 0.059615), rel=1e-4)
    assert lucky.mean < proven.mean
    assert lucky.low < proven.low


def test_the_prior_is_found_again() -> None:
    chance = np.random.default_rng(8)
    trials = chance.integers(50, 5000, 2000)
    successes = chance.binomial(trials, chance.beta(20, 380, 2000))
    found = beta_prior(successes.tolist(), trials.tolist())
    assert found.mean == pytest.approx(0.05, rel=0.02)
    assert found.strength == pytest.approx(400, rel=0.1)


def test_where_nothing_differs_there_is_no_order() -> None:
    for successes in ([50] * 20, [0] * 20, [1000] * 20):
        with pytest.raises(NoSpread):
            beta_prior(successes, [1000] * 20)


def test_clips_without_a_trial_tell_nothing() -> None:
    trials = [_AT_BATS] * len(HITS)
    assert beta_prior([*HITS, 0, 0], [*trials, 0, 0]) == beta_prior(HITS, trials)
    with pytest.raises(RatesFew) as refused:
        beta_prior([1] * 9 + [0] * 9, [4] * 9 + [0] * 9)
    assert refused.value.params == {"found": 9, "needed": 10}


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(CountsUnfit, match="5 of 4"):
        beta_prior([5] * 10, [4] * 10)
    with pytest.raises(LengthsDiffer, match="10, 9"):
        beta_prior([1] * 10, [4] * 9)
    with pytest.raises(CountsUnfit):
        posterior(5, 4, BetaPrior(1, 1))


@given(st.floats(0.1, 1000), st.floats(0.1, 1000), st.integers(0, 10**6), st.data())
def test_what_is_known_lies_between_prior_and_rate(a: float, b: float, trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    prior = BetaPrior(a, b)
    found = posterior(successes, trials, prior)
    ends = sorted((prior.mean, successes / trials if trials else prior.mean))
    assert ends[0] - 1e-9 <= found.mean <= ends[1] + 1e-9
    assert 0 <= found.low <= found.high <= 1
