"""How people were chosen, as one frozen value: weights, strata, clusters, sizes of the population, and what was adjusted.

Variances come from the design and not from the number of answers: fifteen schools with twelve children each are fifteen
observations and not 180. `estimates` takes a `Design` and says means, totals, shares and ratios with it.
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from clipdesk.statistics.columns import Codes, Column, Labels, Numbers, coded, frozen, same_length
from clipdesk.statistics.errors import ClusterDivided, LonelyUnit, PopulationMissing, PopulationUnfit
from clipdesk.statistics.raking import Margin, post_stratify, rake
from clipdesk.statistics.weights import checked_weights


class Lonely(enum.Enum):
    """How a stratum with one sampled unit counts, which tells nothing of how much units differ there."""

    #: It is refused (`LonelyUnit`): the one choice that hides nothing.
    REFUSE = "refuse"
    #: It adds nothing, as if the unit had been chosen for certain: too small where it was not.
    CERTAIN = "certain"
    #: It is held against the mean of all units instead of its stratum's: mostly too large.
    CENTRE = "centre"


@dataclass(frozen=True, eq=False)
class Design:
    """How the rows came to be there. Made by `design`; all columns have one value per row.

    weights: how many people of the population each row stands for. strata, units: the places of its stratum and of its
    sampled unit (cluster, or the row itself), from 0. stratum_names: what the strata are called. sampled, population: how
    many units each stratum has in the sample and in all; `population` None: so many that it does not matter. margins: what
    the weights were fitted to. lonely: what happens to strata of one unit.
    """

    weights: Column
    strata: Codes
    units: Codes
    stratum_names: tuple[str | int, ...]
    sampled: Column
    population: Column | None
    margins: tuple[Codes, ...]
    lonely: Lonely

    @property
    def rows(self) -> int:
        """How many answers there are."""
        return len(self.weights)

    @property
    def degrees(self) -> int:
        """Degrees of freedom: sampled units less strata."""
        return int(self.sampled.sum()) - len(self.sampled)

    def post_stratified(self, cells: Margin, total: float | None = None) -> "Design":
        """Return the design with weights fitted to a table; its variances count what the fit explains.

        Raises:
            As `raking.post_stratify`.
        """
        weights = post_stratify(self.weights, cells, total)
        return replace(self, weights=weights, margins=(coded(cells.labels)[1],))

    def raked(self, margins: Sequence[Margin], total: float | None = None) -> "Design":
        """Return the design with weights fitted to several tables; its variances count what the fit explains.

        Raises:
            As `raking.rake`.
        """
        weights = rake(self.weights, margins, total).weights
        return replace(self, weights=weights, margins=tuple(coded(margin.labels)[1] for margin in margins))

    def variance(self, scores: Column) -> float:
        """Return the variance of Σ w·u for the scores u of an estimate.

        1. Where the weights were fitted to margins, u is replaced by what the margins do not explain (the residuals of a
           weighted least-squares fit; J.-C. Deville and C.-E. Särndal, JASA 87, 1992, 376–382).
        2. w·u is summed up within each unit: z.
        3. Over the strata: Σ (1 − n/N)·n/(n − 1)·Σ(z − z̄)² with n units sampled of N (W. G. Cochran, Sampling
           Techniques, 3rd edition, chapters 5 and 9; Taylor linearisation for all that is no total). 1 − n/N is left out where
           N is not known.

        Raises:
            LonelyUnit: a stratum of one unit, where the design refuses such.
        """
        rest = self._unexplained(scores)
        totals = np.bincount(self.units, self.weights * rest)
        of_unit = np.zeros(len(totals), dtype=np.intp)
        of_unit[self.units] = self.strata
        means = np.bincount(of_unit, totals) / self.sampled
        alone = (self.sampled == 1) & (self._open_part() > 0)
        if self.lonely is Lonely.REFUSE and alone.any():
            raise LonelyUnit(stratum=self.stratum_names[int(np.argmax(alone))])
        if self.lonely is Lonely.CENTRE:
            means = np.where(alone, totals.mean(), means)
        squares = np.bincount(of_unit, (totals - means[of_unit]) ** 2)
        scale = self._open_part() * np.where(self.sampled > 1, self.sampled / np.maximum(self.sampled - 1, 1), 1)
        return float((scale * squares).sum())

    def _open_part(self) -> Column:
        """1 − n/N per stratum: the part of the population that was not asked."""
        if self.population is None:
            return np.ones(len(self.sampled))
        found: Column = 1 - self.sampled / self.population
        return found

    def _unexplained(self, scores: Column) -> Column:
        if not self.margins:
            return scores
        columns = [np.eye(int(codes.max()) + 1)[codes] for codes in self.margins]
        root = np.sqrt(self.weights)
        explaining = np.hstack(columns)
        fit, *_ = np.linalg.lstsq(explaining * root[:, None], scores * root, rcond=None)
        rest: Column = scores - explaining @ fit
        return rest


def design(
    weights: Numbers,
    strata: Labels | None = None,
    clusters: Labels | None = None,
    population: Mapping[Any, int] | int | None = None,
    lonely: Lonely = Lonely.REFUSE,
) -> Design:
    """Return the design of a sample of one stage.

    Args:
        weights: one per row, before any fit to the population: how many people it stands for.
        strata: within which units were chosen independently; None: all in one.
        clusters: what was chosen, if not single people: all rows of one name are one unit. None: each row is one.
        population: how many units (clusters where there are any) each stratum has in all; a number where there is one
            stratum; None: so many, or drawn with replacement, that it does not matter.
        lonely: how a stratum with one unit counts.

    Raises:
        ClusterDivided: a cluster in two strata. PopulationMissing: a stratum without a size, where others have one.
        PopulationUnfit: more units in the sample than in the population.
        LengthsDiffer, WeightsUnfit, NoData, NotNumbers: see `columns` and `weights`.
    """
    found = checked_weights(weights)
    names, places = coded(["all"] * len(found) if strata is None else strata)
    clusters_named, units = coded(range(len(found)) if clusters is None else clusters)
    same_length(found, places, units)
    pairs = np.unique(np.column_stack((units, places)), axis=0)
    twice = np.flatnonzero(np.diff(pairs[:, 0]) == 0)
    if len(twice):
        raise ClusterDivided(cluster=clusters_named[int(pairs[twice[0], 0])])
    sampled = frozen(np.bincount(pairs[:, 1]).astype(np.float64))
    sizes = None if population is None else _population(population, names, sampled)
    return Design(found, places, units, tuple(names), sampled, sizes, (), lonely)


def _population(population: Mapping[Any, int] | int, names: list[str | int], sampled: Column) -> Column:
    given = dict.fromkeys(names, population) if isinstance(population, int) else population
    if isinstance(population, int) and len(names) > 1:
        raise PopulationMissing(stratum=names[1])
    for name, units in zip(names, sampled, strict=True):
        if name not in given:
            raise PopulationMissing(stratum=name)
        if given[name] < units:
            raise PopulationUnfit(population=given[name], sampled=int(units))
    return frozen(np.array([given[name] for name in names], dtype=np.float64))
