"""The known answers 8 and 10 to 13 of the facts about audiences, computed through the public functions of the statistics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from clipdesk.statistics.ages import CountAtAge, Sample, baseline, compare, count_at
from clipdesk.statistics.balance import require_balance, sample_ratio
from clipdesk.statistics.errors import DefinitionBreak, Unbalanced
from clipdesk.statistics.many import benjamini_hochberg, bonferroni
from clipdesk.statistics.proportions import Interval, wilson
from clipdesk.statistics.sequential import Arm, Verdict, chance_better, z_test
from clipdesk.statistics.sequential import compare as looked_at
from clipdesk.statistics.shrinkage import BetaPrior, beta_prior, james_stein, posterior
from clipdesk.statistics.tests.known import HITS, SEASON

_DAY = timedelta(hours=24)
_P_VALUES = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0),
)


@dataclass(frozen=True)
class Known:
    """One answer: which check it is of, what was found, what it must be, and how far it may be off: as a share of that, or
    by `digits`, half of the last digit that the facts print."""

    check: int
    name: str
    found: float
    wanted: float
    within: float = 1e-4
    digits: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether it is near enough."""
        return abs(self.found - self.wanted) <= max(self.within * abs(self.wanted), self.digits, 1e-12)


def answers() -> list[Known]:
    """Return all of them."""
    return [*_wilson(), *_shrunk(), *_sequential(), *_balance(), *_ages()]


def _wilson() -> Iterator[Known]:
    for hits, of, low, high in ((0, 10, 0.0, 0.277533), (1, 10, 0.017876, 0.404150), (50, 100, 0.403832, 0.596168)):
        found = wilson(hits, of)
        yield Known(8, f"{hits}/{of} low", found.low, low)
        yield Known(8, f"{hits}/{of} high", found.high, high)


def _shrunk() -> Iterator[Known]:
    averages = [hits / 45 for hits in HITS]
    mean = sum(averages) / len(averages)
    found = james_stein(averages, mean * (1 - mean) / 45)
    yield Known(10, "mean", found.mean, 0.265432)
    yield Known(10, "factor", found.factor, 0.211653)
    yield Known(10, "Clemente", found.values[0], 0.293914)
    yield Known(10, "Alvis", found.values[-1], 0.242176)
    yield Known(10, "error, plain", sum((a - b) ** 2 for a, b in zip(averages, SEASON, strict=True)), 0.075317)
    yield Known(10, "error, shrunk", sum((a - b) ** 2 for a, b in zip(found.values, SEASON, strict=True)), 0.021307)
    prior = beta_prior(HITS, [45] * len(HITS))
    yield Known(10, "a", prior.a, 210.6, within=0.01)
    yield Known(10, "b", prior.b, 582.7, within=0.01)
    yield Known(10, "Clemente, beta-binomial", posterior(18, 45, prior).mean, 0.27266)
    few, many = posterior(3, 10, BetaPrior(20, 380)), posterior(600, 10_000, BetaPrior(20, 380))
    yield Known(10, "3 of 10", few.mean, 0.056098)
    yield Known(10, "600 of 10,000", many.mean, 0.059615)
    yield Known(10, "the 30 % clip ranks below", float(few.mean < many.mean and few.low < many.low), 1)


def _sequential() -> Iterator[Known]:
    arms = Arm.of_rate(500, 10_000), Arm.of_rate(560, 10_000)
    fixed, sequence = z_test(*arms), looked_at(*arms)
    yield Known(11, "half-width, fixed", _half(fixed.interval), 0.006209)
    yield Known(11, "p, fixed", fixed.p, 0.0583, digits=5e-5)
    yield Known(11, "half-width, sequence", _half(sequence.interval), 0.0099068)
    yield Known(11, "low", sequence.interval.low, -0.003907)
    yield Known(11, "high", sequence.interval.high, 0.015907)
    yield Known(11, "no winner", float(sequence.verdict is Verdict.OPEN), 1)
    yield Known(11, "P(B > A)", chance_better((500, 10_000), (560, 10_000)), 0.970838)


def _balance() -> Iterator[Known]:
    found = sample_ratio((44_000, 45_000))
    yield Known(12, "chi square", found.chi_square, 11.236)
    yield Known(12, "p of 44,000/45,000", found.p, 0.000802, digits=5e-7)
    yield Known(12, "p of 500/600", sample_ratio((500, 600)).p, 0.002569, digits=5e-7)
    yield Known(12, "p of 5,000/5,000", sample_ratio((5000, 5000)).p, 1)
    try:
        require_balance((44_000, 45_000))
        blocked = 0
    except Unbalanced:
        blocked = 1
    yield Known(12, "the analysis is blocked", blocked, 1)
    yield Known(12, "Benjamini–Hochberg", benjamini_hochberg(_P_VALUES).count, 4)
    yield Known(12, "Bonferroni", bonferroni(_P_VALUES).count, 3)


def _ages() -> Iterator[Known]:
    points = [Sample(timedelta(hours=hours), count, "views 2") for hours, count in ((20, 1000), (28, 1400))]
    found = count_at(points, _DAY)
    yield Known(13, "count at 24 h", found.count, 1183.2, digits=0.1)
    later = count_at([*points, Sample(timedelta(hours=72), 9000, "views 2")], _DAY)
    yield Known(13, "unchanged by later samples", later.count, found.count, within=0)
    usual = baseline([CountAtAge(_DAY, 100 * number, timedelta(0), "views 2") for number in range(1, 21)])
    standing = compare(CountAtAge(_DAY, 1550, timedelta(0), "views 2"), usual)
    yield Known(13, "percentile", standing.percentile, 75)
    yield Known(13, "multiple of the median", standing.multiple or 0, 1550 / 1050)
    try:
        compare(CountAtAge(_DAY, 1550, timedelta(0), "views 3"), usual)
        refused = 0
    except DefinitionBreak:
        refused = 1
    yield Known(13, "refused across a definition break", refused, 1)


def _half(interval: Interval) -> float:
    return (interval.high - interval.low) / 2
