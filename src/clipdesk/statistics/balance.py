"""Were the versions of an experiment shown as often as planned? Where not, its figures say nothing about the versions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from clipdesk.statistics.columns import Numbers, column, positive, same_length
from clipdesk.statistics.errors import CountUnfit, NoData, Unbalanced

DOUBT = 0.001
"""p below which the plan counts as not kept: so small because experiments are looked at every day."""


@dataclass(frozen=True)
class Balance:
    """counts: how often each version was shown. chi_square: of these against the plan. p: how often chance is as far off."""

    counts: tuple[int, ...]
    chi_square: float
    p: float

    @property
    def kept(self) -> bool:
        """Whether the counts fit the plan; where not, there must be no verdict."""
        return self.p >= DOUBT


def sample_ratio(counts: Sequence[int], planned: Numbers | None = None) -> Balance:
    """Return how well the counts fit what was planned (Pearson's χ², one degree of freedom less than versions).

    Args:
        counts: how often each version was given to somebody, at least two.
        planned: shares in any unit, all above 0; None: all alike.

    Raises:
        NoData: fewer than two versions, or none was shown at all. CountUnfit: a count below 0.
        SizeUnfit: a planned share that is not above 0. LengthsDiffer, NotNumbers: see `columns`.
    """
    found = column(counts)
    shares = column(np.ones(len(found)) if planned is None else planned)
    same_length(found, shares)
    positive(float(shares.min()))
    if (found < 0).any():
        raise CountUnfit(value=int(found.min()))
    if len(found) < 2 or not found.sum():
        raise NoData
    expected = found.sum() * shares / shares.sum()
    chi_square = float(((found - expected) ** 2 / expected).sum())
    return Balance(tuple(int(one) for one in found), chi_square, float(special.chdtrc(len(found) - 1, chi_square)))


def require_balance(counts: Sequence[int], planned: Numbers | None = None) -> Balance:
    """Return the same, or refuse where the plan was not kept.

    Raises:
        Unbalanced: it was not. Otherwise as `sample_ratio`.
    """
    balance = sample_ratio(counts, planned)
    if not balance.kept:
        raise Unbalanced(counts=" / ".join(map(str, balance.counts)), p=f"{balance.p:.1g}")
    return balance
