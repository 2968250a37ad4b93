"""What goes with more views: posts of one destination beside each other, by shape, length, hour, day or content line.

Everything is counted at the same age, by the same definition, on the same destination. Destinations stand side by side and
are never added up. Editors did not draw lots for what was posted how, so each difference is one that goes along with it, and
no cause: the page says so. Of many comparisons some look like findings by chance; Benjamini and Hochberg's way counts with
that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEE
from clipdesk.audience.models import MetricDefinition, PackedCurve, TermsAccepted
from clipdesk.audience.packing import AGES
from clipdesk.connectors.registry import MEASURED
from clipdesk.destinations.models import Destination
from clipdesk.kernel.clock import now
from clipdesk.kernel.text import sort_key
from clipdesk.statistics.many import benjamini_hochberg
from clipdesk.statistics.ranks import Against, Middle, against_the_rest, middle
from clipdesk.ui.formats import number
from clipdesk.ui.shape_names import SHAPE_NAMES

#: Fewer posts say nothing.
FEWEST = 20
BY: Mapping[str, Promise | str] = {
    "shape": gettext_lazy("Shape"),
    "length": gettext_lazy("Length"),
    "hour": gettext_lazy("Hour"),
    "weekday": gettext_lazy("Day of the week"),
    "line": gettext_lazy("Content line"),
}
#: Age in hours → how it is called.
AT: Mapping[int, Promise | str] = {
    24: gettext_lazy("after 24 hours"),
    72: gettext_lazy("after 3 days"),
    168: gettext_lazy("after a week"),
}
DAYS = (28, 90, 365)
_LENGTHS = (15, 30, 60, 90, 180)
_HOURS = 3
_WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
_Posts = dict[UUID, dict["Group", list[float]]]


@dataclass(frozen=True, order=True)
class Group:
    """Posts that have something in common: in which order, and what it is."""

    order: str
    name: str


@dataclass(frozen=True)
class Cell:
    """The posts of one group on one destination. size: how many; usual, against: None where they are too few. found: the
    difference remains when all others on the page are counted with."""

    size: int
    usual: Middle | None = None
    against: Against | None = None
    found: bool = False

    @property
    def text(self) -> str:
        """What is said of them."""
        if self.usual is None:
            return ngettext("{n} post: not enough data", "{n} posts: not enough data", self.size).format(
                n=number(self.size)
            )
        said = _("{median} ({n} posts)")
        if self.usual.interval is not None:
            said = _("{median} (between {low} and {high}; {n} posts)")
        interval = self.usual.interval
        return said.format(
            median=number(round(self.usual.median)),
            n=number(self.size),
            low=number(round(interval.low)) if interval else "",
            high=number(round(interval.high)) if interval else "",
        )

    @property
    def verdict(self) -> str:
        """Whether it goes along with more or fewer than the rest; empty: no difference that is sure enough."""
        if not self.found or self.against is None:
            return ""
        return str(_("more than the others") if self.against.higher > 0.5 else _("fewer than the others"))


@dataclass(frozen=True)
class Column:
    """One destination: what is counted there. off: its platform's terms for scores have to be accepted first; left_out: so
    many posts were counted by an earlier definition."""

    destination: Destination
    definition: MetricDefinition | None
    off: bool = False
    left_out: int = 0


@dataclass(frozen=True)
class Comparison:
    """A table: a row for each group, with a cell for each column (None: it has no such post)."""

    columns: Sequence[Column]
    rows: Sequence[tuple[Group, Sequence[Cell | None]]]


def compared(member: Member, by: str, hours: int, days: int) -> Comparison:
    """Lay the posts of the last days beside each other.

    Args:
        member: who asks: posts of the desks whose clips they may see.
        by: a key of `BY`. hours: a key of `AT`. days: how far back.
    """
    columns = columns_of(member)
    posts, left_out = _posts(member, columns, by, timedelta(hours=hours), now() - timedelta(days=days))
    cells = {pk: _cells(groups) for pk, groups in posts.items()}
    shown = [replace(one, left_out=left_out.get(one.destination.pk, 0)) for one in columns]
    groups = sorted({group for found in cells.values() for group in found})
    rows = [(group, [cells.get(one.destination.pk, {}).get(group) for one in shown]) for group in groups]
    return Comparison(shown, rows)


def columns_of(member: Member) -> list[Column]:
    """Return the destinations whose posts are counted, by name."""
    accepted = TermsAccepted.platforms_of(member.station.pk)
    rows = Destination.objects.filter(station=member.station, kind__in=MEASURED)
    firsts = {kind: next(iter(MetricDefinition.valid_at(kind, now()).values()), None) for kind in MEASURED}
    return [
        Column(one, firsts[one.kind], off=bool(MEASURED[one.kind].terms) and one.kind not in accepted)
        for one in sorted(rows, key=lambda one: sort_key(one.name))
    ]


def _posts(
    member: Member, columns: Sequence[Column], by: str, age: timedelta, since: datetime
) -> tuple[_Posts, dict[UUID, int]]:
    """Return counts at an age by destination and group, and how many posts an earlier definition counted."""
    open_to = {one.destination.pk: one.definition.pk for one in columns if one.definition and not one.off}
    count = f"counts__{AGES.index(age)}"
    rows = PackedCurve.objects.filter(destination__in=open_to, public_since__gte=since, **{f"{count}__isnull": False})
    desks = member.desks_for(SEE)
    if desks is not None:
        rows = rows.filter(publication__clip__desk__in=desks)
    line = ("publication__clip__plan__line__name",) if by == "line" else ()
    told = rows.values_list("destination", "definition", count, "shape", "seconds", "public_since", *line)
    grouped, zone = _Grouping(by), ZoneInfo(member.station.timezone)
    found: _Posts = defaultdict(lambda: defaultdict(list))
    left_out: dict[UUID, int] = defaultdict(int)
    for destination, definition, value, *facts in told.iterator():
        if definition != open_to[destination]:
            left_out[destination] += 1
        else:
            found[destination][grouped.of(facts, zone)].append(value)
    return found, left_out


class _Grouping:
    """Tells which group a post belongs to; what was told once is told in the same words again."""

    def __init__(self, by: str) -> None:
        self._by = by
        self._made: dict[object, Group] = {}

    def of(self, facts: Sequence[object], zone: ZoneInfo) -> Group:
        """Return the group of a post. facts: shape, length in seconds, public since, and the line's name where it is asked."""
        key = self._key(facts, zone)
        if key not in self._made:
            self._made[key] = self._group(key)
        return self._made[key]

    def _key(self, facts: Sequence[object], zone: ZoneInfo) -> object:
        shape, seconds, since, *line = facts
        if self._by == "shape":
            return shape
        if self._by == "length":
            assert isinstance(seconds, float)
            return sum(seconds >= one for one in _LENGTHS)
        if self._by == "line":
            return line[0]
        assert isinstance(since, datetime)
        local = since.astimezone(zone)
        return local.hour // _HOURS if self._by == "hour" else local.weekday()

    def _group(self, key: object) -> Group:
        if self._by == "shape":
            return Group(str(list(SHAPE_NAMES).index(str(key)) if key in SHAPE_NAMES else 9), _shape_name(str(key)))
        if self._by == "line":
            return Group(f"0{sort_key(str(key))}", str(key)) if key else Group("1", str(_("No content line")))
        assert isinstance(key, int)
        names: dict[str, Callable[[int], str]] = {
            "length": _length_name,
            "hour": _hour_name,
            "weekday": lambda day: str(_WEEKDAYS[day]),
        }
        return Group(f"{key:02}", names[self._by](key))


