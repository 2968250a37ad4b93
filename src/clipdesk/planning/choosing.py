"""What a person looks at in the plans: the view and the filters, kept for them until they choose otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model
from django.http import QueryDict

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Desk, Person
from clipdesk.planning.access import lines_for, people_on, seen_desks
from clipdesk.planning.filters import Filters
from clipdesk.planning.models import Assignment, ContentLine, KeptView
from clipdesk.planning.month import DAY, LIST, MONTH, WEEK

_Row = TypeVar("_Row", bound=Model)
VIEWS = (MONTH, WEEK, DAY, LIST)
#: What an address calls it → what the row calls it.
_FIELDS = {"view": "view", "desk": "desk", "person": "who", "line": "line", "kind": "kind"}
#: An address that takes every filter away.
NO_FILTERS = "desk=&person=&line=&kind="


@dataclass(frozen=True)
class Choice:
    """What is shown, and what could be: the desks, people and lines that the member may choose among."""

    view: str
    filters: Filters
    desks: list[Desk]
    people: list[Person]
    lines: list[ContentLine]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of work with their names."""
        return [(kind, str(name)) for kind, name in Assignment.KINDS.items()]


def choice_of(said: QueryDict, member: Member) -> Choice:
    """Return what an address asks for (`view`, `desk`, `person`, `line`, `kind`), which is kept; of what it does not name,
    what was kept before. What is no longer there, or no longer seen, does not filter."""
    row = KeptView.objects.filter(station=member.station, person=member.person).first()
    kept = row or KeptView(station=member.station, person=member.person)
    before = {field: getattr(kept, field) for field in _FIELDS.values()}
    asked = {field: said[name][:36] for name, field in _FIELDS.items() if name in said}
    desks, people = seen_desks(member), people_on(member)
    lines = list(lines_for(member).filter(state=ContentLine.ACTIVE))
    found = before | asked
    filters = Filters(
        _named(desks, found["desk"]),
        _named(people, found["who"]),
        _named(lines, found["line"]),
        found["kind"] if found["kind"] in Assignment.KINDS else "",
    )
    view = found["view"] if found["view"] in VIEWS else MONTH
    now = {
        "view": view,
        "desk": _key(filters.desk),
        "who": _key(filters.person),
        "line": _key(filters.line),
        "kind": filters.kind,
    }
    if asked and now != before:
        KeptView.objects.update_or_create(station=member.station, person=member.person, defaults=now)
    return Choice(view, filters, desks, people, lines)


def _named(rows: list[_Row], key: str) -> _Row | None:
    return next((row for row in rows if str(row.pk) == key), None)


def _key(row: Any) -> str:
    return str(row.pk) if row is not None else ""
