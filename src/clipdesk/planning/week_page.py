"""The week page for the meeting: what was planned, what was made and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clipdesk.accounts.member import Member
from clipdesk.kernel.clock import now
from clipdesk.planning.access import assignments_for, lines_for
from clipdesk.planning.counting import LineStanding, Period, period_of, standing_of
from clipdesk.planning.models import Assignment, LineTarget

#: So many of the late assignments are named.
_MOST_LATE = 50


@dataclass(frozen=True)
class Week:
    """One week. standing: lines of which anything is wanted, planned or made; late: the first of what is late; totals: by
    name, `planned`, `made`, `late`, `missing`."""

    period: Period
    standing: list[LineStanding]
    late: list[Assignment]
    totals: dict[str, int]


def week_of(member: Member, on: date) -> Week:
    """Return the week of a day as a member sees it."""
    period = period_of(LineTarget.WEEK, on, member.station)
    standing = standing_of(member.station, lines_for(member).prefetch_related("targets__destination"), period)
    late = assignments_for(member).filter(state__in=Assignment.WAITING, deadline__lt=min(now(), period.until))
    rows = [row for one in standing for row in one.rows]
    totals = {
        "planned": sum(row.planned for row in rows),
        "made": sum(row.made for row in rows),
        "late": late.count(),
        "missing": sum(one.missing for one in standing),
    }
    return Week(period, [one for one in standing if one.rows], list(late[:_MOST_LATE]), totals)
