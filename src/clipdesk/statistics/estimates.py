"""Means, totals, shares, ratios and differences of a survey, each with the uncertainty that its design gives it.

Answers are a column with one number per row of the design. `of`, where it can be given, marks the rows that a figure is
about (True and False per row): a group. The other rows stay in the design, for how many people of the group were met
is part of the chance, too.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from clipdesk.statistics.columns import Column, Numbers, column, same_length
from clipdesk.statistics.designs import Design
from clipdesk.statistics.errors import NoData, NothingToDivideBy, ShareUnfit, UnitsFew
from clipdesk.statistics.proportions import Interval, logit_t, student_quantile, wilson
from clipdesk.statistics.weights import effective_size

Rows: TypeAlias = Sequence[bool] | npt.NDArray[np.bool_]
"""Which rows a figure is about: one yes or no per row."""


@dataclass(frozen=True)
class Estimate:
    """A figure of the population, estimated.

    value: in the unit of the answers. standard_error: of it. degrees: of freedom, units less strata. size: how many answers
    it rests on, unweighted: the base size that has to stand beside it. effective_size: how many equally weighted ones
    would tell as much. deff: its variance over that of as many answers drawn singly without replacement from a population
    as large as the weights say; deff_replaced: drawn with replacement. Both None where such a sample has no variance.
    """

    value: float
    standard_error: float
    degrees: float
    size: int
    effective_size: float
    deff: float | None
    deff_replaced: float | None

    def interval(self, confidence: float = 0.95) -> Interval:
        """Return value ± t·standard error.

        Raises:
            UnitsFew: no degree of freedom. ShareUnfit: `confidence` is not between 0 and 1.
        """
        reach = student_quantile(confidence, _some(self.degrees)) * self.standard_error
        return Interval(self.value - reach, self.value + reach, confidence)


@dataclass(frozen=True)
class ShareEstimate(Estimate):
    """An estimated share: its interval stays within 0 … 1."""

    def interval(self, confidence: float = 0.95) -> Interval:
        """Return the logit-t interval; of none and of all, where that has no answer, Wilson's with the effective size.

        Raises:
            UnitsFew: no degree of freedom. ShareUnfit: `confidence` is not between 0 and 1.
        """
        if 0 < self.value < 1:
            degrees = _some(self.degrees)
            return logit_t(self.value, self.standard_error, degrees, confidence)
        return wilson(self.value * self.effective_size, self.effective_size, confidence)


def mean(plan: Design, answers: Numbers, of: Rows | None = None) -> Estimate:
    """Return the mean Σwy/Σw, with scores (y − mean)/Σw.

    Args:
        plan: how people were chosen. answers: one per row. of: the rows that the mean is about; None: all.

    Raises:
        NoData: no row with a weight. LonelyUnit: see `Design.variance`. LengthsDiffer, NotNumbers: see `columns`.
    """
    return _ratio(plan, column(answers), np.ones(plan.rows), _marked(plan, of))


def share(plan: Design, yes: Rows, of: Rows | None = None) -> ShareEstimate:
    """Return the share of yes: the mean of 0 and 1, with an interval that stays within 0 … 1.

    Args:
        plan: how people were chosen. yes: yes or no per row. of: the rows that the share is about; None: all.

    Raises:
        ShareUnfit: `yes` holds anything but yes and no. Otherwise as `mean`.
    """
    answers = column(np.asarray(yes))
    wrong = answers[(answers != 0) & (answers != 1)]
    if len(wrong):
        raise ShareUnfit(value=wrong[0])
    return ShareEstimate(**vars(mean(plan, answers, of)))


def ratio(plan: Design, above: Numbers, below: Numbers, of: Rows | None = None) -> Estimate:
    """Return the ratio of two totals, R = Σwy/Σwx, with scores (y − R·x)/Σwx.

    Args:
        plan: how people were chosen. above, below: y and x, one per row. of: the rows that it is about; None: all.

    Raises:
        NothingToDivideBy: Σwx is 0. Otherwise as `mean`.
    """
    return _ratio(plan, column(above), column(below), _marked(plan, of))


def total(plan: Design, answers: Numbers, of: Rows | None = None) -> Estimate:
    """Return the total Σwy of the population, with y itself as score.

    Args:
        plan: how people were chosen. answers: one per row. of: the rows that the total is about; None: all.

    Raises:
        As `mean`.
    """
    found, marked = column(answers), _marked(plan, of)
    same_length(plan.weights, found)
    scores = np.where(marked, found, 0.0)
    return _estimate(plan, float((plan.weights * scores).sum()), scores, marked)


def difference(plan: Design, answers: Numbers, first: Rows, second: Rows) -> Estimate:
    """Return the mean of the second group less that of the first, both of one survey: what they share is counted.

    Args:
        plan: how people were chosen. answers: one per row. first, second: the rows of each group.

    Raises:
        As `mean`.
    """
    found = column(answers)
    values, scores = [], []
    for rows in (first, second):
        marked = _marked(plan, rows)
        one, score = _ratio_scores(plan, found, np.ones(plan.rows), marked)
        values.append(one)
        scores.append(score)
    either = _marked(plan, first) | _marked(plan, second)
    return _estimate(plan, values[1] - values[0], scores[1] - scores[0], either)


def change(before: Estimate, after: Estimate) -> Estimate:
    """Return the difference of two independent surveys, such as two waves with different people: after less before.

    Variances add up; degrees of freedom by F. E. Satterthwaite (Biometrics Bulletin 2, 1946, 110–114). `size` is the smaller
    one. Not for waves that ask the same people again: their answers go together.
    """
    first, second = before.standard_error**2, after.standard_error**2
    degrees = min(before.degrees, after.degrees)
    if degrees > 0 and first + second > 0:
        degrees = (first + second) ** 2 / (first**2 / before.degrees + second**2 / after.degrees)
    effective = min(before.effective_size, after.effective_size)
    size = min(before.size, after.size)
    return Estimate(after.value - before.value, math.sqrt(first + second), degrees, size, effective, None, None)


def _ratio(plan: Design, above: Column, below: Column, marked: npt.NDArray[np.bool_]) -> Estimate:
    value, scores = _ratio_scores(plan, above, below, marked)
    return _estimate(plan, value, scores, marked)


def _ratio_scores(plan: Design, above: Column, below: Column, marked: npt.NDArray[np.bool_]) -> tuple[float, Column]:
    same_length(plan.weights, above, below)
    weights = np.where(marked, plan.weights, 0.0)
    whole = float((weights * below).sum())
    if not whole:
        raise NothingToDivideBy
    value = float((weights * above).sum()) / whole
    return value, np.where(marked, (above - value * below) / whole, 0.0)


def _estimate(plan: Design, value: float, scores: Column, marked: npt.NDArray[np.bool_]) -> Estimate:
    variance = plan.variance(scores)
    replaced = _simple_variance(plan, scores)
    people = float(plan.weights.sum())
    left = 1 - plan.rows / people
    weights = plan.weights[marked]
    return Estimate(
        value=value,
        standard_error=math.sqrt(variance),
        degrees=plan.degrees,
        size=int(np.count_nonzero(weights)),
        effective_size=effective_size(weights),
        deff=variance / (replaced * left) if replaced > 0 and left > 0 else None,
        deff_replaced=variance / replaced if replaced > 0 else None,
    )


def _simple_variance(plan: Design, scores: Column) -> float:
    """N²·s²/n of the scores, s² estimated with the weights: the variance of Σ w·u for rows drawn singly, with replacement."""
    people, rows = float(plan.weights.sum()), plan.rows
    if rows < 2:
        return 0.0
    middle = float((plan.weights * scores).sum()) / people
    spread = float((plan.weights * (scores - middle) ** 2).sum()) / people * rows / (rows - 1)
    return people**2 * spread / rows


def _marked(plan: Design, of: Rows | None) -> npt.NDArray[np.bool_]:
    if of is None:
        return np.ones(plan.rows, dtype=bool)
    marked: npt.NDArray[np.bool_] = np.asarray(of, dtype=bool)
    same_length(plan.weights, marked.astype(np.intp))
    if not plan.weights[marked].any():
        raise NoData
    return marked


def _some(degrees: float) -> float:
    if degrees <= 0:
        raise UnitsFew
    return degrees
