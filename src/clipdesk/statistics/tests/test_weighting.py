"""Weights that fit the population."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.statistics.designs import design
from clipdesk.statistics.errors import (
    CategoryEmpty,
    LengthsDiffer,
    NotConverged,
    ShareUnfit,
    SizeUnfit,
    TargetMissing,
    TargetUnfit,
    TotalsDiffer,
    WeightsUnfit,
)
from clipdesk.statistics.estimates import mean
from clipdesk.statistics.raking import Margin, post_stratify, rake
from clipdesk.statistics.tests.known import (
    KALTON_POPULATION,
    SCHOOL_TYPES,
    TARGET_MET,
    WEIGHT,
    kalton,
    schools,
)
from clipdesk.statistics.weights import effective_size, kish, trim

_SEX = Margin(["m", "m", "f"], {"m": 50, "f": 50})


def _sums(weights: np.ndarray, labels: list[str]) -> dict[str, float]:
    return {label: float(weights[np.array(labels) == label].sum()) for label in labels}


def test_post_stratified() -> None:
    answers, kinds, _ = schools()
    plan = design([WEIGHT] * len(answers)).post_stratified(Margin(kinds, SCHOOL_TYPES))
    assert mean(plan, answers).value == pytest.approx(642.3108, rel=1e-4)


def test_raked() -> None:
    answers, kinds, met = schools()
    margins = [Margin(kinds, SCHOOL_TYPES), Margin(met, TARGET_MET)]
    found = rake([WEIGHT] * len(answers), margins)
    for labels, targets in ((kinds, SCHOOL_TYPES), (met, TARGET_MET)):
        sums = _sums(found.weights, labels)
        assert sums == {label: pytest.approx(target, rel=1e-8) for label, target in targets.items()}
    assert (found.weights.min(), found.weights.max()) == pytest.approx((29.8707, 67.1255), rel=1e-4)
    assert kish(found.weights) == pytest.approx(1.051657, rel=1e-4)
    plan = design([WEIGHT] * len(answers)).raked(margins)
    assert mean(plan, answers).value == pytest.approx(641.2303, rel=1e-4)


def test_kalton() -> None:
    rows, places = kalton()
    population = np.array(KALTON_POPULATION)
    margins = [
        Margin(rows, dict(enumerate(population.sum(axis=1).tolist()))),
        Margin(places, dict(enumerate(population.sum(axis=0).tolist()))),
    ]
    weights = rake([1] * 1000, margins).weights
    factors = np.zeros((4, 3))
    factors[rows, places] = weights
    expected = [
        [1.8108, 1.4528, 2.0168], [1.0836, 0.8694, 1.2068], [2.1961, 1.7619, 2.4459], [1.8332, 1.4708, 2.0417],
    ]  # fmt: skip
    assert factors == pytest.approx(np.array(expected), rel=1e-4)
    assert (kish(weights), effective_size(weights)) == pytest.approx((1.09968, 909.35), rel=1e-4)


def test_kalton_by_cells() -> None:
    rows, places = kalton()
    cells = [f"{row}{place}" for row, place in zip(rows, places, strict=True)]
    targets = {f"{row}{place}": n for row, line in enumerate(KALTON_POPULATION) for place, n in enumerate(line)}
    assert post_stratify([1] * 1000, Margin(cells, targets))[0] == pytest.approx(4)


def test_one_margin_is_post_stratification() -> None:
    answers, kinds, _ = schools()
    plan, cells = (
        design([WEIGHT] * len(answers), clusters=[n // 9 for n in range(len(answers))]),
        Margin(kinds, SCHOOL_TYPES),
    )
    one, other = mean(plan.post_stratified(cells), answers), mean(plan.raked([cells]), answers)
    assert (one.value, one.standard_error) == pytest.approx((other.value, other.standard_error))
    # Each row stands at the mean of type and target met: what differs within a type is all that is left to chance.
    assert 0 < one.standard_error < mean(plan, answers).standard_error


def test_the_standard_error_after_raking_is_what_happens() -> None:
    """Drawn 400 times from 20,000 people: the mean of the estimated variances is the variance of the estimates."""
    chance = np.random.default_rng(9)
    people = 20_000
    age, region = chance.integers(0, 3, people), chance.integers(0, 4, people)
    answers = 5 * age + 3 * region + chance.normal(0, 2, people)
    targets = [dict(enumerate(np.bincount(one).tolist())) for one in (age, region)]
    found, plain = [], []
    for _ in range(400):
        rows = chance.choice(people, 250, replace=False)
        plan = design(np.full(250, people / 250), population=people)
        margins = [Margin(one[rows].tolist(), target) for one, target in zip((age, region), targets, strict=True)]
        found.append(mean(plan.raked(margins), answers[rows]))
        plain.append(mean(plan, answers[rows]).standard_error)
    really = np.std([one.value for one in found], ddof=1)
    estimated = np.sqrt(np.mean([one.standard_error**2 for one in found]))
    assert estimated == pytest.approx(really, rel=0.1)
    assert estimated < 0.5 * np.mean(plain), "what the margins explain no longer counts as chance"


def test_shares_are_scaled_to_the_population() -> None:
    margins = [_SEX, Margin(["y", "o", "o"], {"y": 0.4, "o": 0.6})]
    weights = rake([1, 1, 1], margins, total=1000).weights
    assert weights == pytest.approx(np.array([400, 100, 500]), rel=1e-6)


def test_tables_that_do_not_fit() -> None:
    with pytest.raises(TotalsDiffer, match="100, 90"):
        rake([1, 1, 1], [_SEX, Margin(["y", "o", "o"], {"y": 40, "o": 50})])
    with pytest.raises(TargetMissing, match="“x”"):
        rake([1, 1, 1], [Margin(["m", "x", "f"], {"m": 50, "f": 50})])
    with pytest.raises(CategoryEmpty, match="“d”"):
        rake([1, 1, 1], [Margin(["m", "m", "f"], {"m": 50, "f": 40, "d": 10})])
    with pytest.raises(CategoryEmpty, match="“f”"):
        rake([1, 1, 0], [_SEX])
    with pytest.raises(TargetUnfit, match="gives 0 for “f”"):
        rake([1, 1, 1], [Margin(["m", "m", "f"], {"m": 100, "f": 0})])
    with pytest.raises(LengthsDiffer):
        rake([1, 1], [_SEX])
    with pytest.raises(SizeUnfit):
        rake([1, 1, 1], [_SEX], total=-5)


def test_tables_that_contradict_each_other() -> None:
    """All men are young and all women old, but the tables have other numbers of both."""
    with pytest.raises(NotConverged, match="After 50 rounds"):
        rake([1, 1], [Margin(["m", "f"], {"m": 5, "f": 5}), Margin(["y", "o"], {"y": 4, "o": 6})], rounds=50)


@given(st.data())
def test_margins_are_met(data: st.DataObject) -> None:
    """Targets from a table with the same cells can be met, whatever the weights were before."""
    pairs = data.draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=4, max_size=40))
    sizes = st.lists(st.floats(0.5, 20), min_size=len(pairs), max_size=len(pairs))
    before, behind = np.array(data.draw(sizes)), np.array(data.draw(sizes))
    margins = []
    for side in (0, 1):
        labels = [pair[side] for pair in pairs]
        sums = {label: float(behind[np.array(labels) == label].sum()) for label in labels}
        margins.append(Margin(labels, sums))
    found = rake(before, margins, rounds=20_000)
    assert (found.weights > 0).all()
    for margin in margins:
        met = {label: float(found.weights[np.array(margin.labels) == label].sum()) for label in margin.labels}
        assert met == {label: pytest.approx(target, rel=1e-8) for label, target in margin.targets.items()}


def test_trimmed() -> None:
    weights = np.array([1.0] * 98 + [0.01, 50])
    found = trim(weights)
    assert found.weights.sum() == pytest.approx(weights.sum())
    assert (found.rows, found.low) == pytest.approx((2, np.quantile(weights, 0.01)))
    assert kish(found.weights) < kish(weights)
    assert trim([3, 3, 3]).rows == 0
    with pytest.raises(ShareUnfit):
        trim(weights, 0.9, 0.1)


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=50).filter(lambda weights: max(weights) > 1e-3))
def test_unequal_weights_cost(weights: list[float]) -> None:
    assert 1 - 1e-9 <= kish(weights) <= len(weights) * (1 + 1e-9)
    assert effective_size(weights) <= len(weights) * (1 + 1e-9)


def test_weights_that_are_none() -> None:
    with pytest.raises(WeightsUnfit):
        kish([0, 0])
    with pytest.raises(WeightsUnfit):
        effective_size([1, -1])
