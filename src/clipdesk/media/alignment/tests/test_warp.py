"""The path through a table is the cheapest one there is, in the whole table and in a corridor of it."""

import numpy as np
import pytest

from clipdesk.media.alignment.dtw import Corridor, Floats, Sequence, around, warp

_RANDOM = np.random.default_rng(3)


def unit_rows(count: int) -> Floats:
    rows = _RANDOM.normal(size=(count, 8))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def sequence(rows: Floats) -> Sequence:
    return Sequence(rows, np.full(len(rows), 0.5, np.float32))


def whole(n: int, m: int) -> Corridor:
    return around(np.zeros(n + m - 1), n + m, n, m)


def cheapest(d: Floats) -> float:
    """The textbook recursion, cell by cell."""
    total = np.full(d.shape, np.inf)
    for i in range(d.shape[0]):
        for j in range(d.shape[1]):
            ways = [0.0 + 1.96 * d[0, 0]] if i == j == 0 else []
            if i and j:
                ways.append(total[i - 1, j - 1] + 1.96 * d[i, j])
            if i:
                ways.append(total[i - 1, j] + d[i, j])
            if j:
                ways.append(total[i, j - 1] + d[i, j])
            total[i, j] = min(ways)
    return float(total[-1, -1])


def cost(d: Floats, i: np.ndarray, j: np.ndarray) -> float:
    steps = np.diff(i, prepend=-1) + np.diff(j, prepend=-1)
    return float((d[i, j] * np.where(steps == 2, 1.96, 1)).sum())


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 9), (9, 1), (13, 13), (23, 40), (40, 17)])
def test_cheapest_path_of_the_whole_table(n: int, m: int) -> None:
    one, other = unit_rows(n), unit_rows(m)
    path = warp(sequence(one), sequence(other), whole(n, m))
    d = 1 - one @ other.T
    assert cost(d, path.i, path.j) == pytest.approx(cheapest(d), rel=1e-4)
    assert (path.i[0], path.j[0], path.i[-1], path.j[-1]) == (0, 0, n - 1, m - 1)


def test_path_stays_in_the_corridor() -> None:
    n = m = 60
    corridor = around(np.linspace(0, n - 1, n + m - 1), 3, n, m)
    path = warp(sequence(unit_rows(n)), sequence(unit_rows(m)), corridor)
    s = path.i + path.j
    assert ((corridor.low[s] <= path.i) & (path.i <= corridor.high[s])).all()


def test_equal_sounds_go_straight() -> None:
    rows = sequence(unit_rows(50))
    path = warp(rows, rows, whole(50, 50))
    assert path.i.tolist() == path.j.tolist() == list(range(50))


def test_a_gap_holds_what_is_nowhere_else() -> None:
    """30 foreign frames in the middle wait in the gap, the rest still goes straight."""
    rows = unit_rows(40)
    gap = np.zeros((1, 8), np.float32)
    with_gap = Sequence(np.concatenate([rows[:20], gap, rows[20:]]), np.full(41, 0.5, np.float32))
    with_gap.base[20] = 0.1
    heard = np.concatenate([rows[:20], unit_rows(30), rows[20:]])
    path = warp(with_gap, sequence(heard), whole(41, 70))
    assert set(path.j[path.i == 20]) >= set(range(21, 49))
    assert [int(path.j[path.i == i][0]) for i in (5, 19, 21, 40)] == [5, 19, 50, 69]
