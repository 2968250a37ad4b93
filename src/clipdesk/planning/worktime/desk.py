"""The time of a desk: by content line, by story and by clip, never by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from uuid import UUID

from clipdesk.accounts.models import Desk
from clipdesk.kernel.clock import now
from clipdesk.kernel.text import sort_key
from clipdesk.planning.models import Assignment, ContentLine, Story
from clipdesk.planning.worktime.counting import Days, Work, seconds_by_kind, work_in
from clipdesk.planning.worktime.marks import CUT, REVIEW, pieces, waits
from clipdesk.ui.sheets import Cell


@dataclass
class Spent:
    """Minutes of one content line, story or clip. planned: what its assignments that were due in the time were expected to
    take, in minutes; None: nobody said. waited: how long its clips lay before the signers."""

    name: str = ""
    key: UUID | None = None
    planned: int | None = None
    seconds: dict[str, int] = field(default_factory=lambda: {CUT: 0, REVIEW: 0, "": 0})
    waited: timedelta = timedelta()

    def add(self, seconds: dict[str, int]) -> None:
        """Add work."""
        for kind, took in seconds.items():
            self.seconds[kind] += took

    def plan(self, minutes: int | None) -> None:
        """Add what was planned."""
        if minutes is not None:
            self.planned = (self.planned or 0) + minutes

    @property
    def cutting(self) -> int:
        """Minutes of cutting."""
        return round(self.seconds[CUT] / 60)

    @property
    def review(self) -> int:
        """Minutes of review."""
        return round(self.seconds[REVIEW] / 60)

    @property
    def other(self) -> int:
        """Minutes that people said of work that leaves no clip."""
        return round(self.seconds[""] / 60)

    @property
    def real(self) -> int:
        """All minutes that were worked."""
        return round(sum(self.seconds.values()) / 60)

    @property
    def waited_minutes(self) -> int:
        """Minutes that its clips waited."""
        return round(self.waited / timedelta(minutes=1))


@dataclass(frozen=True)
class DeskTime:
    """A desk's time of some days. waiting: the median of what clips waited, in minutes; None: none has ended."""

    total: Spent
    lines: list[Spent]
    stories: list[Spent]
    clips: list[Spent]
    waiting: int | None
    still: int


def time_of(desk: Desk, days: Days) -> DeskTime:
    """Return the time of a desk; all in order of names."""
    rows = [row for row in work_in(days) if row.desk == desk.pk]
    found = _Tables()
    for row in rows:
        found.work(row)
    asked = days.asked()
    due = Assignment.objects.filter(desk=desk, deadline__gte=asked.starts, deadline__lt=asked.ends)
    for assignment in due.exclude(state=Assignment.CANCELLED).select_related("story__line"):
        found.planned(assignment)
    lasted, still = _wait(found, desk, days)
    return DeskTime(
        total=found.total,
        lines=_named(found.lines, ContentLine.objects.in_bulk([key for key in found.lines if key])),
        stories=_named(found.stories, Story.objects.in_bulk([key for key in found.stories if key])),
        clips=sorted(found.clips.values(), key=lambda one: sort_key(one.name)),
        waiting=round(median(one / timedelta(minutes=1) for one in lasted)) if lasted else None,
        still=still,
    )


class _Tables:
    """The three tables while they fill."""

    def __init__(self) -> None:
        self.total = Spent()
        self.lines: dict[UUID | None, Spent] = defaultdict(Spent)
        self.stories: dict[UUID | None, Spent] = defaultdict(Spent)
        self.clips: dict[UUID, Spent] = {}

    def work(self, row: Work) -> None:
        """Add what somebody did."""
        seconds = seconds_by_kind([row])
        story = row.assignment.story_id if row.assignment else None
        tables = [self.total, self.lines[row.line], self.stories[story]]
        if row.clip is not None:
            tables.append(self.clips.setdefault(row.clip, Spent(row.title, row.clip)))
        for one in tables:
            one.add(seconds)

    def planned(self, assignment: Assignment) -> None:
        """Add what an assignment was expected to take."""
        for one in (self.total, self.lines[assignment.story.line_id], self.stories[assignment.story_id]):
            one.plan(assignment.minutes)


def _wait(found: _Tables, desk: Desk, days: Days) -> tuple[list[timedelta], int]:
    """Add what clips waited; return how long each did whose waiting ended, and how many still wait."""
    rows = waits(days.asked())
    known = pieces({row.clip for row in rows})
    stories = dict(
        Assignment.objects.filter(pk__in=[one.assignment for one in known.values() if one.assignment]).values_list(
            "pk", "story"
        )
    )
    lasted, still = [], 0
    for row in rows:
        piece = known.get(row.clip)
        if piece is None or piece.desk != desk.pk:
            continue
        took = (row.ends or now()) - row.starts
        if row.ends is None:
            still += 1
        else:
            lasted.append(took)
        story = stories.get(piece.assignment) if piece.assignment else None
        clip = found.clips.setdefault(row.clip, Spent(piece.title, row.clip))
        for one in (found.total, found.lines[piece.line], found.stories[story], clip):
            one.waited += took
    return lasted, still


def _named(spent: dict[UUID | None, Spent], known: dict[UUID, ContentLine] | dict[UUID, Story]) -> list[Spent]:
    """Return them in order of their names, what belongs to none last."""
    for key, one in spent.items():
        one.key, one.name = key, str(known[key]) if key else ""
    return sorted(spent.values(), key=lambda one: (one.key is None, sort_key(one.name)))


def rows_of(tables: Iterable[tuple[str, list[Spent]]], nothing: str) -> list[list[Cell]]:
    """Return tables one below the other, each under its name, for a file; what has no name is called `nothing`."""
    return [
        [what, one.name or nothing, one.planned, one.real, one.cutting, one.review, one.other, one.waited_minutes]
        for what, table in tables
        for one in table
    ]
