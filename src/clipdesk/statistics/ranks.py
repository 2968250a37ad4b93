"""Groups of clips beside each other, whose counts are anything but bell-shaped: medians with intervals, and rank sums.

A few clips run away from all others, so means say little. A median has an interval that holds whatever the counts are
like; whether a group lies higher than the rest is asked by the order of all counts alone (Mann and Whitney 1947, with ties
and the correction for continuity). Neither says why: groups that editors made are not drawn by lot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import special

from clipdesk.statistics.columns import Column, Numbers, column, inside
from clipdesk.statistics.errors import CountsUnfit
from clipdesk.statistics.proportions import Interval


@dataclass(frozen=True)
class Middle:
    """The median of some counts. interval: holds the median of all such clips with at least the confidence asked for; None:
    there are too few for any. size: how many they are."""

    median: float
    interval: Interval | None
    size: int


@dataclass(frozen=True)
class Against:
    """A group against all others together. higher: the chance that one of the group has more than one of the others, 0.5
    where they do not differ (ties count half). p: two-sided, of no difference; many need `many.benjamini_hochberg`."""

    higher: float
    p: float


def middle(counts: Numbers, confidence: float = 0.95) -> Middle:
    """Return the median with the interval of the order statistics x(k) … x(n+1−k), k the largest for which the binomial
    chance of fewer than k below the median is at most half of what is left of `confidence`.

    Raises:
        NoData, NotNumbers: see `columns.column`. ShareUnfit: `confidence` is not between 0 and 1.
    """
    values = np.sort(column(counts))
    size = len(values)
    chances = special.bdtr(np.arange(size + 1), size, 0.5)
    place = int(np.searchsorted(chances, (1 - inside(confidence)) / 2))
    interval = None
    if place >= 1:
        interval = Interval(float(values[place - 1]), float(values[size - place]), confidence)
    return Middle(float(np.median(values)), interval, size)


def against_the_rest(groups: Sequence[Numbers]) -> tuple[Against, ...]:
    """Return how each of several groups lies against all others together.

    Raises:
        CountsUnfit: fewer than two groups. NoData, NotNumbers: of a group, see `columns.column`.
    """
    if len(groups) < 2:
        raise CountsUnfit(part=len(groups), whole=2)
    columns = [column(one) for one in groups]
    _values, where, ties = np.unique(np.concatenate(columns), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[where]  # those that are equal share the mean of their ranks
    ends = np.cumsum([len(one) for one in columns])
    pieces = np.split(ranks, ends[:-1])
    return tuple(_against(piece, len(ranks), ties) for piece in pieces)


def _against(ranks: Column, whole: int, ties: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Against:
    size, others = len(ranks), whole - len(ranks)
    wins = float(ranks.sum()) - size * (size + 1) / 2
    tied = float((ties.astype(float) ** 3 - ties).sum())
    variance = size * others / 12 * (whole + 1 - tied / (whole * (whole - 1)))
    if variance <= 0:  # all are equal
        return Against(0.5, 1.0)
    distance = abs(wins - size * others / 2) - 0.5
    p = 2 * float(special.ndtr(-max(distance, 0.0) / sqrt(variance)))
    return Against(wins / (size * others), min(p, 1.0))
