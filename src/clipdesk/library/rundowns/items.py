"""The items of a rundown as it is read, before it is laid on a recording, and how it is laid there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from fractions import Fraction
from itertools import pairwise
from typing import Any

from clipdesk.library.rundowns.errors import MOST_ITEMS, IsFormula, NoItems, TooManyItems, WrongMarks
from clipdesk.library.rundowns.times import Cell, length_of, moment_of

WORDS = {"slug": 120, "title": 200, "language": 2, "presenter": 200, "rights": 300, "script": 100_000}
_MOST_MARKS, _LONGEST_MARK = 20, 80
_DAY, _HALF_DAY, _HOUR = 86_400, 43_200, 3600
#: Of so many columns that nothing is read from, the names are said, and so much of each.
MOST_UNKNOWN, MOST_NAME = 20, 80


@dataclass(frozen=True)
class Row:
    """One item as a file has it: field (see `columns.NAMES`) → value; where: its row, or what it is called. called: what
    the file calls each field."""

    where: str
    fields: Mapping[str, object]
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """One item. Times are seconds as the rundown counts them, from its beginning or from midnight; None: it says none."""

    slug: str
    title: str
    language: str
    presenter: str
    rights: str
    script: str
    marks: tuple[str, ...]
    start: Fraction | None
    length: Fraction | None
    real_start: Fraction | None
    real_length: Fraction | None


@dataclass(frozen=True)
class Rundown:
    """A rundown as it was read. form: what the file is; unknown: columns that nothing was read from."""

    form: str
    items: tuple[Item, ...]
    unknown: tuple[str, ...] = ()

    def begins(self, duration: Fraction, known: Fraction | None = None) -> Fraction:
        """Return the time of the rundown at which a recording of `duration` seconds begins: 0 where its times count from
        the beginning. known: when the recording begins by the clock.

        Times count by the clock where none of them could lie in the recording otherwise; those after midnight tell nothing.
        """
        starts = [start for item in self.items for start in (item.start, item.real_start) if start is not None]
        if not starts:
            return Fraction(0)
        first = min(start + (_DAY if start - starts[0] < -_HALF_DAY else 0) for start in starts)
        if first < (duration or _HOUR):  # not read yet: how long it is, is not known
            return Fraction(0)
        return first if known is None else known

    def laid(self, begins: Fraction) -> list[dict[str, Any]]:
        """Return the items as `Recording.replace_rundown` takes them: on a recording that begins at `begins`.

        What has no time of its own follows what stands before it; what has no length lasts until the next one begins.
        """
        laid = []
        at = Fraction(0)
        for item, following in pairwise([*self.items, None]):
            assert item is not None
            start, real = _at(item.start, begins), _at(item.real_start, begins)
            start, length = (at if start is None else start), item.length
            if length is None and following is not None and (until := _at(following.start, begins)) is not None:
                length = until - start
            at = start + max(Fraction(0), length or Fraction(0))
            real_end = None if real is None or item.real_length is None else real + item.real_length
            times = {"planned": start, "planned_end": at, "real": real, "real_end": real_end}
            words = {name: getattr(item, name) for name in WORDS}
            laid.append({**words, "marks": list(item.marks), **_place(times), **times})
        return laid


def _at(moment: Fraction | None, begins: Fraction) -> Fraction | None:
    """Lay a moment on a recording that begins then; a programme may go beyond midnight."""
    if moment is None:
        return None
    at = moment - begins
    return max(Fraction(0), at + _DAY if at < -_HALF_DAY else at)


def _place(times: Mapping[str, Fraction | None]) -> dict[str, Any]:
    """Where an item lies for the time being: where it really was, else where it was planned."""
    if times["real"] is None:
        return {"start": times["planned"], "end": times["planned_end"], "by": "plan"}
    planned = (times["planned_end"] or Fraction(0)) - (times["planned"] or Fraction(0))
    end = times["real_end"] if times["real_end"] is not None else times["real"] + planned
    return {"start": times["real"], "end": max(times["real"], end), "by": "real"}


def rundown_of(form: str, name: str, rows: Sequence[Row], unknown: Sequence[str], zone: tzinfo | None) -> Rundown:
    """Return the rundown that rows make.

    Raises:
        NotARundown: a row is refused; nothing of it is used.
    """
    if len(rows) > MOST_ITEMS:
        raise TooManyItems(name=name, limit=MOST_ITEMS)
    if not rows:
        raise NoItems(name=name)
    items = tuple(_item(row, name, zone) for row in _ordered(rows))
    shown = tuple(dict.fromkeys(text[:MOST_NAME] for text in unknown))[:MOST_UNKNOWN]
    return Rundown(form, items, shown)


def _ordered(rows: Sequence[Row]) -> Sequence[Row]:
    """Where every row says its number, and no two the same, they count; else rows stand in their order."""
    numbers = [str(row.fields.get("order", "")).strip() for row in rows]
    if not all(number.isascii() and number.isdecimal() and len(number) < 10 for number in numbers):
        return rows
    if len({int(number) for number in numbers}) < len(rows):
        return rows
    return [row for _number, row in sorted(zip(map(int, numbers), rows, strict=True), key=lambda pair: pair[0])]


def _item(row: Row, name: str, zone: tzinfo | None) -> Item:
    def cell(key: str) -> Cell:
        return Cell(name, row.where, row.called.get(key, key))

    for key, value in row.fields.items():
        if isinstance(value, str) and value.lstrip().startswith("="):
            raise cell(key).refuse(IsFormula, value)
    words = {key: _words(row.fields.get(key), limit) for key, limit in WORDS.items()}
    times = {key: moment_of(row.fields.get(key), cell(key), zone) for key in ("start", "end", "real_start", "real_end")}
    lengths = {key: length_of(row.fields.get(key), cell(key)) for key in ("length", "real_length")}
    return Item(
        slug=words["slug"],
        title=words["title"] or _words(row.fields.get("slug"), WORDS["title"]),
        language=words["language"].lower(),
        presenter=words["presenter"],
        rights=words["rights"],
        script=words["script"],
        marks=tuple(_marks(row, cell)),
        start=times["start"],
        length=_length(times["start"], times["end"], lengths["length"]),
        real_start=times["real_start"],
        real_length=_length(times["real_start"], times["real_end"], lengths["real_length"]),
    )


def _length(start: Fraction | None, end: Fraction | None, length: Fraction | None) -> Fraction | None:
    """Return the length from begin to end, over midnight too; where one of them is missing, the one that is written."""
    if start is None or end is None:
        return length
    return max(Fraction(0), end - start + (_DAY if end - start < -_HALF_DAY else 0))


def _words(value: object, limit: int) -> str:
    return "" if value is None else str(value).replace("\0", "").strip()[:limit].rstrip()


def _marks(row: Row, cell: Any) -> list[str]:
    """Flags and tags, each once; a system that writes more of them than anybody reads is cut short."""
    texts: list[object] = []
    for key in ("flags", "tags"):
        value = row.fields.get(key)
        if value is not None and not isinstance(value, str | list):
            raise cell(key).refuse(WrongMarks, value)
        texts += list(_split(value)) if isinstance(value, str) else value or []
    marks = (_words(text, _LONGEST_MARK) for text in texts)
    return list(dict.fromkeys(mark for mark in marks if mark))[:_MOST_MARKS]


def _split(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for part in line.split(";"):
            yield from part.split(",")
