"""The agenda of the morning meeting: what one day asks of everybody, from what the desk knows already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Person
from clipdesk.kernel.clock import now
from clipdesk.planning.access import assignments_for, events_for, ideas_for, lines_for, people_on
from clipdesk.planning.away import away_between
from clipdesk.planning.counting import LineStanding, period_of, standing_of
from clipdesk.planning.expanding import Happening, happenings
from clipdesk.planning.holidays import DayOff, holidays
from clipdesk.planning.models import Assignment, Idea, LineTarget

#: So much of each list is on the agenda; what is left out is counted.
MOST = 40
_IDEAS = 10


@dataclass(frozen=True)
class Part:
    """Some of the assignments. count: how many there are; rows: those that are named."""

    rows: list[Assignment]
    count: int

    @classmethod
    def of(cls, rows: QuerySet[Assignment]) -> Part:
        """Read them; what is due first, first."""
        named = list(rows[: MOST + 1])
        return cls(named[:MOST], len(named) if len(named) <= MOST else rows.count())

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Agenda:
    """What the meeting goes through. events, more_events: what takes place, and how much more does; due: what is to be done
    on this day; late: what was to be done before; free: what nobody has, of this day and the week after it; unanswered: who
    was asked and has not answered; gaps: content lines that miss clips this week; ideas: the newest on the board; away:
    who is away at any time of the day."""

    day: date
    holidays: list[DayOff]
    events: list[Happening]
    more_events: int
    due: Part
    late: Part
    free: Part
    unanswered: Part
    gaps: list[LineStanding]
    ideas: list[Idea]
    away: list[Person]


def agenda_of(member: Member, day: date) -> Agenda:
    """Return the agenda of a day as a member sees it."""
    station = member.station
    zone = ZoneInfo(station.timezone)
    since, until = (datetime.combine(day + timedelta(days=more), time(), zone) for more in (0, 1))
    events = happenings(events_for(member).select_related(None), day, day, zone)
    waiting = assignments_for(member).filter(state__in=Assignment.WAITING)
    soon = waiting.filter(deadline__gte=since, deadline__lt=until + timedelta(days=7))
    lines = lines_for(member).prefetch_related("targets__destination")
    standing = standing_of(station, lines, period_of(LineTarget.WEEK, day, station))
    gone = {one.person_id for one in away_between(station, since, until)}
    return Agenda(
        day,
        holidays(station, day, day),
        events[:MOST],
        len(events[MOST:]),
        due=Part.of(waiting.filter(deadline__gte=since, deadline__lt=until)),
        late=Part.of(waiting.filter(deadline__lt=min(since, now()))),
        free=Part.of(soon.filter(state__in=(Assignment.OPEN, Assignment.DECLINED))),
        unanswered=Part.of(soon.filter(state=Assignment.ASKED)),
        gaps=[one for one in standing if one.missing],
        ideas=list(ideas_for(member).filter(state=Idea.OPEN)[:_IDEAS]),
        away=[person for person in people_on(member) if person.pk in gone],
    )
