"""Lower thirds: who is speaking, named on the picture. Kept on the source timeline, as captions are."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from clipdesk.kernel.time import clock_text, format_fraction
from clipdesk.media.errors import (
    LowerThirdNameless,
    LowerThirdsOverlap,
    LowerThirdTimes,
    LowerThirdTooLong,
    TooManyLowerThirds,
)
from clipdesk.media.reading import Reader

MAX_LOWER_THIRDS = 20
MAX_NAME = 60
MAX_ROLE = 100
USUAL = Fraction(5)
"""Seconds for which a name stands on the picture where nobody says otherwise."""

SHORTEST = Fraction(2)
"""Seconds that a name needs at least: it comes and goes, and somebody looks at the face beside it."""


@dataclass(frozen=True)
class LowerThird:
    """One name on the picture, with what its bearer is: seconds on the source timeline, `end` not included."""

    start: Fraction
    end: Fraction
    name: str
    role: str = ""

    @property
    def said(self) -> str:
        """The name, and the role after it where there is one: for whoever reads it in a line."""
        return " · ".join(" ".join(text.split()) for text in (self.name, self.role) if text.strip())

    def to_json(self) -> dict[str, str]:
        """Return plain JSON values."""
        times = {"start": format_fraction(self.start), "end": format_fraction(self.end)}
        return times | {"name": self.name, "role": self.role}


def read_lower_third(part: Reader) -> LowerThird:
    """Read what `to_json` wrote.

    Raises:
        RecipeError: names the field and what is wrong with it.
    """
    with part:
        return LowerThird(part.fraction("start"), part.fraction("end"), part.text("name"), part.text("role"))


def check_lower_thirds(found: Sequence[LowerThird]) -> None:
    """Make sure that a clip can carry them.

    Raises:
        TooManyLowerThirds, LowerThirdNameless, LowerThirdTooLong, LowerThirdTimes, LowerThirdsOverlap: as their sentences say.
    """
    if len(found) > MAX_LOWER_THIRDS:
        raise TooManyLowerThirds(count=len(found), limit=MAX_LOWER_THIRDS)
    for one in found:
        if not one.name.strip():
            raise LowerThirdNameless(start=clock_text(one.start))
        for text, limit in ((one.name, MAX_NAME), (one.role, MAX_ROLE)):
            if len(text) > limit:
                raise LowerThirdTooLong(text=text[:limit], count=len(text), limit=limit)
        if not 0 <= one.start < one.end:
            raise LowerThirdTimes(name=one.name, start=clock_text(one.start), end=clock_text(one.end))
    for one, after in pairwise(sorted(found, key=lambda one: one.start)):
        if after.start < one.end:
            raise LowerThirdsOverlap(first=one.name, second=after.name, time=clock_text(after.start))
