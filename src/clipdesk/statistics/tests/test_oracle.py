"""An estimator that others wrote (svy, which its makers hold against R's survey package) says the same on random designs.

Random are strata, clusters, weights, sizes of the population, groups, lonely strata and population tables. Compared are
converged figures alone: raking stops where its own tolerance says, so both are told to go on.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
import svy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clipdesk.statistics.columns import Column
from clipdesk.statistics.designs import Design, Lonely, design
from clipdesk.statistics.estimates import Estimate, mean, ratio, share, total
from clipdesk.statistics.raking import Margin

Says = Callable[[str, object], None]
EXAMPLES = int(os.environ.get("CLIPDESK_ORACLE", "40"))
#: Both count in double precision; sums of hundreds of products differ in the last digits.
CLOSE = 1e-8


@dataclass
class Drawn:
    """A made-up sample. rows: stratum, cluster, weight, size, answer, other answer, yes, group, sex, age."""

    data: pl.DataFrame
    has_strata: bool
    has_clusters: bool
    has_sizes: bool

    def column(self, name: str) -> Column:
        return self.data[name].to_numpy()

    def theirs(self, lonely: Any = None) -> svy.Sample:
        return svy.Sample(
            self.data,
            svy.Design(
                stratum="stratum" if self.has_strata else None,
                psu="unit" if self.has_clusters else None,
                wgt="weight",
                pop_size="size" if self.has_sizes else None,
                singleton=lonely,
            ),
        )

    def ours(self, lonely: Lonely = Lonely.REFUSE) -> Design:
        strata = self.data["stratum"].to_list()
        sizes = dict(zip(strata, self.data["size"].to_list(), strict=True))
        size_of_all = self.data["size"][0]
        return design(
            self.column("weight"),
            strata=strata if self.has_strata else None,
            clusters=self.data["unit"].to_list() if self.has_clusters else None,
            population=(sizes if self.has_strata else size_of_all) if self.has_sizes else None,
            lonely=lonely,
        )


@st.composite
def samples(draw: st.DrawFn, lonely: bool = False) -> Drawn:
    """Two to five strata of two to six clusters of one to six people; with `lonely` one stratum has one cluster."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    has_strata, has_clusters, has_sizes = (
        lonely or draw(st.booleans()),
        lonely or draw(st.booleans()),
        draw(st.booleans()),
    )
    rows: list[tuple[str, str, int]] = []
    for stratum in range(draw(st.integers(2, 5))):
        units = 1 if lonely and stratum == 0 else int(chance.integers(2, 7))
        for unit in range(units):
            rows += [(f"s{stratum}", f"s{stratum}u{unit}", units)] * int(chance.integers(1, 7))
    count = len(rows)
    frame = pl.DataFrame(rows, schema=["stratum", "unit", "units"], orient="row")
    frame = frame.with_columns(_sizes(frame, has_strata, has_clusters, chance))
    effect = {name: chance.normal(0, 5) for name in frame["unit"].unique().sort()}
    base = np.array([effect[name] for name in frame["unit"]])
    columns = {
        "weight": chance.uniform(0.5, 40, count),
        "answer": 50 + base + chance.normal(0, 4, count),
        "other": chance.uniform(1, 9, count),
        "yes": (chance.uniform(size=count) < 0.2 + 0.6 / (1 + np.exp(-base))).astype(np.int64),
        "group": np.where(chance.uniform(size=count) < 0.5, "a", "b").tolist(),
        "sex": _all_of(("f", "m"), count, chance),
        "age": _all_of(("young", "middle", "old"), count, chance),
    }
    frame = frame.with_columns(pl.Series(name, values) for name, values in columns.items())
    return Drawn(frame, has_strata, has_clusters, has_sizes)


def _sizes(frame: pl.DataFrame, has_strata: bool, has_clusters: bool, chance: np.random.Generator) -> pl.Series:
    """How many units each row's stratum has in all: more than were drawn."""
    sampled = frame.group_by("stratum" if has_strata else pl.lit("all").alias("stratum")).agg(
        (pl.col("unit").n_unique() if has_clusters else pl.len()).alias("n")
    )
    size = {row["stratum"]: int(row["n"]) + int(chance.integers(1, 60)) for row in sampled.sort("stratum").to_dicts()}
    return pl.Series("size", [size[name if has_strata else "all"] for name in frame["stratum"]])


