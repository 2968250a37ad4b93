"""Experiments in which nothing differs, looked at every day: how often is a winner declared?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clipdesk.statistics.errors import EventsFew
from clipdesk.statistics.sequential import Arm, Verdict, compare, z_test


@dataclass(frozen=True)
class FalseAlarms:
    """Of how many experiments; the share in which the sequence declared a winner, and in which the z-test did."""

    runs: int
    sequence: float
    z_test: float

    def __str__(self) -> str:
        return f"false alarms: confidence sequence {self.sequence:.1%}, z-test {self.z_test:.1%} ({self.runs} runs)"


def false_alarms(runs: int = 1000, looks: int = 30, daily: int = 500, rate: float = 0.3) -> FalseAlarms:
    """Try so many experiments: `daily` starts per arm and day, the same rate in both, one look a day."""
    counts = np.random.default_rng(20261128).binomial(daily, rate, (runs, 2, looks)).cumsum(axis=2)
    by_sequence = by_test = 0
    for first, second in counts.tolist():
        arms = [
            (Arm.of_rate(one, daily * day), Arm.of_rate(other, daily * day))
            for day, (one, other) in enumerate(zip(first, second, strict=True), 1)
        ]
        by_sequence += any(_decided(*pair) for pair in arms)
        by_test += any(z_test(*pair).p < 0.05 for pair in arms)
    return FalseAlarms(runs, by_sequence / runs, by_test / runs)


def _decided(first: Arm, second: Arm) -> bool:
    try:
        return compare(first, second).verdict is not Verdict.OPEN
    except EventsFew:
        return False
