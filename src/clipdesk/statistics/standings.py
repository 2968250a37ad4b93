"""How far a standing is sure, and what several standings have in common.

`ages.compare` says where one post stands among those before it. Those before it are a sample: `percentile_interval` says
between which percentiles it may stand among all posts of its kind. `by_chance` says how many of 100 posts with nothing
special about them would stand as far out. `mean_standing` takes the standings of many posts that share something (an hour,
a shape) and says whether they are more than chance makes them. Of posts that nothing sets apart the mean is 50.
"""

import math
from dataclasses import dataclass

from scipy import special

from clipdesk.statistics.columns import inside
from clipdesk.statistics.errors import CountsUnfit, SizeUnfit, StandingsFew
from clipdesk.statistics.proportions import Interval, student_quantile, wilson

FEWEST = 10
"""How many standings `mean_standing` wants to see."""

GRAIN = 2.0
"""Percentiles among at most 50 posts come in steps of two: they are known no more closely, however alike they are."""

USUAL = 50.0
"""The mean percentile of posts that nothing sets apart."""


@dataclass(frozen=True)
class MeanStanding:
    """The mean percentile of `size` posts, 0 … 100, its interval, and `p`: how probable one so far from 50 is by chance."""

    size: int
    mean: float
    low: float
    high: float
    p: float


def percentile_interval(percentile: float, size: int, confidence: float = 0.95) -> Interval:
    """Return between which percentiles a post stands among all posts of its kind, of which `size` are known (Wilson).

    Args:
        percentile: 0 … 100, among those that are known.
        confidence: where several are looked at together, 1 − (1 − confidence) divided by their number.

    Raises:
        CountsUnfit: `size` is not above 0, or the percentile is not within 0 … 100.
        ShareUnfit: `confidence` is not between 0 and 1.
    """
    found = wilson(percentile / 100 * size, size, confidence)
    return Interval(100 * found.low, 100 * found.high, confidence)


def by_chance(percentile: float, size: int) -> float:
    """Return which share of posts with nothing special about them stands as far out as this one, on its side.

    Each rank among size + 1 posts is equally probable then: (as far out + 1)/(size + 1), with half of those that are equal.

    Raises:
        CountsUnfit: `size` is not above 0, or the percentile is not within 0 … 100.
    """
    if size <= 0 or not 0 <= percentile <= 100:
        raise CountsUnfit(part=percentile, whole=size)
    beyond = min(percentile, 100 - percentile) / 100 * size
    return min(1.0, (beyond + 1) / (size + 1))


def mean_standing(size: int, mean: float, deviation: float, confidence: float = 0.95) -> MeanStanding:
    """Return what the percentiles of several posts have in common (Student's t against 50).

    mean ± t·s/√n, within 0 … 100. The deviation is taken to be at least `GRAIN`. The posts have to be different stories:
    six postings of one story are one.

    Args:
        size: how many. mean, deviation: of their percentiles, the deviation with n − 1.

    Raises:
        StandingsFew: fewer than ten. ShareUnfit: `confidence` is not between 0 and 1.
        CountsUnfit: the mean is not within 0 … 100. SizeUnfit: the deviation is below 0.
    """
    if size < FEWEST:
        raise StandingsFew(found=size, needed=FEWEST)
    if not 0 <= mean <= 100:
        raise CountsUnfit(part=mean, whole=100)
    if not deviation >= 0:
        raise SizeUnfit(value=deviation, least=0)
    error = max(deviation, GRAIN) / math.sqrt(size)
    reach = student_quantile(inside(confidence), size - 1) * error
    p = float(2 * special.stdtr(size - 1, -abs(mean - USUAL) / error))
    return MeanStanding(size, mean, max(0.0, mean - reach), min(100.0, mean + reach), p)
