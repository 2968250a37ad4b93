"""When something comes again and again, by RFC 5545: a time on a wall clock, a rule, and days that are left out.

The first time is DTSTART with its zone, the rule is an RRULE, the days left out are EXDATEs. Every time is reckoned on the
wall clock, so that 05:30 stays 05:30 through the year. Where the clocks go forward over a time, it is meant by the offset
of before; where they go back and show it twice, the first is meant (RFC 5545, 3.3.5 and 3.3.10).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

ONCE, DAILY, ON_DAYS, WEEKLY = "once", "daily", "on_days", "weekly"
#: The days of the week as RFC 5545 writes them, Monday first.
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KINDS = {DAILY: "FREQ=DAILY", ON_DAYS: "FREQ=WEEKLY;BYDAY=", WEEKLY: "FREQ=WEEKLY"}


@dataclass(frozen=True)
class Repeat:
    """How people say it. kind: once, every day, on these `days`, or every week; until: the last day on which it may come."""

    kind: str = ONCE
    days: tuple[str, ...] = ()
    until: date | None = None

    def rule(self, zone: str) -> str:
        """Return it as an RRULE; empty where it comes once. UNTIL stands in UTC, as RFC 5545 asks beside a zone."""
        if self.kind == ONCE:
            return ""
        days = ",".join(day for day in DAYS if day in self.days) if self.kind == ON_DAYS else ""
        rule = _KINDS[self.kind] + days
        if self.until is None:
            return rule
        last = datetime.combine(self.until, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)
        return f"{rule};UNTIL={last:%Y%m%dT%H%M%SZ}"

    @classmethod
    def read(cls, rule: str, zone: str) -> Repeat:
        """Return what `rule` wrote for a zone.

        Raises:
            ValueError: it is a rule of another kind.
        """
        parts = dict(part.split("=", 1) for part in rule.split(";")) if rule else {}
        until: date | None = None
        if last := parts.pop("UNTIL", ""):
            moment = datetime.strptime(last, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            until = moment.astimezone(ZoneInfo(zone)).date()
        days = tuple(parts.pop("BYDAY", "").split(",")) if "BYDAY" in parts else ()
        kinds = {(): ONCE, (("FREQ", "DAILY"),): DAILY, (("FREQ", "WEEKLY"),): ON_DAYS if days else WEEKLY}
        kind = kinds.get(tuple(sorted(parts.items())))
        if kind is None or not set(days) <= set(DAYS):
            raise ValueError(f"a rule that this desk does not write: {rule!r}")
        return cls(kind, days, until)


@dataclass(frozen=True)
class Pattern:
    """All times of one thing. first: on the wall clock of `zone`, without a zone of its own; skipped: days left out."""

    first: datetime
    zone: str
    rule: str = ""
    skipped: frozenset[date] = field(default_factory=frozenset)

    def following(self, after: datetime) -> Iterator[datetime]:
        """Yield its times from the moment `after` on, in UTC; without an end where the rule has none."""
        first = self.first.replace(tzinfo=ZoneInfo(self.zone), fold=0)
        if self.rule:
            found = rrulestr(self.rule, dtstart=first).xafter(after, inc=True)
        else:
            found = iter([first] if first >= after else [])
        for shown in found:
            if shown.date() not in self.skipped:
                yield shown.astimezone(UTC)

    def between(self, after: datetime, before: datetime) -> list[datetime]:
        """Return its times from `after` on and before `before`."""
        found = []
        for moment in self.following(after):
            if moment >= before:
                break
            found.append(moment)
        return found

    def next(self, after: datetime, count: int) -> list[datetime]:
        """Return at most `count` times from `after` on."""
        return list(islice(self.following(after), count))

    def day_of(self, moment: datetime) -> date:
        """Return the day on which a time of it stands in its zone.

        A time that the clocks skip is shown by them on the same day, an hour later.
        """
        return moment.astimezone(ZoneInfo(self.zone)).date()
