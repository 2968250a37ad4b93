"""Few observations are drawn towards the others: a clip with 3 shares of 10 views has no share rate of 30 percent.

Two ways. `james_stein` is for several means that are known equally well. `beta_prior` learns from the clips of one
channel and platform how far rates differ there, and `posterior` says what that and its own counts say about one of them.
Rank clips by `Posterior.mean`, or by `Posterior.low` where certainty counts, and never by the plain rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from clipdesk.statistics.columns import Column, Numbers, column, inside, positive, same_length
from clipdesk.statistics.errors import CountsUnfit, NoSpread, RatesFew

FEWEST = 10
"""How many rates `beta_prior` wants to see."""

_FEWEST_MEANS = 4
_MOST_STRENGTH = 1e6
"""A prior of the weight of so many trials says that all clips have one rate."""

_TELLING = 1e-4
"""By how much the log likelihood of different rates has to exceed that of one rate; less is the search's own error."""

_CLOSELY = {"ftol": 1e-15, "gtol": 1e-9}


@dataclass(frozen=True)
class Shrunk:
    """mean: of all values. factor: which part of its distance from the mean each value keeps, 0 … 1. values: the new ones."""

    mean: float
    factor: float
    values: tuple[float, ...]


@dataclass(frozen=True)
class BetaPrior:
    """How rates are spread before anything is seen of one of them: Beta(a, b)."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """The rate that a new clip is expected to have."""
        return self.a / (self.a + self.b)

    @property
    def strength(self) -> float:
        """How many trials of its own a clip needs to count as much as all that is known of the others."""
        return self.a + self.b


@dataclass(frozen=True)
class Posterior:
    """What is known of one rate: Beta(a, b), its mean, and the ends between which it lies with the probability asked for."""

    a: float
    b: float
    mean: float
    low: float
    high: float


def james_stein(values: Numbers, variance: float) -> Shrunk:
    """Return several means drawn towards their common mean (Efron and Morris, JASA 70, 1975, 311–319, positive part).

    factor = max(0, 1 − (k − 3)·variance / Σ(y − ȳ)²) for k values; each becomes ȳ + factor·(y − ȳ).

    Args:
        values: at least four.
        variance: sampling variance of each, the same for all; for rates over n trials ȳ(1 − ȳ)/n.

    Raises:
        RatesFew: fewer than four. NoData, NotNumbers: see `columns.column`. SizeUnfit: `variance` is not above 0.
    """
    found = column(values)
    if len(found) < _FEWEST_MEANS:
        raise RatesFew(found=len(found), needed=_FEWEST_MEANS)
    mean, noise = float(found.mean()), positive(variance)
    spread = float(((found - mean) ** 2).sum())
    factor = max(0.0, 1 - (len(found) - 3) * noise / spread) if spread else 0.0
    return Shrunk(mean, factor, tuple((mean + factor * (found - mean)).tolist()))


def beta_prior(successes: Sequence[int], trials: Sequence[int]) -> BetaPrior:
    """Return the Beta distribution that makes the counts most likely (beta-binomial maximum likelihood).

    Each rate is drawn from Beta(a, b), each count from its rate: the likelihood of k of n is
    C(n, k)·B(k + a, n − k + b)/B(a, b). This is the first half of empirical Bayes; `posterior` is the second.

    Args:
        successes, trials: one of each per clip. Clips without a trial may stand among them and tell nothing.

    Raises:
        RatesFew: fewer than ten clips with a trial.
        NoSpread: the rates differ no more than chance makes them.
        CountsUnfit: more successes than trials. LengthsDiffer, NoData, NotNumbers: see `columns`.
    """
    hits, tries = column(successes), column(trials)
    same_length(hits, tries)
    wrong = (hits < 0) | (hits > tries)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise CountsUnfit(part=successes[row], whole=trials[row])
    hits, tries = hits[tries > 0], tries[tries > 0]
    if len(hits) < FEWEST:
        raise RatesFew(found=len(hits), needed=FEWEST)
    if hits.sum() in (0, tries.sum()):
        raise NoSpread
    mean, strength = _most_likely(hits, tries)
    return BetaPrior(mean * strength, (1 - mean) * strength)


def posterior(successes: float, trials: float, prior: BetaPrior, confidence: float = 0.95) -> Posterior:
    """Return what counts and prior together say of one rate: Beta(a + successes, b + trials − successes).

    Raises:
        CountsUnfit: more successes than trials. ShareUnfit: `confidence` is not between 0 and 1.
    """
    if not 0 <= successes <= trials:
        raise CountsUnfit(part=successes, whole=trials)
    a, b = prior.a + successes, prior.b + trials - successes
    tail = (1 - inside(confidence)) / 2
    low, high = (float(special.betaincinv(a, b, share)) for share in (tail, 1 - tail))
    return Posterior(a, b, a / (a + b), low, high)


def _most_likely(hits: Column, tries: Column) -> tuple[float, float]:
    """Mean and strength of the prior.

    Sought on log odds and logarithm, where the likelihood is smooth and nothing has to be kept within bounds; from
    several strengths, for it may be flat far away from its peak.
    """

    def cost(at: Column) -> tuple[float, Column]:
        """Minus the log likelihood, and its slope in both directions."""
        mean, strength = special.expit(at[0]), np.exp(at[1])
        a, b = mean * strength, (1 - mean) * strength
        value = -(special.betaln(hits + a, tries - hits + b) - special.betaln(a, b)).sum()
        common = special.digamma(tries + strength) - special.digamma(strength)
        by_a = (special.digamma(hits + a) - special.digamma(a) - common).sum()
        by_b = (special.digamma(tries - hits + b) - special.digamma(b) - common).sum()
        return float(value), -np.array((a * (1 - mean) * (by_a - by_b), a * by_a + b * by_b))

    start = float(special.logit(hits.sum() / tries.sum()))
    bounds = [(start - 10, start + 10), (np.log(1e-3), np.log(_MOST_STRENGTH))]
    tried = [
        optimize.minimize(cost, (start, np.log(strength)), method="L-BFGS-B", jac=True, bounds=bounds, options=_CLOSELY)
        for strength in (2, 50, 1000)
    ]
    best = min(tried, key=lambda one: float(one.fun))
    if cost(np.array((start, np.log(_MOST_STRENGTH))))[0] - float(best.fun) < _TELLING:
        raise NoSpread
    return float(special.expit(best.x[0])), float(np.exp(best.x[1]))