def _all_of(names: tuple[str, ...], count: int, chance: np.random.Generator) -> list[str]:
    """Categories by chance, each at least once."""
    return [*names, *map(str, chance.choice(names, count - len(names)))] if count > len(names) else list(names)[:count]


@dataclass
class Differences:
    """How far both were apart, at worst; and how many figures were compared."""

    worst: float = 0.0
    figures: int = 0
    examples: int = 0
    where: str = ""
    kinds: set[str] = field(default_factory=set)

    def compare(self, what: str, mine: Estimate, theirs: Any, row: int = 0) -> None:
        told = theirs.to_polars().row(row, named=True)
        self.number(f"{what} value", mine.value, told["est"])
        self.number(f"{what} error", mine.standard_error, told["se"])

    def number(self, what: str, mine: float, theirs: float) -> None:
        apart = abs(mine - theirs) / max(abs(theirs), 1e-6)
        self.figures += 1
        self.kinds.add(what.partition(" ")[0])
        if apart > self.worst:
            self.worst, self.where = apart, what
        assert math.isclose(mine, theirs, rel_tol=CLOSE, abs_tol=1e-9), (what, mine, theirs)


def tried(
    strategy: st.SearchStrategy[Drawn], check: Callable[[Drawn, Differences], None], says: Says, what: str
) -> None:
    """Try so many designs, and say how far both were apart at worst."""
    found = Differences()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def one(sample: Drawn) -> None:
        found.examples += 1
        check(sample, found)

    one()
    assert found.examples >= EXAMPLES
    figure = f"{what}: {found.examples} designs, {found.figures} figures, at most {found.worst:.1e} apart"
    says("figure", f"{figure} ({found.where})" if found.where else figure)


def test_means_totals_shares_and_ratios(record_property: Says) -> None:
    def check(sample: Drawn, found: Differences) -> None:
        ours, theirs = sample.ours(), sample.theirs().estimation
        answer, other, yes = sample.column("answer"), sample.column("other"), sample.column("yes")
        found.compare("mean", mean(ours, answer), theirs.mean("answer"))
        found.compare("total", total(ours, answer), theirs.total("answer"))
        found.compare("share", share(ours, yes == 1), theirs.mean("yes"))
        found.compare("ratio", ratio(ours, answer, other), theirs.ratio("answer", "other"))
        mine = sample.data["group"].to_numpy() == "a"
        if mine.any():
            of_group = theirs.mean("answer", where=svy.col("group") == "a")
            found.compare("group", mean(ours, answer, mine), of_group)

    tried(samples(), check, record_property, "means, totals, shares, ratios, groups")


def test_lonely_strata(record_property: Says) -> None:
    def check(sample: Drawn, found: Differences) -> None:
        answer = sample.column("answer")
        for lonely, name in ((Lonely.CENTRE, "center"), (Lonely.CERTAIN, "skip")):
            theirs = sample.theirs(name).estimation
            found.compare(f"mean-{name}", mean(sample.ours(lonely), answer), theirs.mean("answer"))
            found.compare(f"total-{name}", total(sample.ours(lonely), answer), theirs.total("answer"))

    tried(samples(lonely=True), check, record_property, "lonely strata")


def test_weights_fitted_to_the_population(record_property: Says) -> None:
    def check(sample: Drawn, found: Differences) -> None:
        sex, age = (sample.data[name].to_list() for name in ("sex", "age"))
        # Population tables that can be met: those of the same people with other weights.
        behind = np.random.default_rng(len(sex)).uniform(1, 30, len(sex))
        tables = {
            name: {label: float(behind[np.array(labels) == label].sum()) for label in sorted(set(labels))}
            for name, labels in (("sex", sex), ("age", age))
        }
        answer = sample.column("answer")
        fitted = sample.theirs().weighting.poststratify(controls=tables["sex"], cells="sex", wgt_name="fitted")
        plan = sample.ours().post_stratified(Margin(sex, tables["sex"]))
        found.compare("post-stratified", mean(plan, answer), fitted.estimation.mean("answer"))
        raked = sample.theirs().weighting.rake(controls=tables, wgt_name="fitted", tol=1e-12, max_iter=5000)
        both = sample.ours().raked([Margin(sex, tables["sex"]), Margin(age, tables["age"])])
        # The value alone: what the margins explain is fitted there with the weights from before raking, here with those after.
        theirs: Any = raked.estimation.mean("answer")
        told = theirs.to_polars().row(0, named=True)
        found.number("raked value", mean(both, answer).value, told["est"])

    tried(samples(), check, record_property, "post-stratification and raking")
