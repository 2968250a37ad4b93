"""Dynamic time warping inside a corridor: which recorded frame goes with which reference frame.

Frames are compared by d = 1 − cosine. The table is walked along its anti-diagonals s = i + j (i reference, j
recorded), so each step is a few operations on whole arrays; only three diagonals of costs are kept, and two bits per
cell that say where the cheapest way came from.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

_DIAGONAL = np.float32(2 * 0.98)  # a step in both sounds costs a little less than one step in each
_FAR = np.float32(1e30)


@dataclass(frozen=True)
class Sequence:
    """One sound as the path sees it. rows: (n, f), each of unit length, or all zero for a gap; base: (n,), what a
    row adds to every distance: d = base of one + base of the other − cosine. A row has 0.5; a gap, which goes with
    anything, its price less 0.5."""

    rows: Floats
    base: Floats

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Corridor:
    """The cells that may be on the path: on diagonal s, i from low[s] to high[s]. Both grow by 0 or 1 per diagonal."""

    low: Whole
    high: Whole


@dataclass(frozen=True)
class Path:
    """The cheapest way: step k pairs reference frame i[k] with recorded frame j[k]."""

    i: Whole
    j: Whole


def around(centre: NDArray[np.float64], half: int, n: int, m: int) -> Corridor:
    """Return the corridor of `half` frames on either side of `centre` (i for every diagonal; slope 0..1)."""
    diagonal = np.arange(n + m - 1)
    middle = np.floor(centre).astype(np.int64)
    lowest, highest = np.maximum(0, diagonal - m + 1), np.minimum(n - 1, diagonal)
    low = np.clip(middle - half, lowest, highest)
    return Corridor(low, np.clip(middle + half, lowest, highest))


def warp(reference: Sequence, recorded: Sequence, corridor: Corridor) -> Path:
    """Return the cheapest path from the first frames of both to the last frames of both; neither may be empty."""
    n, m = len(reference), len(recorded)
    i, j = _trace(_walk(reference, recorded, corridor), corridor, n, m)
    return Path(i, j)


@dataclass(frozen=True)
class _Origins:
    """Where each cell was reached from, a bit per cell and plane; diagonal s begins at byte offset[s]. A cell was
    reached from (i − 1, j) where `up` is set, from (i, j − 1) where `left` is, else from (i − 1, j − 1)."""

    up: NDArray[np.uint8]
    left: NDArray[np.uint8]
    offset: Whole


def _walk(reference: Sequence, recorded: Sequence, corridor: Corridor) -> _Origins:
    """Fill the table. Costs of diagonal s stand at i + 1 of a row of their own, with walls of `_FAR` around them."""
    n, m = len(reference), len(recorded)
    backwards, bases = np.ascontiguousarray(recorded.rows[::-1]), np.ascontiguousarray(recorded.base[::-1])
    origins = _room(corridor)
    costs = np.full((3, n + 3), _FAR, np.float32)
    costs[1, 0] = 0  # the way into cell (0, 0), as if from (−1, −1) two diagonals earlier
    for s, (low, high) in enumerate(zip(corridor.low.tolist(), (corridor.high + 1).tolist(), strict=True)):
        shift = m - 1 - s  # recorded frame s − i stands at i + shift of the reversed rows
        cosine = np.einsum("ij,ij->i", reference.rows[low:high], backwards[low + shift : high + shift])
        d = reference.base[low:high] + bases[low + shift : high + shift] - cosine
        before, last, now = costs[(s - 2) % 3], costs[(s - 1) % 3], costs[s % 3]
        best = before[low:high] + _DIAGONAL * d
        up, left = last[low:high] + d, last[low + 1 : high + 1] + d
        from_up = up < best
        np.minimum(best, up, out=best)
        from_left = left < best
        np.minimum(best, left, out=best)
        now[low], now[low + 1 : high + 1], now[high + 1 : high + 3] = _FAR, best, _FAR
        begin = origins.offset[s]
        bits = np.packbits(from_left)
        origins.left[begin : begin + len(bits)] = bits
        origins.up[begin : begin + len(bits)] = np.packbits(from_up)
    return origins


def _room(corridor: Corridor) -> _Origins:
    sizes = (corridor.high - corridor.low + 8) // 8
    offset = np.concatenate([[0], np.cumsum(sizes)])
    return _Origins(np.zeros(offset[-1], np.uint8), np.zeros(offset[-1], np.uint8), offset)


def _trace(origins: _Origins, corridor: Corridor, n: int, m: int) -> tuple[Whole, Whole]:
    """Walk back from the last cell to the first."""
    i, j = n - 1, m - 1
    rows, columns = [i], [j]
    while i or j:
        cell = i - int(corridor.low[i + j])
        byte, bit = int(origins.offset[i + j]) + cell // 8, 0x80 >> cell % 8
        left, up = origins.left[byte] & bit, origins.up[byte] & bit
        i -= 0 if left else 1
        j -= 1 if left or not up else 0
        rows.append(i)
        columns.append(j)
    return np.array(rows[::-1]), np.array(columns[::-1])
