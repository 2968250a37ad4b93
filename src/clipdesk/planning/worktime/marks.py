"""Marks: moments at which somebody's work left something behind, and the minutes that follow from them.

Planning imports no room above it. A room whose work leaves marks adds functions to the lists below from its
`AppConfig.ready`; what a clip is called and was planned for, the room of clips tells. Nothing else is looked at: no key, no
pointer, no page that was open, nobody's presence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

CUT, REVIEW = "cut", "review"
#: From one mark to the next counts as work, unless it takes longer than this. A cut is saved by itself a few seconds after
#: each change; who looks at a clip in review leaves nothing until the note or the signature.
LIMITS = {CUT: timedelta(minutes=10), REVIEW: timedelta(minutes=30)}
#: What a mark counts for that stands alone.
ALONE = timedelta(minutes=1)


class Mark(NamedTuple):
    """One moment of one person's work on a clip. opens: work begins here; what came before it does not count."""

    person: UUID
    at: datetime
    kind: str
    clip: UUID
    opens: bool = False


class Spell(NamedTuple):
    """Work that ended with a mark, and how long it took."""

    person: UUID
    at: datetime
    kind: str
    clip: UUID
    took: timedelta


class Wait(NamedTuple):
    """A clip waited for a signature. ends: signed or sent back; None: it still waits."""

    clip: UUID
    starts: datetime
    ends: datetime | None


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What a clip is called, whose it is, and what it was planned for."""

    title: str
    station: UUID
    desk: UUID
    assignment: UUID | None = None
    line: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whose marks are asked for: of stations, from `starts` until before `ends`; of one person, or of all."""

    stations: Collection[UUID]
    starts: datetime
    ends: datetime
    person: UUID | None = None


marks_from: list[Callable[[Asked], Iterable[Mark]]] = []
waits_from: list[Callable[[Asked], Iterable[Wait]]] = []
pieces_from: list[Callable[[Collection[UUID]], Mapping[UUID, Piece]]] = []


def spells(asked: Asked) -> list[Spell]:
    """Return the work that ended in the time asked for. Marks from just before it are read, too, so that work over its
    beginning is whole."""
    wide = Asked(
        stations=asked.stations, starts=asked.starts - max(LIMITS.values()), ends=asked.ends, person=asked.person
    )
    marks = [mark for read in marks_from for mark in read(wide)]
    return [spell for spell in chained(marks) if spell.at >= asked.starts]


def waits(asked: Asked) -> list[Wait]:
    """Return the waiting that ended in the time asked for, or has not ended."""
    return [wait for read in waits_from for wait in read(asked)]


def pieces(clips: Collection[UUID]) -> dict[UUID, Piece]:
    """Return what these clips are; one that is gone is missing."""
    return {key: piece for read in pieces_from for key, piece in read(clips).items()}


def chained(marks: Iterable[Mark]) -> Iterator[Spell]:
    """Turn marks into work.

    1. Each person's marks are put in one row by time, over all clips and kinds: nobody works longer than the clock runs.
    2. The time from a mark to the next belongs to the next, unless that one opens work or the time is over its limit.
    3. Where it does not count, the mark stands alone and counts for a minute.
    """
    ordered = sorted(marks, key=lambda mark: (mark.person, mark.at))
    for _person, row in groupby(ordered, key=lambda mark: mark.person):
        last: datetime | None = None
        for mark in row:
            gap = None if last is None else mark.at - last
            last = mark.at
            if not mark.opens:
                took = ALONE if gap is None or gap > LIMITS[mark.kind] else gap
                yield Spell(mark.person, mark.at, mark.kind, mark.clip, took)
