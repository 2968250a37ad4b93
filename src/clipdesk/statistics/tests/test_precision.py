"""How sure, in which words, from how many answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.statistics.errors import PopulationUnfit, ShareUnfit, SizeUnfit
from clipdesk.statistics.precision import SampleType, Wording, answers_needed, precision

_CHANCE = SampleType.PROBABILITY


@pytest.mark.parametrize(
    ("answers", "deff", "points"), [(1000, 1.0, 3.0990), (1000, 1.5, 3.7955), (2000, 1.8, 2.9399), (11_178, 1.0, 0.93)]
)
def test_how_sure(answers: int, deff: float, points: float) -> None:
    tolerance = 1e-4 if points > 1 else 5e-3
    assert 100 * precision(answers, _CHANCE, deff).half_width == pytest.approx(points, rel=tolerance)


def test_how_many() -> None:
    assert answers_needed(0.05) == 385
    assert answers_needed(0.05, population=1000) == 278
    assert answers_needed(0.05, deff=2) == 769


def test_only_chance_makes_a_margin_of_error() -> None:
    assert {kind: precision(1000, kind).wording for kind in SampleType} == {
        SampleType.PROBABILITY: Wording.MARGIN_OF_ERROR,
        SampleType.PANEL: Wording.MODELLED_PRECISION,
        SampleType.OPEN_LINK: Wording.MODELLED_PRECISION,
    }


def test_who_asks_all_is_sure() -> None:
    assert precision(1000, _CHANCE, population=1000).half_width == 0
    with pytest.raises(PopulationUnfit):
        precision(1001, _CHANCE, population=1000)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(SizeUnfit):
        precision(0, _CHANCE)
    with pytest.raises(SizeUnfit):
        precision(10, _CHANCE, deff=0)
    with pytest.raises(ShareUnfit):
        answers_needed(5)


@given(st.floats(0.005, 0.2), st.floats(1, 4), st.floats(0.05, 0.95), st.none() | st.integers(10, 10**6))
def test_as_many_as_needed_and_not_one_more(half: float, deff: float, share: float, population: int | None) -> None:
    needed = answers_needed(half, deff, share, population)
    assert precision(needed, _CHANCE, deff, share, population).half_width <= half * (1 + 1e-9)
    if needed > 1:
        assert precision(needed - 1, _CHANCE, deff, share, population).half_width > half * (1 - 1e-9)
