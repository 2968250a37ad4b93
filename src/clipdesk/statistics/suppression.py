"""Tables that tell of nobody: small counts are hidden, and as many others that nobody can work them out from the sums.

A table of counts is shown with its row totals, its column totals and the total. Hiding one cell hides nothing then, for
the others and the sum give it away. So more cells are hidden, chosen so that the large figures stay: as few people as can be
are in cells that are hidden for that reason alone.

1. Primary: every count of 1 … k − 1, of the totals, too. A 0 tells of nobody in the sample and stays.
2. Complementary: for each primary cell the cheapest ring of cells is hidden around which k people could be moved without
   any shown figure changing (the shortest path in the graph whose nodes are rows and columns; J. P. Kelly, B. L. Golden and
   A. A. Assad, Networks 22, 1992, 397–417). What is hidden already costs nothing; totals go last.
3. What turned out not to be needed is shown again.

So for every hidden cell whoever knows all shown figures is left with an interval at least k wide. `attack` does what such
a person would do, and tests hold this module to it. The guarantee is about one table: two tables of the same answers can
give away what each hides, so what was released has to be remembered and held against each new table.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from clipdesk.statistics.errors import TableUnfit, ThresholdUnfit

LEAST = 10
"""k, unless a station chooses otherwise: the smallest number of answers that is shown."""

LEAST_FOR_PERCENTAGES = 30
"""The smallest base of which percentages are shown."""

Cell: TypeAlias = tuple[int, int]
"""Row and column, from 0; the last row and the last column are the totals."""

_Table: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Shown:
    """A table as it may be shown, with its totals as last row and last column.

    cells: counts, None where hidden. primary: hidden because they are small. complementary: hidden to protect those.
    """

    cells: tuple[tuple[int | None, ...], ...]
    primary: frozenset[Cell]
    complementary: frozenset[Cell]

    @property
    def hidden(self) -> frozenset[Cell]:
        """All hidden cells."""
        return self.primary | self.complementary


def suppress(counts: Sequence[Sequence[int]], least: int = LEAST) -> Shown:
    """Return the table as it may be shown.

    Args:
        counts: rows of answers (people, unweighted), without totals. A single row is a table, too.
        least: k, the smallest count that is shown.

    Raises:
        TableUnfit: no rows, rows of different length, or entries that are no whole numbers of 0 or more.
        ThresholdUnfit: `least` is not a whole number from 2.
    """
    if not isinstance(least, int) or least < 2:
        raise ThresholdUnfit(value=least)
    table = with_totals(counts)
    primary = {_cell(place) for place in np.argwhere((table > 0) & (table < least))}
    net = _Net(table, least, primary)
    for cell in sorted(primary):
        net.hide(net.ring(cell))
    for cell in sorted(net.hidden - primary, key=lambda one: (-table[one], one)):
        net.show_again(cell)
    hidden = frozenset(net.hidden)
    cells = tuple(
        tuple(None if (row, place) in hidden else int(count) for place, count in enumerate(line))
        for row, line in enumerate(table)
    )
    return Shown(cells, frozenset(primary), hidden - primary)


def percentages_allowed(base: int, least: int = LEAST_FOR_PERCENTAGES) -> bool:
    """Whether percentages may be shown of so many answers (unweighted)."""
    return base >= least


def with_totals(counts: Sequence[Sequence[int]]) -> _Table:
    """Return the counts with a last row and a last column of totals.

    Raises:
        TableUnfit: see `suppress`.
    """
    rows = [list(row) for row in counts]
    entries = [count for row in rows for count in row]
    if not entries or len({len(row) for row in rows}) > 1:
        raise TableUnfit
    if not all(isinstance(count, int | np.integer) and count >= 0 for count in entries):
        raise TableUnfit
    table = np.array(rows, dtype=np.int64)
    wide = np.column_stack((table, table.sum(axis=1)))
    return np.vstack((wide, wide.sum(axis=0)))


class _Net:
    """The table as a graph: rows and columns are nodes, cells are edges, and people move around rings of hidden cells.

    In a table with totals each row and each column sums up to 0, when the totals are taken with the other sign. Moving
    people around a ring adds them to one edge and takes them from the next; in a total it is the other way round.
    """

    def __init__(self, table: _Table, least: int, hidden: set[Cell]) -> None:
        self.table, self.least, self.hidden = table, least, set(hidden)
        self.primary = frozenset(hidden)
        self.rows, self.columns = table.shape

    def hide(self, cells: list[Cell]) -> None:
        """Hide these, too."""
        self.hidden.update(cells)

    def show_again(self, cell: Cell) -> None:
        """Show a cell again, where every primary cell still has a ring of hidden ones."""
        self.hidden.remove(cell)
        if any(not self.ring(one, known=True) for one in self.primary):
            self.hidden.add(cell)

    def ring(self, cell: Cell, known: bool = False) -> list[Cell]:
        """Return the cheapest cells over which `least` more people in `cell` can be balanced; Dijkstra's shortest path.

        known: over hidden cells only; then an empty list where there is none. Otherwise there always is one: over totals
        people can be added without taking them away anywhere.
        """
        nodes = self.rows + self.columns
        start, end = cell[0], self.rows + cell[1]
        # An inner cell and the total grow by what its row's other edges lose; a row's or column's total the other way.
        if self._turned(cell):
            start, end = end, start
        reached: dict[int, tuple[float, Cell | None, int]] = {start: (0.0, None, start)}
        waiting: list[tuple[float, int]] = [(0.0, start)]
        done: set[int] = set()
        while waiting:
            cost, node = heapq.heappop(waiting)
            if node in done:
                continue
            done.add(node)
            if node == end:
                return self._way_back(reached, start, end)
            others = range(self.rows, nodes) if node < self.rows else range(self.rows)
            for other in others:
                edge = (node, other - self.rows) if node < self.rows else (other, node - self.rows)
                if edge == cell or not self._passable(edge, losing=node < self.rows, known=known):
                    continue
                price = cost + self._price(edge)
                if other not in reached or price < reached[other][0]:
                    reached[other] = (price, edge, node)
                    heapq.heappush(waiting, (price, other))
        return []

    def _way_back(self, reached: dict[int, tuple[float, Cell | None, int]], start: int, end: int) -> list[Cell]:
        found = []
        while end != start:
            _, edge, end = reached[end]
            if edge is not None:
                found.append(edge)
        return found

    def _turned(self, cell: Cell) -> bool:
        """Whether a cell is the total of a row or of a column, but not of all."""
        return bool((cell[0] == self.rows - 1) != (cell[1] == self.columns - 1))

    def _passable(self, edge: Cell, *, losing: bool, known: bool) -> bool:
        """Whether people can be moved over the edge: one that loses them has to have so many."""
        count = int(self.table[edge])
        if count == 0 or (known and edge not in self.hidden):
            return False
        return losing == self._turned(edge) or count >= self.least

    def _price(self, edge: Cell) -> float:
        """What hiding a cell costs: the people in it; a total so much that all others are tried first."""
        if edge in self.hidden:
            return 0.0
        count = float(self.table[edge])
        total = edge[0] == self.rows - 1 or edge[1] == self.columns - 1
        return count + (float(self.table[-1, -1]) * self.table.size if total else 0.0)


def _cell(place: npt.NDArray[np.int64]) -> Cell:
    return int(place[0]), int(place[1])
