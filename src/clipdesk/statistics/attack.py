"""What somebody who knows all shown figures of a table can work out about the hidden ones: the proof of `suppression`."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import optimize

from clipdesk.statistics.errors import TableUnfit
from clipdesk.statistics.suppression import Cell


def attack(shown: Sequence[Sequence[int | None]]) -> Mapping[Cell, tuple[float, float]]:
    """Return for each hidden cell the least and the greatest count that agree with all that is shown.

    Two linear programmes per hidden cell, over all hidden cells at once: each row and each column sums up to its total,
    and no count is below 0. A cell whose both ends are equal is known. The upper end is infinite where nothing bounds it.

    Args:
        shown: the table with its totals as last row and last column, None where hidden.

    Raises:
        TableUnfit: fewer than two rows or columns, rows of different length, or figures that agree with no table.
    """
    rows, columns = len(shown), len(shown[0]) if shown else 0
    if rows < 2 or columns < 2 or any(len(row) != columns for row in shown):
        raise TableUnfit
    hidden = [(row, place) for row in range(rows) for place in range(columns) if shown[row][place] is None]
    if not hidden:
        return {}
    sums, right = _sums(shown, hidden)
    found = {}
    for at, cell in enumerate(hidden):
        aim = np.zeros(len(hidden))
        aim[at] = 1
        low = _extreme(aim, sums, right)
        high = _extreme(-aim, sums, right)
        found[cell] = (low, -high)
    return found


def _sums(
    shown: Sequence[Sequence[int | None]], hidden: list[Cell]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The equations of all rows and columns: what they say of hidden cells, and what the shown ones leave for them."""
    rows, columns = len(shown), len(shown[0])
    sums, right = np.zeros((rows + columns, len(hidden))), np.zeros(rows + columns)
    places = {cell: at for at, cell in enumerate(hidden)}
    for row, line in enumerate(shown):
        for column, count in enumerate(line):
            for equation, last in ((row, column == columns - 1), (rows + column, row == rows - 1)):
                sign = -1 if last else 1
                if count is None:
                    sums[equation, places[row, column]] = sign
                else:
                    right[equation] -= sign * count
    return sums, right


def _extreme(aim: npt.NDArray[np.float64], sums: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> float:
    done = optimize.linprog(aim, A_eq=sums, b_eq=right, bounds=(0, None), method="highs")
    if done.status == 3:
        return -np.inf
    if done.status != 0:
        raise TableUnfit
    return float(done.fun)
