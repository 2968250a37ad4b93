"""Data whose answers are known from R's survey package (`api`, `kigyo`, Kalton) and from Efron and Morris, as sums.

The rows of `api` themselves are under the GPL and are not here. Rows with the same sums give the same answers: a mean and its
standard error use nothing but these sums.
"""

from __future__ import annotations

import numpy as np

from clipdesk.statistics.columns import Column
from clipdesk.statistics.designs import Design, design

#: `apistrat`, api00 per stratum: rows, units in the population, Σy, Σy².
STRATA = {
    "E": (100, 4421, 67443, 47038637),
    "H": (50, 755, 31291, 20167941),
    "M": (50, 1018, 31830, 20940396),
}

#: `apiclus1`: rows, Σ api00, Σ enroll of each of the 15 clusters.
CLUSTERS = (
    (13, 9372, 6777), (34, 22508, 15038), (4, 2077, 1668), (13, 8593, 6958), (16, 11369, 9025),
    (2, 1116, 683), (1, 551, 274), (4, 1888, 1436), (12, 9111, 7375), (21, 13761, 14968),
    (9, 6386, 2180), (11, 7359, 6081), (37, 20394, 25814), (2, 905, 680), (4, 2493, 1641),
)  # fmt: skip
ELEMENT_VARIANCE = 11182.8
ALL_CLUSTERS, WEIGHT = 757, 33.847

#: `apiclus1` by school type and whether the school met its target: rows, Σ api00.
CELLS = {
    ("E", "No"): (12, 7156), ("E", "Yes"): (132, 86281), ("H", "No"): (3, 1978),
    ("H", "Yes"): (11, 6682), ("M", "No"): (8, 4851), ("M", "Yes"): (17, 10935),
}  # fmt: skip
SCHOOL_TYPES = {"E": 4421, "H": 755, "M": 1018}
TARGET_MET = {"No": 1072, "Yes": 5122}

#: Kalton's table by row: sample and population.
KALTON_SAMPLE = ((20, 40, 40), (50, 140, 310), (100, 50, 50), (30, 100, 70))
KALTON_POPULATION = ((80, 40, 55), (60, 150, 340), (170, 60, 200), (55, 165, 125))

KIGYO = (15, 143, 21, 51, 337, 50, 274, 145, 15, 86)
KIGYO_WEIGHTS = (20, 200, 11, 25, 550, 30, 250, 100, 10, 55)

#: Efron and Morris: hits in the first 45 at bats of 18 players, and their averages over the rest of the season.
HITS = (18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7)
SEASON = (
    0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269,
    0.230, 0.264, 0.256, 0.303, 0.264, 0.226, 0.285, 0.316, 0.200,
)  # fmt: skip


def stratified(*, sizes: bool) -> tuple[Design, Column]:
    """The stratified sample: half the rows of a stratum as far above its mean as the other half is below."""
    answers, weights, strata = [], [], []
    for name, (rows, units, total, squares) in STRATA.items():
        middle = total / rows
        apart = np.sqrt(squares / rows - middle**2)
        answers += [middle + apart, middle - apart] * (rows // 2)
        weights += [units / rows] * rows
        strata += [name] * rows
    population = {name: units for name, (_, units, _, _) in STRATA.items()}
    return design(weights, strata=strata, population=population if sizes else None), np.array(answers)


def clustered(*, clusters: bool = True) -> tuple[Design, Column, Column]:
    """The cluster sample: api00 and enroll; within the first cluster api00 differs so that all rows have their variance."""
    named = [place for place, (rows, _, _) in enumerate(CLUSTERS) for _ in range(rows)]
    answers = np.array([total / rows for rows, total, _ in CLUSTERS for _ in range(rows)])
    enrolled = np.array([total / rows for rows, _, total in CLUSTERS for _ in range(rows)])
    lacking = ELEMENT_VARIANCE * (len(answers) - 1) - float(((answers - answers.mean()) ** 2).sum())
    pairs = [at for at in range(len(named) - 1) if named[at] == named[at + 1]][::2]
    pairs = [at for at in pairs if named[at] == 0]
    apart = np.sqrt(lacking / (2 * len(pairs)))
    for at in pairs:
        answers[at] += apart
        answers[at + 1] -= apart
    weights = np.full(len(answers), WEIGHT)
    if clusters:
        return design(weights, clusters=named, population=ALL_CLUSTERS), answers, enrolled
    return design(weights, population=round(float(weights.sum()))), answers, enrolled


def schools() -> tuple[Column, list[str], list[str]]:
    """api00, school type and target met of `apiclus1`, each row at the mean of its cell."""
    answers = [total / rows for rows, total in CELLS.values() for _ in range(rows)]
    kinds = [kind for (kind, _), (rows, _) in CELLS.items() for _ in range(rows)]
    met = [reached for (_, reached), (rows, _) in CELLS.items() for _ in range(rows)]
    return np.array(answers), kinds, met


def kalton() -> tuple[list[int], list[int]]:
    """Row and column of each of the 1000 people in Kalton's sample."""
    people = [(row, place) for row, line in enumerate(KALTON_SAMPLE) for place, n in enumerate(line) for _ in range(n)]
    return [row for row, _ in people], [place for _, place in people]