def _shape_name(shape: str) -> str:
    return str(SHAPE_NAMES[shape]) if shape in SHAPE_NAMES else str(_("Every shape"))


def _length_name(place: int) -> str:
    ends = (0, *_LENGTHS)
    if place == len(_LENGTHS):
        return _("{n} seconds and longer").format(n=number(ends[-1]))
    return _("{low} to {high} seconds").format(low=number(ends[place]), high=number(ends[place + 1]))


def _hour_name(place: int) -> str:
    return f"{place * _HOURS:02}:00–{(place + 1) * _HOURS:02}:00"


def _cells(groups: Mapping[Group, Sequence[float]]) -> dict[Group, Cell]:
    """Return the cells of one destination, its groups held against each other."""
    large = {group: counts for group, counts in groups.items() if len(counts) >= FEWEST}
    cells = {group: Cell(len(counts)) for group, counts in groups.items()}
    cells |= {group: Cell(len(counts), middle(counts)) for group, counts in large.items()}
    if len(large) > 1:
        against = dict(zip(large, against_the_rest(list(large.values())), strict=True))
        found = benjamini_hochberg([one.p for one in against.values()]).found
        for group, is_found in zip(large, found, strict=True):
            cells[group] = replace(cells[group], against=against[group], found=is_found)
    return cells
