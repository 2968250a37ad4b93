"""Tables that tell of nobody."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.statistics.attack import attack
from clipdesk.statistics.errors import TableUnfit, ThresholdUnfit
from clipdesk.statistics.suppression import percentages_allowed, suppress, with_totals

_TABLE = ((20, 4, 30), (15, 25, 40), (12, 18, 50))


def _tables(largest: int) -> st.SearchStrategy[list[list[int]]]:
    entries = st.integers(0, largest)
    shapes = st.tuples(st.integers(1, 6), st.integers(1, 6))
    return shapes.flatmap(
        lambda shape: st.lists(
            st.lists(entries, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
        )
    )


def test_the_cheapest_rectangle() -> None:
    found = suppress(_TABLE)
    assert found.primary == {(0, 1)}
    assert found.complementary == {(0, 0), (2, 0), (2, 1)}
    assert sum(_TABLE[row][column] for row, column in found.complementary) == 50
    assert found.cells == ((None, None, 30, 54), (15, 25, 40, 80), (None, None, 50, 80), (47, 47, 120, 214))


def test_what_an_outsider_can_work_out() -> None:
    assert attack(suppress(_TABLE).cells) == {
        (0, 0): pytest.approx((2, 24)), (0, 1): pytest.approx((0, 22)),
        (2, 0): pytest.approx((8, 30)), (2, 1): pytest.approx((0, 22)),
    }  # fmt: skip


def test_to_hide_the_small_one_alone_hides_nothing() -> None:
    shown: list[list[int | None]] = with_totals(_TABLE).tolist()
    shown[0][1] = None
    assert attack(shown) == {(0, 1): pytest.approx((4, 4))}


def test_what_is_large_enough_is_shown() -> None:
    found = suppress([[10, 20], [30, 0]])
    assert (found.hidden, found.cells) == (frozenset(), ((10, 20, 30), (30, 0, 30), (40, 20, 60)))
    assert attack(found.cells) == {}


def test_the_threshold_is_chosen() -> None:
    assert suppress(_TABLE, least=4).hidden == frozenset()
    assert suppress(_TABLE, least=5).primary == {(0, 1)}
    assert suppress(_TABLE, least=13).primary == {(0, 1), (2, 0)}


def test_what_turns_out_not_to_be_needed_is_shown_again() -> None:
    """The 5 alone goes with the second column; with the 3 hidden, too, one rectangle protects both."""
    found = suppress([[34, 20, 5], [3, 12, 17]])
    assert found.primary == {(0, 2), (1, 0)}
    assert found.complementary == {(0, 0), (1, 2)}


def test_a_single_question() -> None:
    """The next smallest goes with the small one, in the row and in the totals below it, which say the same."""
    found = suppress([[4, 30, 40]])
    assert found.cells == ((None, None, 40, 74), (None, None, 40, 74))
    assert attack(found.cells)[0, 0] == pytest.approx((0, 34))


def test_a_small_group_is_hidden_with_its_total() -> None:
    found = suppress([[3, 2], [30, 40]])
    assert {(0, 0), (0, 1), (0, 2)} <= found.primary
    assert all(high - low >= 10 for low, high in attack(found.cells).values())


def test_of_a_handful_nothing_is_left() -> None:
    found = suppress([[1, 2], [0, 3]])
    assert [count for row in found.cells for count in row if count] == []
    assert all(high == math.inf for _, high in attack(found.cells).values())


@settings(max_examples=150, deadline=None)
@given(_tables(30), st.integers(2, 15))
def test_no_hidden_cell_is_found_out(counts: list[list[int]], least: int) -> None:
    found = suppress(counts, least)
    table = with_totals(counts)
    assert found.primary == {
        (row, column) for row in range(len(table)) for column in range(len(table[0])) if 0 < table[row][column] < least
    }
    for row, line in enumerate(found.cells):
        for column, count in enumerate(line):
            assert count == (None if (row, column) in found.hidden else table[row][column])
    for cell, (low, high) in attack(found.cells).items():
        assert low - 1e-6 <= table[cell] <= high + 1e-6
        assert high - low >= least - 1e-6


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(10, 60), min_size=9, max_size=9), st.integers(1, 9))
def test_no_cheaper_cells_would_do(entries: list[int], small: int) -> None:
    """Of all sets of inner cells with fewer people in them, none protects the small one: each is tried."""
    counts = [[small, *entries[1:3]], entries[3:6], entries[6:]]
    others = [(row, column) for row in range(3) for column in range(3) if row or column]
    found = sum(counts[row][column] for row, column in suppress(counts).complementary)
    for size in range(1, 8):
        for cells in combinations(others, size):
            if sum(counts[row][column] for row, column in cells) < found:
                shown: list[list[int | None]] = with_totals(counts).tolist()
                for row, column in ((0, 0), *cells):
                    shown[row][column] = None
                low, high = attack(shown)[0, 0]
                assert high - low < 10


@pytest.mark.parametrize("counts", [[], [[]], [[1, 2], [3]], [[1, -2]], [[1, 2.5]], [[1, None]]])
def test_what_is_no_table_is_refused(counts: list[list[int]]) -> None:
    with pytest.raises(TableUnfit):
        suppress(counts)


@pytest.mark.parametrize("least", [1, 0, -3, 2.5])
def test_a_threshold_that_protects_nobody_is_refused(least: int) -> None:
    with pytest.raises(ThresholdUnfit):
        suppress(_TABLE, least)


@pytest.mark.parametrize("shown", [[], [[1, 2]], [[None], [3]], [[None, 2], [3]], [[5, 3], [None, 3]]])
def test_what_agrees_with_no_table_is_refused(shown: list[list[int | None]]) -> None:
    with pytest.raises(TableUnfit):
        attack(shown)


def test_percentages_need_thirty() -> None:
    assert (percentages_allowed(29), percentages_allowed(30)) == (False, True)
