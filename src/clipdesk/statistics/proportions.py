"""Intervals of a share: Wilson's for a plain count, logit-t for an estimate from a survey design.

The textbook interval p ± 1.96·√(p(1−p)/n) is not here: of 0 in 10 it makes certainty, and it leaves 0 … 1.
"""

import math
from dataclasses import dataclass

from scipy import special

from clipdesk.statistics.columns import inside, positive
from clipdesk.statistics.errors import CountsUnfit


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`: of many intervals made like this, a share of `confidence` holds the true value."""

    low: float
    high: float
    confidence: float


def normal_quantile(confidence: float) -> float:
    """Return z such that ±z holds a share of `confidence` of the standard normal distribution: 1.95996 for 0.95.

    Raises:
        ShareUnfit: `confidence` is not between 0 and 1.
    """
    return float(special.ndtri((1 + inside(confidence)) / 2))


def student_quantile(confidence: float, degrees: float) -> float:
    """Return t such that ±t holds a share of `confidence` of Student's distribution with that many degrees of freedom.

    Raises:
        ShareUnfit: `confidence` is not between 0 and 1. SizeUnfit: `degrees` is not above 0.
    """
    return float(special.stdtrit(positive(degrees), (1 + inside(confidence)) / 2))


def wilson(successes: float, trials: float, confidence: float = 0.95) -> Interval:
    """Return the score interval of a share (E. B. Wilson, JASA 22, 1927, 209–212).

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n) with p = successes/trials and n = trials. Both may be broken
    numbers: an effective count.

    Raises:
        CountsUnfit: `trials` is not above 0, or `successes` is not within 0 … `trials`.
        ShareUnfit: `confidence` is not between 0 and 1.
    """
    if not (trials > 0 and math.isfinite(trials) and 0 <= successes <= trials):
        raise CountsUnfit(part=successes, whole=trials)
    z, share = normal_quantile(confidence), successes / trials
    middle = share + z * z / (2 * trials)
    reach = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # Of none and of all one end is exact, which the arithmetic misses by its last digit.
    low = 0.0 if successes == 0 else (middle - reach) / scale
    high = 1.0 if successes == trials else (middle + reach) / scale
    return Interval(low, high, confidence)


def logit_t(share: float, standard_error: float, degrees: float, confidence: float = 0.95) -> Interval:
    """Return the interval of a share from a design: Student's on the log odds, brought back.

    logit(p) ± t·SE/(p(1−p)), as `svyciprop(method="logit")` of R's survey package; it stays within 0 … 1.

    Raises:
        ShareUnfit: the share is not between 0 and 1 (of none and of all the log odds are infinite: take `wilson` with an
            effective count), or `confidence` is not.
        SizeUnfit: the standard error is below 0, or `degrees` is not above 0.
    """
    if standard_error != 0:
        positive(standard_error)
    odds = special.logit(inside(share))
    reach = student_quantile(confidence, degrees) * standard_error / (share * (1 - share))
    return Interval(float(special.expit(odds - reach)), float(special.expit(odds + reach)), confidence)
