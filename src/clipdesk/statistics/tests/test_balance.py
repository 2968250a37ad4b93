"""Whether versions were shown as planned, and many comparisons at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.statistics.balance import require_balance, sample_ratio
from clipdesk.statistics.errors import CountUnfit, LengthsDiffer, NoData, NotNumbers, ShareUnfit, SizeUnfit, Unbalanced
from clipdesk.statistics.many import benjamini_hochberg, bonferroni

#: Benjamini and Hochberg's own example (1995, section 4).
_P = (
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
)  # fmt: skip
_SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_an_imbalance_is_found() -> None:
    found = sample_ratio((44_000, 45_000))
    assert found.chi_square == pytest.approx(11.236, rel=1e-4)
    assert found.p == pytest.approx(0.000802, rel=1e-3)
    assert not found.kept
    with pytest.raises(Unbalanced, match="0.0008"):
        require_balance((44_000, 45_000))


def test_what_chance_does_is_no_imbalance() -> None:
    assert sample_ratio((500, 600)).p == pytest.approx(0.002569, rel=1e-3)
    assert sample_ratio((5_000, 5_000)).p == 1
    assert require_balance((5_000, 5_100)).kept


def test_against_a_plan() -> None:
    assert sample_ratio((100, 200, 300), (1, 2, 3)).chi_square == pytest.approx(0)
    assert not sample_ratio((200, 200, 200), (1, 2, 3)).kept


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NoData):
        sample_ratio((5,))
    with pytest.raises(NoData):
        sample_ratio((0, 0))
    with pytest.raises(CountUnfit):
        sample_ratio((5, -5))
    with pytest.raises(SizeUnfit):
        sample_ratio((5, 5), (1, 0))
    with pytest.raises(LengthsDiffer):
        sample_ratio((5, 5), (1, 1, 1))


def test_benjamini_and_hochberg() -> None:
    assert benjamini_hochberg(_P).found == (True,) * 4 + (False,) * 11
    assert bonferroni(_P).found == (True,) * 3 + (False,) * 12
    assert (benjamini_hochberg(_P).count, bonferroni(_P).count) == (4, 3)


@given(_SHARES, st.floats(0.001, 0.5))
def test_as_the_paper_says_it(p_values: list[float], rate: float) -> None:
    """Reject the k smallest, k the greatest i with p(i) ≤ i·rate/m: written down again, without adjusted p-values."""
    ordered = sorted(p_values)
    last = max((i for i, p in enumerate(ordered, 1) if p * len(ordered) / i <= rate), default=0)
    found = benjamini_hochberg(p_values, rate)
    assert found.count == sum(p <= ordered[last - 1] for p in p_values) if last else found.count == 0


@given(_SHARES)
def test_adjusted_never_gets_smaller_and_keeps_the_order(p_values: list[float]) -> None:
    strict, mild = bonferroni(p_values), benjamini_hochberg(p_values)
    for plain, by_rate, by_chance in zip(p_values, mild.adjusted, strict.adjusted, strict=True):
        assert plain * (1 - 1e-12) <= by_rate <= by_chance * (1 + 1e-12) <= 1 + 1e-9
    pairs = sorted(zip(p_values, mild.adjusted, strict=True))
    assert [adjusted for _, adjusted in pairs] == sorted(mild.adjusted)


def test_p_values_that_are_none() -> None:
    with pytest.raises(ShareUnfit):
        benjamini_hochberg((0.5, 1.5))
    with pytest.raises(NotNumbers, match="Row 2"):
        bonferroni((0.5, float("nan")))
    with pytest.raises(NoData):
        bonferroni(())
