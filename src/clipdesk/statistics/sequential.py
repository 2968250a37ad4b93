"""Experiments that may be looked at every day.

Who looks at an ordinary test daily and stops when it says “significant” is wrong in more than one of four experiments
in which nothing differs. A confidence sequence holds at all times at once: the interval of `compare` contains the true
difference on every day of the experiment together with the confidence asked for, so one may look and stop whenever one
likes. It is wider; that is the price.

Verdicts come from `compare` alone. `z_test` and `chance_better` are shown beside it and decide nothing.
"""

import enum
import math
from dataclasses import dataclass

import numpy as np
from scipy import integrate, special

from clipdesk.statistics.balance import require_balance
from clipdesk.statistics.columns import Column, inside, positive
from clipdesk.statistics.errors import CountsUnfit, EventsFew, SizeUnfit
from clipdesk.statistics.proportions import Interval, normal_quantile

FEWEST_EVENTS = 100
"""What every arm has to have seen: the sequence holds for large numbers only."""

TUNED_FOR = 5000.0
"""The number of observations, of both arms together, at which the sequence is at its narrowest."""


@dataclass(frozen=True)
class Arm:
    """What one version of an experiment has seen.

    size: how often it was given to somebody (requests, starts). mean, variance: of what was measured each time. events: how
    often it was measured; of a rate, the rarer of yes and no.
    """

    size: int
    mean: float
    variance: float
    events: int

    @classmethod
    def of_rate(cls, successes: int, size: int) -> "Arm":
        """Return the arm of a rate: `successes` out of `size`.

        Raises:
            CountsUnfit: `size` is not above 0, or `successes` is not within 0 … `size`.
        """
        if size <= 0 or not 0 <= successes <= size:
            raise CountsUnfit(part=successes, whole=size)
        rate = successes / size
        return cls(size, rate, rate * (1 - rate), min(successes, size - successes))

    @classmethod
    def of_amounts(cls, size: int, total: float, squares: float) -> "Arm":
        """Return the arm of an amount, such as seconds watched, from Σx and Σx² over `size` times.

        Raises:
            SizeUnfit: fewer than two times, or `squares` is less than the total allows.
        """
        if size < 2:
            raise SizeUnfit(value=size, least=1)
        mean = total / size
        spread = squares - size * mean * mean
        if spread < -1e-9 * size * mean * mean:
            raise SizeUnfit(value=squares, least=size * mean * mean)
        return cls(size, mean, max(0.0, spread) / (size - 1), size)


class Verdict(enum.Enum):
    """What an experiment says so far."""

    #: The first version has more of what was measured.
    FIRST = "first"
    #: The second version has more of it.
    SECOND = "second"
    #: The interval holds 0: no winner, which is not the same as no difference.
    OPEN = "open"


@dataclass(frozen=True)
class Outcome:
    """The difference, second arm less first, with an interval that holds under daily looking."""

    difference: float
    interval: Interval

    @property
    def verdict(self) -> Verdict:
        """Which version has more, if either."""
        if self.interval.low > 0:
            return Verdict.SECOND
        return Verdict.FIRST if self.interval.high < 0 else Verdict.OPEN


@dataclass(frozen=True)
class FixedTest:
    """An ordinary test of the same difference: right at one look that was fixed before, wrong under daily looking."""

    difference: float
    interval: Interval
    p: float


def compare(
    first: Arm,
    second: Arm,
    planned: tuple[float, float] = (1.0, 1.0),
    confidence: float = 0.95,
    tuned_for: float = TUNED_FOR,
) -> Outcome:
    """Return what the experiment says so far, however often it was looked at.

    Args:
        first, second: the arms as they are now.
        planned: how often each was to be shown, in any unit. Where that was not kept there is no verdict.
        confidence: of the whole sequence. With more than two arms divide 1 − confidence by the number of pairs.
        tuned_for: where the sequence is narrowest; the same throughout an experiment, or its promise is void.

    Raises:
        Unbalanced: the arms were not shown as planned (`balance.sample_ratio` on their sizes).
        EventsFew: an arm has fewer than 100 events.
        ShareUnfit: `confidence` is not between 0 and 1. SizeUnfit: `tuned_for` or a planned share is not above 0.
    """
    require_balance((first.size, second.size), planned)
    fewest = min(first.events, second.events)
    if fewest < FEWEST_EVENTS:
        raise EventsFew(found=fewest, needed=FEWEST_EVENTS)
    difference = second.mean - first.mean
    reach = float(half_widths(_error(first, second), first.size + second.size, confidence, tuned_for))
    return Outcome(difference, Interval(difference - reach, difference + reach, confidence))


