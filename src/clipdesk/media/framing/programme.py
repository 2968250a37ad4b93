"""The linear programme behind a window's path: what may not be, what costs how much, and the solver.

Variables: position and speed at every knot, acceleration between knots (constant there, so positions are parabolas).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, eye_array, hstack, vstack

Line = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Path:
    """Position and speed at each knot; constant acceleration between. Times in seconds. cost: what all of it costs."""

    times: Line
    positions: Line
    speeds: Line
    cost: float = 0.0

    def at(self, times: Line) -> Line:
        """Return the positions at `times`."""
        if len(self.times) == 1:
            return np.full(len(times), self.positions[0])
        left = np.clip(np.searchsorted(self.times, times, "right") - 1, 0, len(self.times) - 2)
        since = times - self.times[left]
        push = np.diff(self.speeds) / np.diff(self.times)
        return self.positions[left] + self.speeds[left] * since + push[left] * since**2 / 2


class Programme:
    """Builds the programme over `knots` (rising times, two or more) and solves it.

    low, high: where positions must lie; speed, push: the most of speed and acceleration, either way.
    """

    def __init__(self, knots: Line, *, low: float, high: float, speed: float, push: float) -> None:
        self.knots, self.gaps = knots, np.diff(knots)
        count, gaps = len(knots), len(self.gaps)
        self._bounds = [(low, high)] * count + [(-speed, speed)] * count + [(-push, push)] * gaps
        self._speed = speed
        self._costs = [np.zeros(len(self._bounds))]
        self._moving: list[csr_array] = []  # left of each block of rows: what multiplies the variables above
        self._slack: list[csr_array | None] = []  # right of it: its slacks
        self._most: list[Line] = []
        self._stay_inside(low, high)

    def positions(self, times: Line) -> csr_array:
        """Return the rows that give the position at each of `times`."""
        left = np.clip(np.searchsorted(self.knots, times, "right") - 1, 0, len(self.gaps) - 1)
        since = times - self.knots[left]
        return self._rows(left, np.ones(len(times)), since, since**2 / 2)

    def speeds(self) -> csr_array:
        """Return the rows that give the speed at each knot but the last."""
        left = np.arange(len(self.gaps))
        return self._rows(left, np.zeros(len(left)), np.ones(len(left)), np.zeros(len(left)))

    def accelerations(self) -> csr_array:
        """Return the rows that give the acceleration after each knot but the last."""
        left = np.arange(len(self.gaps))
        return self._rows(left, np.zeros(len(left)), np.zeros(len(left)), np.ones(len(left)))

    def penalise(self, rows: csr_array, target: Line, allowance: Line, cost: Line, *, together: bool = False) -> None:
        """Make |rows - target| beyond `allowance` cost `cost` per unit; together: only the largest excess costs."""
        count = len(target)
        slack = csr_array(np.ones((count, 1))) if together else eye_array(count, format="csr")
        self._costs.append(cost)
        both = vstack([rows, -rows], format="csr")
        self._block(
            both, vstack([-slack, -slack], format="csr"), np.concatenate([allowance + target, allowance - target])
        )

    def solve(self, speeds: Mapping[int, tuple[float, float]] | None = None) -> Path:
        """Return the cheapest path. `speeds`: for some knots, the least and the most speed there.

        Raises:
            RuntimeError: no path keeps all that is asked.
        """
        bounds = list(self._bounds)
        for knot, (least, most) in (speeds or {}).items():
            bounds[len(self.knots) + knot] = (max(least, -self._speed), min(most, self._speed))
        slacks = sum(slack.shape[1] for slack in self._slack if slack is not None)
        laws, none = self._laws(), np.zeros(2 * len(self.gaps))
        done = linprog(
            np.concatenate(self._costs),
            A_ub=self._inequalities(),
            b_ub=np.concatenate(self._most),
            A_eq=hstack([laws, csr_array((laws.shape[0], slacks))], format="csr"),
            b_eq=none,
            bounds=[*bounds, *([(0.0, None)] * slacks)],
            method="highs",
        )
        if not done.success:
            raise RuntimeError(done.message)
        count = len(self.knots)
        return Path(self.knots, done.x[:count], done.x[count : 2 * count], float(done.fun))

    def _inequalities(self) -> csr_array:
        """All rows: the moving variables on the left, each block's slacks in columns of its own on the right."""
        widths = [0 if slack is None else slack.shape[1] for slack in self._slack]
        rows = []
        for number, (moving, slack) in enumerate(zip(self._moving, self._slack, strict=True)):
            before, after = sum(widths[:number]), sum(widths[number + 1 :])
            count = moving.shape[0]
            own = [] if slack is None else [slack]
            rows.append(hstack([moving, csr_array((count, before)), *own, csr_array((count, after))], format="csr"))
        return vstack(rows, format="csr")

    def _block(self, moving: csr_array, slack: csr_array | None, most: Line) -> None:
        self._moving.append(moving)
        self._slack.append(slack)
        self._most.append(most)

    def _rows(self, left: npt.NDArray[np.intp], position: Line, speed: Line, push: Line) -> csr_array:
        count, rows = len(self.knots), np.arange(len(left))
        columns = np.concatenate([left, count + left, 2 * count + left])
        values = np.concatenate([position, speed, push])
        shape = (len(left), 2 * count + len(self.gaps))
        return csr_array(coo_array((values, (np.concatenate([rows, rows, rows]), columns)), shape=shape))

    def _laws(self) -> csr_array:
        """Position and speed at each knot follow from the knot before: rows that must be 0."""
        left, gap = np.arange(len(self.gaps)), self.gaps
        ones, none = np.ones(len(gap)), np.zeros(len(gap))
        following = left + 1
        place = self._rows(left, ones, gap, gap**2 / 2) - self._shifted(following, 0)
        speed = self._rows(left, none, ones, gap) - self._shifted(following, len(self.knots))
        return vstack([place, speed], format="csr")

    def _shifted(self, knots: npt.NDArray[np.intp], first: int) -> csr_array:
        shape = (len(knots), 2 * len(self.knots) + len(self.gaps))
        return csr_array((np.ones(len(knots)), (np.arange(len(knots)), first + knots)), shape=shape)

    def _stay_inside(self, low: float, high: float) -> None:
        """Between knots, too: a parabola lies within its three control points, and the middle one is bounded here."""
        left, ones = np.arange(len(self.gaps)), np.ones(len(self.gaps))
        middle = self._rows(left, ones, self.gaps / 2, 0 * ones)
        self._block(middle, None, high * ones)
        self._block(-middle, None, -low * ones)
