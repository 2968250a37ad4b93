"""How one metric of one publication grew, drawn by the age of the post: points for an SVG, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from clipdesk.audience.models import MetricDefinition, Sample
from clipdesk.publishing.models import Publication
from clipdesk.statistics.ages import Baseline
from clipdesk.ui.formats import number, spoken_length

#: The field of the drawing, in the SVG's own units.
WIDTH, HEIGHT, LEFT, TOP = 600, 160, 8, 20


@dataclass(frozen=True)
class Point:
    """A sample as the drawing and the table beside it say it. after_gap: slots before it were missed."""

    sample: Sample
    age: str
    x: float
    y: float
    after_gap: bool


@dataclass(frozen=True)
class Curve:
    """One curve. lines: the points of each piece (a definition that changed begins a new one); breaks: where they begin.
    band: the outline of where half of the posts before lay; usual: the line of their median. Both may be empty."""

    definition: MetricDefinition
    points: Sequence[Point]
    lines: Sequence[str]
    breaks: Sequence[float]
    band: str
    usual: str
    top: str
    longest: str
    text: str


def curve_of(publication: Publication, samples: Sequence[Sample], band: Sequence[Baseline] = ()) -> Curve | None:
    """Return how the first metric that has a figure grew, before what is usual at each age; None: there is no figure."""
    since = publication.first_live_at
    if not samples or since is None:
        return None
    name = samples[0].definition.name
    rows = sorted((one for one in samples if one.definition.name == name), key=lambda one: one.slot)
    most = max(*(one.value for one in rows), *(usual.high for usual in band), 1)
    longest = max((one.taken_at - since).total_seconds() for one in rows) or 1.0
    points = [_point(one, since, most, longest, rows[place - 1] if place else None) for place, one in enumerate(rows)]
    pieces = [list(piece) for _key, piece in groupby(points, key=lambda one: one.sample.definition_id)]
    return Curve(
        definition=rows[-1].definition,
        points=points,
        lines=[" ".join(f"{one.x:.1f},{one.y:.1f}" for one in piece) for piece in pieces],
        breaks=[after[0].x for _before, after in pairwise(pieces)],
        band=_line(
            [(one.age, one.high) for one in band] + [(one.age, one.low) for one in reversed(band)], most, longest
        ),
        usual=_line([(one.age, one.median) for one in band], most, longest),
        top=number(round(most)),
        longest=points[-1].age,
        text=_in_words(points),
    )


def age_text(age: timedelta) -> str:
    """Return the age of a post for a table: in days from two on, else as a length."""
    if age >= timedelta(days=2):
        return _("{n} days").format(n=number(age / timedelta(days=1), 1))
    return spoken_length(age.total_seconds())


def _point(sample: Sample, since: datetime, most: float, longest: float, before: Sample | None) -> Point:
    age = sample.taken_at - since
    x, y = _spot(age, sample.value, most, longest)
    return Point(sample, age_text(age), x, y, before is not None and _is_far(sample, before, since))


def _spot(age: timedelta, value: float, most: float, longest: float) -> tuple[float, float]:
    return LEFT + (WIDTH - 2 * LEFT) * age.total_seconds() / longest, TOP + (HEIGHT - TOP) * (1 - value / most)


def _line(values: Sequence[tuple[timedelta, float]], most: float, longest: float) -> str:
    spots = (_spot(age, value, most, longest) for age, value in values)
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)


def _is_far(sample: Sample, before: Sample, since: datetime) -> bool:
    """Tell whether more than a quarter of the post's age lies between two samples, and more than one day."""
    apart = sample.taken_at - before.taken_at
    return apart > max((sample.taken_at - since) / 4, timedelta(days=1))


def _in_words(points: Sequence[Point]) -> str:
    """Return the alternative to the drawing."""
    last = points[-1]
    half = next(one for one in points if one.sample.value * 2 >= last.sample.value)
    words = _("{label}: {value} after {age}. Half of that was reached after {half}. Samples: {count}.")
    return words.format(
        label=last.sample.definition.label,
        value=number(last.sample.value),
        age=last.age,
        half=half.age,
        count=number(len(points)),
    )