def half_widths(
    standard_errors: Column | float, sizes: Column | float, confidence: float = 0.95, tuned_for: float = TUNED_FOR
) -> Column:
    """Return half the width of the asymptotic confidence sequence (Waudby-Smith et al., arXiv:2103.06476, equation 9).

    σ√N · √(2(Nρ² + 1)·ln(√(Nρ² + 1)/α)) / (Nρ) with ρ = √((−2 ln α + ln(1 − 2 ln α))/t*), where N is a size, α is
    1 − `confidence`, t* is `tuned_for` and σ is a standard error.

    Args:
        standard_errors: of the difference, √(v₁/n₁ + v₂/n₂): one number, or one per look.
        sizes: observations of both arms together: one number, or one per look.

    Raises:
        ShareUnfit: `confidence` is not between 0 and 1. SizeUnfit: `tuned_for` is not above 0.
    """
    alpha = 1 - inside(confidence)
    rho = math.sqrt((-2 * math.log(alpha) + math.log(1 - 2 * math.log(alpha))) / positive(tuned_for))
    errors, together = np.asarray(standard_errors, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    grown = together * rho * rho + 1
    found: Column = errors * np.sqrt(together) * np.sqrt(2 * grown * np.log(np.sqrt(grown) / alpha)) / (together * rho)
    return found


def z_test(first: Arm, second: Arm, confidence: float = 0.95) -> FixedTest:
    """Return the ordinary test: difference ± z·√(v₁/n₁ + v₂/n₂), and the two-sided p of no difference at all.

    For p both arms count as one sample, with the variance of all around their common mean: of rates p̄(1 − p̄), the pooled
    test of two proportions.

    Raises:
        ShareUnfit: `confidence` is not between 0 and 1.
    """
    difference, error = second.mean - first.mean, _error(first, second)
    reach = normal_quantile(confidence) * error
    both = first.size + second.size
    common = (first.size * first.variance + second.size * second.variance) / both
    common += first.size * second.size * (difference / both) ** 2
    apart = abs(difference) / math.sqrt(common * (1 / first.size + 1 / second.size)) if common else 0.0
    interval = Interval(difference - reach, difference + reach, confidence)
    return FixedTest(difference, interval, float(2 * special.ndtr(-apart)))


def chance_better(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Return how probable it is that the second rate is the greater one, both rates uniform before: P(B > A).

    ∫ f_B(x)·F_A(x) dx with Beta(1 + successes, 1 + failures) for each. It rises and falls like the p of an ordinary test
    and misleads under daily looking as that does.

    Args:
        first, second: successes and size of each arm.

    Raises:
        CountsUnfit: more successes than the size.
    """
    (a, b), (c, d) = _beta(first), _beta(second)
    low, high = (float(special.betaincinv(c, d, tail)) for tail in (1e-13, 1 - 1e-13))

    def density(x: float) -> float:
        logarithm = special.xlogy(c - 1, x) + special.xlog1py(d - 1, -x) - special.betaln(c, d)
        return float(np.exp(logarithm) * special.betainc(a, b, x))

    found, _ = integrate.quad(density, low, high, points=(c / (c + d),), limit=200, epsabs=1e-10)
    return min(1.0, max(0.0, float(found)))


def _beta(counts: tuple[int, int]) -> tuple[float, float]:
    successes, size = counts
    if not 0 <= successes <= size:
        raise CountsUnfit(part=successes, whole=size)
    return 1.0 + successes, 1.0 + size - successes


def _error(first: Arm, second: Arm) -> float:
    return math.sqrt(first.variance / first.size + second.variance / second.size)
