"""What is usual on each destination now, in each shape, and what it was in the weeks before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from clipdesk.accounts.member import Member
from clipdesk.audience.models import MetricDefinition
from clipdesk.audience.packing import AGES
from clipdesk.audience.working import AT, FEWEST, Column, columns_of
from clipdesk.kernel.clock import now
from clipdesk.ui.formats import number
from clipdesk.ui.shape_names import SHAPE_NAMES

SPAN = timedelta(days=28)
_Key = tuple[UUID, str]  # of the destination, and the shape

_MEDIANS = """
select destination_id, shape, count(counts[%(place)s]),
       percentile_cont(0.5) within group (order by counts[%(place)s])
from audience_packedcurve
where destination_id = any(%(destinations)s) and definition_id = any(%(definitions)s)
  and public_since >= %(since)s and public_since < %(until)s
group by destination_id, shape having count(counts[%(place)s]) > 0
"""


@dataclass(frozen=True)
class Median:
    """The median of some posts at one age, and of how many."""

    value: float
    size: int


@dataclass(frozen=True)
class Shown:
    """One age of one row: what is usual in the last weeks and was in those before; either may be None: too few."""

    usual: Median | None
    before: Median | None

    @property
    def text(self) -> str:
        """One line of it."""
        if self.usual is None:
            return str(_("not enough data"))
        said = _("{median} ({n} posts)").format(median=number(round(self.usual.value)), n=number(self.usual.size))
        if self.before is None:
            return str(said)
        return _("{now}; in the four weeks before {before}").format(now=said, before=number(round(self.before.value)))


@dataclass(frozen=True)
class Row:
    """Posts of one shape on one destination, with what is usual at each age of `working.AT`."""

    column: Column
    shape: str
    shown: Sequence[Shown]


def channels_of(member: Member) -> tuple[list[Row], list[Column]]:
    """Return what is usual by destination and shape, and the destinations of which nothing may be said yet."""
    columns = columns_of(member)
    known = {one.destination.pk: one for one in columns if one.definition is not None and not one.off}
    definitions = [one.definition for one in known.values() if one.definition is not None]
    moment = now()
    spans = ((moment - SPAN, moment), (moment - 2 * SPAN, moment - SPAN))
    told = [[medians_at(timedelta(hours=hours), known, definitions, span) for span in spans] for hours in AT]
    keys = {key for pair in told for medians in pair for key in medians}
    order = {shape: place for place, shape in enumerate(SHAPE_NAMES)}
    names = [one.destination.pk for one in columns]
    rows = [
        Row(known[key[0]], str(SHAPE_NAMES.get(key[1], _("Every shape"))), [_shown(key, pair) for pair in told])
        for key in sorted(keys, key=lambda key: (names.index(key[0]), order.get(key[1], 9)))
    ]
    return rows, [one for one in columns if one.off]


def medians_at(
    age: timedelta,
    destinations: Collection[UUID],
    definitions: Collection[MetricDefinition],
    span: tuple[datetime, datetime],
) -> dict[_Key, Median]:
    """Return the medians at an age, one of `packing.AGES`, by destination and shape, of posts that went public in a span and
    are counted by one of these definitions."""
    said: dict[str, Any] = {
        "place": AGES.index(age) + 1,
        "destinations": list(destinations),
        "definitions": [one.pk for one in definitions],
        "since": span[0],
        "until": span[1],
    }
    with connection.cursor() as cursor:
        cursor.execute(_MEDIANS, said)
        return {(pk, shape): Median(value, size) for pk, shape, size, value in cursor.fetchall()}


def _shown(key: _Key, pair: Sequence[Mapping[_Key, Median]]) -> Shown:
    usual, before = (found if (found := medians.get(key)) and found.size >= FEWEST else None for medians in pair)
    return Shown(usual, before)
