"""Weights and what they cost: the design effect of unequal weights, and cutting the most extreme ones back."""

from dataclasses import dataclass

import numpy as np

from clipdesk.statistics.columns import Column, Numbers, column, frozen
from clipdesk.statistics.errors import ShareUnfit, WeightsUnfit


@dataclass(frozen=True, eq=False)
class Trimmed:
    """weights: one per row, with the same sum as before. low, high: the bounds. rows: how many lay outside them."""

    weights: Column
    low: float
    high: float
    rows: int


def checked_weights(weights: Numbers) -> Column:
    """Return weights of 0 or more, not all of them 0, as an array that cannot be written to.

    Raises:
        WeightsUnfit: they are not such. NoData, NotNumbers: see `columns.column`.
    """
    found = column(weights)
    if (found < 0).any() or not found.any():
        row = int(np.argmin(found))
        raise WeightsUnfit(row=row + 1, value=found[row])
    return found


def kish(weights: Numbers) -> float:
    """Return the design effect of unequal weights, n·Σw²/(Σw)² (L. Kish, Survey Sampling, 1965, 11.7): 1 for equal ones.

    Raises:
        WeightsUnfit: a weight below 0, or all are 0. NoData, NotNumbers: see `columns.column`.
    """
    found = checked_weights(weights)
    return len(found) / effective_size(found)


def effective_size(weights: Numbers) -> float:
    """Return how many equally weighted answers would tell as much: (Σw)²/Σw².

    Raises:
        WeightsUnfit: a weight below 0, or all are 0. NoData, NotNumbers: see `columns.column`.
    """
    found = checked_weights(weights)
    return float(found.sum() ** 2 / (found**2).sum())


def trim(weights: Numbers, lowest: float = 0.01, highest: float = 0.99) -> Trimmed:
    """Return weights cut back to two of their own quantiles, 1 and 99 percent if not told otherwise.

    What is cut off is given to all in proportion, so that the sum stays. Margins that were met are met no longer: rake
    again (`raking.rake` with these weights), as the Pew Research Center does.

    Args:
        weights: one per row.
        lowest, highest: shares of the rows, 0 ≤ lowest < highest ≤ 1.

    Raises:
        ShareUnfit: `lowest` and `highest` are not such. WeightsUnfit, NoData, NotNumbers: see `checked_weights`.
    """
    for share in (lowest, highest):
        if not 0 <= share <= 1 or not lowest < highest:
            raise ShareUnfit(value=share)
    found = checked_weights(weights)
    low, high = (float(bound) for bound in np.quantile(found, (lowest, highest)))
    cut = np.clip(found, low, high)
    outside = int(((found < low) | (found > high)).sum())
    return Trimmed(frozen(cut * (found.sum() / cut.sum())), low, high, outside)
