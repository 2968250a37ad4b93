"""Many comparisons at once: of twenty that mean nothing, one looks like a finding. Two ways to count with that."""

from dataclasses import dataclass

import numpy as np

from clipdesk.statistics.columns import Column, Numbers, column, inside
from clipdesk.statistics.errors import ShareUnfit


@dataclass(frozen=True)
class Findings:
    """In the order of the p-values: `found`, what remains a finding, and `adjusted`, the p-values with the others counted."""

    found: tuple[bool, ...]
    adjusted: tuple[float, ...]

    @property
    def count(self) -> int:
        """How many findings remain."""
        return sum(self.found)


def benjamini_hochberg(p_values: Numbers, rate: float = 0.05) -> Findings:
    """Keep findings so that on average at most a share of `rate` of them is false (JRSS B 57, 1995, 289–300).

    adjusted p(i) = min over j ≥ i of p(j)·m/j, in rising order of the m p-values. For lists of what may work; tests have
    to be independent or to lean the same way.

    Raises:
        ShareUnfit: a p-value outside 0 … 1, or `rate` is not between them. NoData, NotNumbers: see `columns.column`.
    """
    values = _checked(p_values)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * len(values) / np.arange(1, len(values) + 1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return _findings(adjusted, rate)


def bonferroni(p_values: Numbers, rate: float = 0.05) -> Findings:
    """Keep findings so that the chance of even one false one is at most `rate`: adjusted p = p·m, at most 1.

    Raises:
        ShareUnfit: a p-value outside 0 … 1, or `rate` is not between them. NoData, NotNumbers: see `columns.column`.
    """
    values = _checked(p_values)
    return _findings(values * len(values), rate)


def _checked(p_values: Numbers) -> Column:
    values = column(p_values)
    for value in values:
        if not 0 <= value <= 1:
            raise ShareUnfit(value=value)
    return values


def _findings(adjusted: Column, rate: float) -> Findings:
    bounded = np.minimum(adjusted, 1.0)
    return Findings(tuple((bounded <= inside(rate)).tolist()), tuple(bounded.tolist()))
