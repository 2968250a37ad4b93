"""Clips are compared at the same age: what a counter stood at then, and how that is for clips of this kind.

Counters are read when platforms allow it, at whatever age the clip has then. `count_at` says what one stood at after,
for example, 24 hours; `baseline` says what is usual after 24 hours for clips of the same channel, platform and format;
`compare` lays one over the other. What a platform counts changes over the years, so every sample carries the version of
its definition, and nothing is compared across a change of it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from clipdesk.statistics.errors import (
    AgeNotCovered,
    AgesDiffer,
    BaselineShort,
    CountUnfit,
    DefinitionBreak,
    SampledTwice,
    SizeUnfit,
)

FEWEST, MOST = 20, 50
"""How many clips a baseline takes: fewer say nothing, and those longer ago were made in other times."""

WIDE = 0.25
"""From which part of the age on the gap between two samples is marked."""


@dataclass(frozen=True)
class Sample:
    """What a counter stood at when its clip had that `age`; `definition` names what was counted, with its version."""

    age: timedelta
    count: int
    definition: str


@dataclass(frozen=True)
class CountAtAge:
    """What a counter stood at, at an age.

    count: whole where a sample was taken at just that age, interpolated otherwise. gap: between the two samples on both
    sides, 0 where there is one at the age itself.
    """

    age: timedelta
    count: float
    gap: timedelta
    definition: str

    @property
    def wide_gap(self) -> bool:
        """Whether so long passed between both samples that the count is a guess and has to be marked as one."""
        return self.gap > WIDE * self.age


@dataclass(frozen=True)
class Baseline:
    """What is usual at an age.

    counts: those it was made of, in rising order. low, high: the middle half of them lies between these.
    """

    age: timedelta
    definition: str
    counts: tuple[float, ...]
    low: float
    median: float
    high: float

    @property
    def size(self) -> int:
        """How many clips it was made of."""
        return len(self.counts)


@dataclass(frozen=True)
class Standing:
    """How a clip stands among what is usual.

    percentile: 0 … 100, the part of the baseline below it, with half of those that are equal. multiple: of the median;
    None where the median is 0. size: how many clips it was compared with.
    """

    percentile: float
    multiple: float | None
    size: int


def count_at(samples: Sequence[Sample], age: timedelta) -> CountAtAge:
    """Return what the counter of one metric of one clip stood at when the clip was `age` old.

    Between the last sample before and the first after, log(count + 1) is taken to run in a straight line over age.
    Nothing else decides, so samples that come later change nothing. A counter that fell is taken as it is. Beyond the
    first and last sample nothing is known: missing is not zero.

    Args:
        samples: in any order.
        age: above 0.

    Raises:
        AgeNotCovered: no sample on one side.
        DefinitionBreak: the definition changed between both samples.
        SampledTwice: two samples of one age. CountUnfit: a count below 0. SizeUnfit: `age` is not above 0.
    """
    if age <= timedelta(0):
        raise SizeUnfit(value=_hours(age), least=0)
    known = sorted(samples, key=lambda sample: sample.age)
    _check(known)
    before = [sample for sample in known if sample.age <= age]
    after = [sample for sample in known if sample.age >= age]
    if not before or not after:
        raise AgeNotCovered(hours=_hours(age))
    first, second = before[-1], after[0]
    if first.definition != second.definition:
        raise DefinitionBreak(first=first.definition, second=second.definition)
    return CountAtAge(age, _between(first, second, age), second.age - first.age, first.definition)


def baseline(earlier: Sequence[CountAtAge]) -> Baseline:
    """Return what is usual, from the last 50 of `earlier`.

    Args:
        earlier: of clips of the same channel, platform and format, in the order in which these came out, the clip that
            will be compared not among them. What was too young or not measured is left out before.

    Raises:
        BaselineShort: fewer than 20.
        DefinitionBreak: they do not count the same thing. AgesDiffer: they were not taken at the same age.
    """
    taken = earlier[-MOST:]
    if len(taken) < FEWEST:
        raise BaselineShort(found=len(taken), needed=FEWEST)
    for one in taken:
        _comparable(taken[0], one)
    counts = tuple(sorted(one.count for one in taken))
    low, median, high = (float(value) for value in np.percentile(counts, (25, 50, 75)))
    return Baseline(taken[0].age, taken[0].definition, counts, low, median, high)


def compare(count: CountAtAge, usual: Baseline) -> Standing:
    """Return how a clip stands among what is usual: mid-rank percentile and multiple of the median.

    Raises:
        DefinitionBreak: it does not count the same thing. AgesDiffer: it was not taken at the same age.
    """
    _comparable(usual, count)
    below = sum(other < count.count for other in usual.counts)
    equal = sum(other == count.count for other in usual.counts)
    multiple = count.count / usual.median if usual.median else None
    return Standing(100 * (below + equal / 2) / usual.size, multiple, usual.size)


def _check(samples: Sequence[Sample]) -> None:
    for sample in samples:
        if sample.count < 0:
            raise CountUnfit(value=sample.count)
    for first, second in zip(samples, samples[1:], strict=False):
        if first.age == second.age:
            raise SampledTwice(hours=_hours(first.age))


def _between(first: Sample, second: Sample, age: timedelta) -> float:
    if first.count == second.count:
        return float(first.count)  # exactly, so that equal clips stay equal
    passed = (age - first.age) / (second.age - first.age)
    start, end = math.log1p(first.count), math.log1p(second.count)
    return math.expm1(start + passed * (end - start))


def _comparable(one: CountAtAge | Baseline, other: CountAtAge | Baseline) -> None:
    if one.definition != other.definition:
        raise DefinitionBreak(first=one.definition, second=other.definition)
    if one.age != other.age:
        raise AgesDiffer(first=_hours(one.age), second=_hours(other.age))


def _hours(age: timedelta) -> str:
    """Hours with at most two digits behind the point: 24, 1.5."""
    return f"{age / timedelta(hours=1):.2f}".rstrip("0").rstrip(".")
