"""Weights that fit the population: one table (post-stratification) or several of which only the margins are known (raking).

A `Margin` joins answers and population: the category of each row, and how many people of the population are in each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clipdesk.statistics.columns import Codes, Column, Labels, Numbers, coded, frozen, positive, same_length
from clipdesk.statistics.errors import CategoryEmpty, NotConverged, TargetMissing, TargetUnfit, TotalsDiffer
from clipdesk.statistics.weights import checked_weights

TOLERANCE = 1e-10
"""How far a margin may be from its target, as a part of it, when the weights are called settled."""

ROUNDS = 1000

_SAME_TOTAL = 1e-6


@dataclass(frozen=True, eq=False)
class Margin:
    """labels: the category of each row. targets: by category its size in the population, in people or as a share."""

    labels: Labels
    targets: Mapping[Any, float]


@dataclass(frozen=True, eq=False)
class Raked:
    """weights: one per row, in the order of the rows. rounds: how many it took. worst: how far off the worst category is."""

    weights: Column
    rounds: int
    worst: float


@dataclass(frozen=True, eq=False)
class _Table:
    """A margin in numbers: the place of each row's category, and the target of each category."""

    codes: Codes
    targets: Column


def post_stratify(weights: Numbers, cells: Margin, total: float | None = None) -> Column:
    """Return weights whose sum in each cell is the target: w·N_cell/Σ_cell w.

    Args:
        weights: one per row. cells, total: as one margin of `rake`.

    Raises:
        As `rake`, but for NotConverged.
    """
    found = checked_weights(weights)
    (table,) = _tables(found, (cells,), total)
    return frozen(found * _factors(found, table))


def rake(weights: Numbers, margins: Sequence[Margin], total: float | None = None, rounds: int = ROUNDS) -> Raked:
    """Return weights that fit all margins at once and are otherwise as near to the old ones as can be.

    Iterative proportional fitting (W. E. Deming and F. F. Stephan, Ann. Math. Stat. 11, 1940, 427–444): the weights are
    fitted to one margin after the other, round after round, until every category is within 10⁻¹⁰ of its target. R's
    `rake` stops sooner by default; compare converged figures only.

    Args:
        weights: one per row. Rows may also be cells of a table, with their counts as weights.
        margins: at least one; all with a category for each row.
        total: the size of the population, to which each table is scaled. None: tables hold sizes, with the same total.
        rounds: after how many to give up.

    Raises:
        TargetMissing: a category among the rows has no target. CategoryEmpty: a target has no row, or rows of weight 0.
        TargetUnfit: a target that is not above 0. TotalsDiffer: no `total`, and the tables do not have the same.
        NotConverged: the margins contradict each other. SizeUnfit: `total` is not above 0.
        LengthsDiffer, WeightsUnfit, NoData, NotNumbers: see `columns` and `weights`.
    """
    found = np.array(checked_weights(weights))
    tables = _tables(found, margins, total)
    worst = np.inf
    for done in range(1, rounds + 1):
        for table in tables:
            found = found * _factors(found, table)
        worst = max(_distance(found, table) for table in tables)
        if worst <= TOLERANCE:
            return Raked(frozen(found), done, worst)
    raise NotConverged(rounds=rounds)


def _tables(weights: Column, margins: Sequence[Margin], total: float | None) -> list[_Table]:
    tables = [_table(weights, margin) for margin in margins]
    if total is not None:
        scaled = positive(total)
        return [_Table(table.codes, table.targets * (scaled / table.targets.sum())) for table in tables]
    totals = [float(table.targets.sum()) for table in tables]
    if totals and max(totals) - min(totals) > _SAME_TOTAL * max(totals):
        raise TotalsDiffer(totals=", ".join(f"{one:g}" for one in totals))
    return tables


def _table(weights: Column, margin: Margin) -> _Table:
    labels, codes = coded(margin.labels)
    same_length(weights, codes)
    for category, target in margin.targets.items():
        if not (target > 0 and np.isfinite(target)):
            raise TargetUnfit(category=category, value=target)
        if category not in labels:
            raise CategoryEmpty(category=category)
    for label in labels:
        if label not in margin.targets:
            raise TargetMissing(category=label)
    sums = np.bincount(codes, weights)
    if not sums.all():
        raise CategoryEmpty(category=labels[int(np.argmin(sums))])
    return _Table(codes, np.array([margin.targets[label] for label in labels], dtype=np.float64))


def _factors(weights: Column, table: _Table) -> Column:
    factors: Column = (table.targets / np.bincount(table.codes, weights))[table.codes]
    return factors


def _distance(weights: Column, table: _Table) -> float:
    return float(np.abs(np.bincount(table.codes, weights) / table.targets - 1).max())
