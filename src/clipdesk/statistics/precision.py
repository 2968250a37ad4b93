"""How sure a figure from so many answers is, in which words that may be said, and how many answers it takes.

“Margin of error” is a promise about samples in which chance alone decided who was asked. Of an open link or a panel the
same arithmetic is a model: AAPOR calls a margin of error misleading there. Which of both it is, is part of the value;
pages choose their words by it.
"""

import enum
import math
from dataclasses import dataclass

from clipdesk.statistics.columns import inside, positive
from clipdesk.statistics.errors import PopulationUnfit
from clipdesk.statistics.proportions import normal_quantile

USUAL_DEFF = 2.0
"""To plan with where nothing is known: what the weighting of large news surveys costs (Pew's ±1.4 points of 11,178: 2.3)."""


class SampleType(enum.Enum):
    """How people came into a survey."""

    #: Chance alone decided, with known probabilities.
    PROBABILITY = "probability"
    #: From people who once agreed to be asked.
    PANEL = "panel"
    #: Whoever found the link.
    OPEN_LINK = "open_link"


class Wording(enum.Enum):
    """What a precision may be called."""

    #: Of probability samples only.
    MARGIN_OF_ERROR = "margin_of_error"
    #: Of all others, with its method and assumptions beside it (AAPOR, 2016).
    MODELLED_PRECISION = "modelled_precision"


@dataclass(frozen=True)
class Precision:
    """half_width: as a share, 0.031 for 3.1 points either way. wording: what it may be called."""

    half_width: float
    confidence: float
    wording: Wording


def wording(sample: SampleType) -> Wording:
    """Return what the precision of such a sample may be called."""
    return Wording.MARGIN_OF_ERROR if sample is SampleType.PROBABILITY else Wording.MODELLED_PRECISION


def precision(
    answers: int,
    sample: SampleType,
    deff: float = 1.0,
    share: float = 0.5,
    population: int | None = None,
    confidence: float = 0.95,
) -> Precision:
    """Return z·√(deff·p(1 − p)/n · (N − n)/(N − 1)): how far a share of `answers` answers may be off.

    Args:
        answers: n. sample: how people came in. deff: the design effect, of weights (`weights.kish`) or of the design.
        share: p; 0.5 is the worst case. population: N; None: so large that the last factor is 1.

    Raises:
        SizeUnfit: `answers` or `deff` is not above 0. ShareUnfit: `share` or `confidence` is not between 0 and 1.
        PopulationUnfit: more answers than people.
    """
    variance = positive(deff) * inside(share) * (1 - share) / positive(answers)
    if population is not None:
        if population < answers:
            raise PopulationUnfit(population=population, sampled=answers)
        variance *= (population - answers) / max(population - 1, 1)
    return Precision(normal_quantile(confidence) * math.sqrt(variance), confidence, wording(sample))


def answers_needed(
    half_width: float,
    deff: float = 1.0,
    share: float = 0.5,
    population: int | None = None,
    confidence: float = 0.95,
) -> int:
    """Return how many answers it takes to be off by at most `half_width`: `precision` turned round, rounded up.

    m = deff·z²·p(1 − p)/half_width², and of a population of N, m·N/(N − 1 + m).

    Args:
        half_width: as a share, 0.05 for 5 points. The rest as in `precision`.

    Raises:
        SizeUnfit: `deff` or `population` is not above 0. ShareUnfit: another figure is not between 0 and 1.
    """
    needed = positive(deff) * inside(share) * (1 - share) * (normal_quantile(confidence) / inside(half_width)) ** 2
    if population is not None:
        needed = needed * positive(population) / (population - 1 + needed)
    # What is whole but for the last digit is whole.
    return math.ceil(needed * (1 - 1e-12))
