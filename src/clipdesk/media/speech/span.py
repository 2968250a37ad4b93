"""What is known of speech in a recording, and how spans are made of a detector's probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from clipdesk.media.recipe import Range

BEGINS, ENDS = 0.5, 0.35
"""Speech begins at the first window with at least `BEGINS`, and lasts as long as windows have at least `ENDS`."""

_SHORTEST_SPEECH = Fraction(1, 4)
_SHORTEST_PAUSE = Fraction(3, 10)


@dataclass(frozen=True)
class Speech:
    """Where somebody speaks, and what found it."""

    detector: str
    spans: tuple[Range, ...]


def speech_spans(probabilities: Sequence[float], step: Fraction, duration: Fraction) -> tuple[Range, ...]:
    """Return the spans in which windows of `step` seconds with these probabilities are speech.

    Pauses shorter than 0.3 s belong to the speech around them; speech shorter than 0.25 s is none.
    """
    found: list[Range] = []
    first: int | None = None
    for number, probability in enumerate([*probabilities, 0.0]):
        if first is None and probability >= BEGINS:
            first = number
        elif first is not None and probability < ENDS:
            start, end = first * step, min(number * step, duration)
            first = None
            if found and start - found[-1].end < _SHORTEST_PAUSE:
                start = found.pop().start
            if end > start:
                found.append(Range(start, end))
    return tuple(span for span in found if span.end - span.start >= _SHORTEST_SPEECH)
