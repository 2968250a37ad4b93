"""The board: what is due in a week, in columns by how far it is. Nobody moves a card from column to column: facts do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from clipdesk.accounts.member import Member
from clipdesk.kernel.clock import now
from clipdesk.planning.access import assignments_for
from clipdesk.planning.filters import Filters
from clipdesk.planning.models import Assignment
from clipdesk.planning.month import Window
from clipdesk.planning.stages import STAGES, stages_of

#: So many cards stand in a column; the others are counted.
_MOST = 25


@dataclass
class Column:
    """One column. cards: what is due first, first; count: how many there are in all."""

    stage: str
    cards: list[Assignment] = field(default_factory=list)
    count: int = 0

    @property
    def name(self) -> str:
        """What stands on top of it."""
        return str(STAGES[self.stage])

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cards)


def board_of(member: Member, window: Window, filters: Filters) -> list[Column]:
    """Return the columns of a week: what is due in it, what was done in it, and in the week that goes on what is late."""
    zone = ZoneInfo(member.station.timezone)
    since = datetime.combine(window.first, time(), zone)
    until = datetime.combine(window.last + timedelta(days=1), time(), zone)
    begins = Q() if since <= now() < until else Q(deadline__gte=since)
    waiting = begins & Q(state__in=Assignment.WAITING, deadline__lt=until)
    rows = filters.on_work(assignments_for(member)).filter(
        waiting | Q(state=Assignment.DONE, done_at__gte=since, done_at__lt=until)
    )
    states = dict(rows.select_related(None).values_list("pk", "state"))
    columns = {stage: Column(stage) for stage in STAGES}
    shown = {}
    for pk, stage in stages_of(states).items():
        columns[stage].count += 1
        if columns[stage].count <= _MOST:
            shown[pk] = stage
    for card in (
        assignments_for(member).filter(pk__in=list(shown)).select_related(None).select_related("story", "person")
    ):
        columns[shown[card.pk]].cards.append(card)
    return list(columns.values())
