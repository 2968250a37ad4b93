"""Estimates with the uncertainty of how people were chosen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.statistics.designs import Lonely, design
from clipdesk.statistics.errors import (
    ClusterDivided,
    LengthsDiffer,
    LonelyUnit,
    NoData,
    NothingToDivideBy,
    NotNumbers,
    PopulationMissing,
    PopulationUnfit,
    ShareUnfit,
    UnitsFew,
    WeightsUnfit,
)
from clipdesk.statistics.estimates import change, difference, mean, ratio, share, total
from clipdesk.statistics.proportions import wilson
from clipdesk.statistics.tests.known import KIGYO, KIGYO_WEIGHTS, clustered, stratified
from clipdesk.statistics.weights import effective_size, kish


def test_strata() -> None:
    plan, answers = stratified(sizes=True)
    found = mean(plan, answers)
    assert (found.value, found.standard_error) == pytest.approx((662.2874, 9.4089), rel=1e-4)
    assert (found.size, found.degrees) == (200, 197)
    plan, answers = stratified(sizes=False)
    assert mean(plan, answers).standard_error == pytest.approx(9.5361, rel=1e-4)


def test_clusters() -> None:
    plan, answers, enrolled = clustered()
    found = mean(plan, answers)
    assert (found.value, found.standard_error) == pytest.approx((644.1694, 23.5422), rel=1e-4)
    assert (found.deff, found.deff_replaced) == pytest.approx((9.3459, 9.0697), rel=1e-4)
    assert (found.size, found.degrees) == (183, 14)
    everybody = total(plan, enrolled)
    assert (everybody.value, everybody.standard_error) == pytest.approx((3_404_940, 932_235), rel=1e-4)


def test_without_its_clusters_a_sample_seems_three_times_as_sure() -> None:
    plan, answers, _ = clustered(clusters=False)
    assert mean(plan, answers).standard_error == pytest.approx(7.70, abs=5e-3)


def test_weights() -> None:
    found = mean(design(KIGYO_WEIGHTS), KIGYO)
    assert (found.value, found.standard_error) == pytest.approx((243.9137, 48.7522), rel=1e-4)
    assert found.deff_replaced == pytest.approx(1.974067, rel=1e-4)
    assert kish(KIGYO_WEIGHTS) == pytest.approx(2.684797, rel=1e-4)
    assert found.effective_size == effective_size(KIGYO_WEIGHTS) == pytest.approx(3.7247, rel=1e-4)


def test_of_equal_people_it_is_the_textbook() -> None:
    """Five out of a thousand: mean 3, s² = 2.5, SE² = (1 − 5/1000)·2.5/5, t(4) = 2.77645."""
    found = mean(design([200] * 5, population=1000), [1, 2, 3, 4, 5])
    error = math.sqrt(0.995 * 2.5 / 5)
    assert (found.value, found.standard_error) == pytest.approx((3, error))
    assert found.deff == pytest.approx(1)
    assert found.interval().high == pytest.approx(3 + 2.776445 * error)


def test_a_ratio_by_hand() -> None:
    """R = 12/6 = 2; residuals y − 2x are −1, 0, 1; z = −1/6, 0, 1/6; variance 3/2·2/36 = 1/12."""
    found = ratio(design([1, 1, 1]), [1, 4, 7], [1, 2, 3])
    assert (found.value, found.standard_error) == pytest.approx((2, math.sqrt(1 / 12)))
    with pytest.raises(NothingToDivideBy):
        ratio(design([1, 1, 1]), [1, 4, 7], [1, 0, -1])


def test_a_share_stays_inside() -> None:
    plan = design([1] * 50)
    few = share(plan, [True] + [False] * 49)
    assert few.value == 0.02
    assert 0 < few.interval().low < 0.02 < few.interval().high < 0.2
    none = share(plan, [False] * 50)
    assert (none.value, none.interval()) == (0, wilson(0, 50))
    with pytest.raises(ShareUnfit):
        share(plan, [2] * 50)  # type: ignore[list-item]


def test_a_group_keeps_the_whole_design() -> None:
    """Two of four were met who are of the group; their mean has z = ∓1/2, 0, 0 and 4/3·(1/4 + 1/4) as variance."""
    plan = design([1, 1, 1, 1])
    found = mean(plan, [1, 3, 100, 200], of=[True, True, False, False])
    assert (found.value, found.size, found.degrees) == (2, 2, 3)
    assert found.standard_error == pytest.approx(math.sqrt(4 / 3 * 0.5))
    assert total(plan, [1, 3, 100, 200], of=[True, True, False, False]).value == 4
    with pytest.raises(NoData):
        mean(plan, [1, 2, 3, 4], of=[False] * 4)
    with pytest.raises(LengthsDiffer):
        mean(plan, [1, 2, 3, 4], of=[True] * 3)


def test_groups_that_share_their_clusters_are_not_independent() -> None:
    """In each cluster the second group has 1 more: the difference is certain, though both means are not."""
    answers = [1, 2, 11, 12, 31, 32]
    second = [False, True] * 3
    plan = design([1] * 6, clusters=["a", "a", "b", "b", "c", "c"])
    found = difference(plan, answers, first=[not one for one in second], second=second)
    assert (found.value, found.standard_error) == pytest.approx((1, 0), abs=1e-9)
    assert mean(plan, answers, of=second).standard_error > 5


def test_two_waves_with_different_people() -> None:
    before, after = mean(design([1] * 5), [1, 2, 3, 4, 5]), mean(design([1] * 3), [4, 5, 6])
    found = change(before, after)
    assert (found.value, found.size) == (2, 3)
    assert found.standard_error == pytest.approx(math.sqrt(2.5 / 5 + 1 / 3))
    assert found.degrees == pytest.approx((0.5 + 1 / 3) ** 2 / (0.5**2 / 4 + (1 / 3) ** 2 / 2))


def test_what_becomes_of_a_stratum_with_one_unit() -> None:
    """Weighted by 1, total: z are 1 and 3 in the first stratum, 8 alone in the second; the mean of all is 4."""
    answers, strata = [1, 3, 8], ["a", "a", "b"]
    with pytest.raises(LonelyUnit, match="“b”"):
        total(design([1] * 3, strata=strata), answers)
    certain = total(design([1] * 3, strata=strata, lonely=Lonely.CERTAIN), answers)
    assert certain.standard_error**2 == pytest.approx(2 * (1 + 1))
    centred = total(design([1] * 3, strata=strata, lonely=Lonely.CENTRE), answers)
    assert centred.standard_error**2 == pytest.approx(2 * (1 + 1) + (8 - 4) ** 2)


def test_a_stratum_that_was_asked_whole_is_certain() -> None:
    plan = design([50, 50, 1], strata=["a", "a", "b"], population={"a": 100, "b": 1})
    assert total(plan, [1, 3, 8]).standard_error == pytest.approx(math.sqrt(0.98 * 2 * (50**2 + 50**2)))


def test_designs_that_do_not_fit_together() -> None:
    with pytest.raises(ClusterDivided, match="“x”"):
        design([1] * 3, strata=["a", "b", "b"], clusters=["x", "x", "y"])
    with pytest.raises(PopulationMissing, match="“b”"):
        design([1] * 3, strata=["a", "b", "b"], population={"a": 10})
    with pytest.raises(PopulationMissing):
        design([1] * 3, strata=["a", "b", "b"], population=10)
    with pytest.raises(PopulationUnfit, match="3 were asked out of 2"):
        design([1] * 3, population=2)
    with pytest.raises(LengthsDiffer, match="3, 2, 3"):
        design([1] * 3, strata=["a", "b"])
    with pytest.raises(WeightsUnfit, match="row 2: -1"):
        design([1, -1, 1])
    with pytest.raises(NotNumbers, match="Row 3"):
        mean(design([1] * 3), [1, 2, None])  # type: ignore[list-item]
    with pytest.raises(UnitsFew):
        mean(design([1], lonely=Lonely.CERTAIN), [5]).interval()


def test_nobody_changes_a_design() -> None:
    plan = design([1, 2, 3])
    with pytest.raises(ValueError, match="read-only"):
        plan.weights[0] = 5


@given(st.lists(st.tuples(st.floats(0.5, 50), st.floats(-100, 100)), min_size=3, max_size=30), st.floats(0.01, 100))
def test_the_unit_of_weights_does_not_matter_to_a_mean(rows: list[tuple[float, float]], unit: float) -> None:
    weights, answers = zip(*rows, strict=True)
    one, other = mean(design(weights), answers), mean(design(np.array(weights) * unit), answers)
    assert one.value == pytest.approx(other.value, rel=1e-9, abs=1e-9)
    assert one.standard_error == pytest.approx(other.standard_error, rel=1e-6, abs=1e-9)
    assert min(answers) - 1e-9 <= one.value <= max(answers) + 1e-9
