"""When something comes again and again, by RFC 5545: a time on a wall clock, a rule, and days that are left out.

The first time is DTSTART with its zone, the rule is an RRULE, the days left out are EXDATEs. Every time is reckoned on the
wall clock, so that 05:30 stays 05:30 through the year. Where the clocks go forward over a time, it is meant by the offset
of before; where they go back and show it twice, the first is meant (RFC 5545, 3.3.5 and 3.3.10).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

ONCE, DAILY, ON_DAYS, WEEKLY = "once", "daily", "on_days", "weekly"
MONTHLY, ON_WEEKDAY, YEARLY, OWN = "monthly", "on_weekday", "yearly", "own"
#: The days of the week as RFC 5545 writes them, Monday first.
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = {
    DAILY: "DAILY",
    ON_DAYS: "WEEKLY",
    WEEKLY: "WEEKLY",
    MONTHLY: "MONTHLY",
    ON_WEEKDAY: "MONTHLY",
    YEARLY: "YEARLY",
}
#: Periods of so many days, all alike: an expansion may begin at any of them.
_EVEN = {"DAILY": 1, "WEEKLY": 7}
#: Periods of so many months; an expansion may begin at any of them on a day that every month has.
_MONTHS = {"MONTHLY": 1, "YEARLY": 12}
_IN_EVERY_MONTH = 28
#: What a rule of weeks may say that is followed without dateutil.
_OF_WEEKS = {"FREQ", "INTERVAL", "UNTIL", "WKST", "BYDAY"}
#: What a rule may say here. A time of day comes once a day, so nothing of hours, minutes or seconds.
_KNOWN = {
    *("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"),
    *("BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"),
}
_UNTIL = "%Y%m%dT%H%M%SZ"


def parts_of(rule: str) -> dict[str, str]:
    """Return what an RRULE says, name by name; empty where there is none."""
    return dict(part.split("=", 1) for part in rule.split(";")) if rule else {}


def joined(parts: Mapping[str, str]) -> str:
    """Return an RRULE of what it says."""
    return ";".join(f"{name}={value}" for name, value in parts.items())


def check_rule(rule: str) -> None:
    """Refuse what is no RRULE of days, weeks, months or years.

    Raises:
        ValueError: it is none; the text says what is wrong, for programmers.
    """
    parts = parts_of(rule)
    if parts.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"} or not set(parts) <= _KNOWN:
        raise ValueError(f"no rule of days, weeks, months or years: {rule!r}")
    if not parts.get("INTERVAL", "1").isdecimal() or int(parts.get("INTERVAL", "1")) < 1:
        raise ValueError(f"no interval: {rule!r}")
    if "UNTIL" in parts:
        datetime.strptime(parts["UNTIL"], _UNTIL).replace(tzinfo=UTC)
    rrulestr(rule, dtstart=datetime(2026, 1, 1, tzinfo=UTC))


def until_of(rule: str, zone: str) -> date | None:
    """Return the last day on which a rule may come, by the clock of `zone`; None: it says none."""
    last = parts_of(rule).get("UNTIL")
    if not last:
        return None
    return datetime.strptime(last, _UNTIL).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def with_until(rule: str, until: date | None, zone: str) -> str:
    """Return a rule that comes on no day after `until`. It stands in UTC, as RFC 5545 asks beside a zone."""
    parts = parts_of(rule)
    parts.pop("UNTIL", None)
    if until is not None:
        parts.pop("COUNT", None)  # a rule says one of the two
        last = datetime.combine(until, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)
        parts["UNTIL"] = f"{last:{_UNTIL}}"
    return joined(parts)


@dataclass(frozen=True)
class Repeat:
    """How people say it.

    kind: once, every day, on these `days`, every week, every month on the day of the first one or on its weekday (`days`
    holds one like `2TU` or `-1FR`), every year, or a rule of one's `own`. until: the last day on which it may come.
    every: each second, third … of these. week: the day on which a week begins, where every second, third … week is meant.
    own: the rule itself, without an end.
    """

    kind: str = ONCE
    days: tuple[str, ...] = ()
    until: date | None = None
    every: int = 1
    week: str = DAYS[0]
    own: str = ""

    def rule(self, zone: str) -> str:
        """Return it as an RRULE; empty where it comes once."""
        if self.kind == ONCE:
            return ""
        if self.kind == OWN:
            return with_until(self.own, self.until, zone) if self.until else self.own
        parts = {"FREQ": _FREQUENCIES[self.kind]}
        if self.kind == ON_DAYS:
            parts["BYDAY"] = ",".join(day for day in DAYS if day in self.days)
        elif self.kind == ON_WEEKDAY:
            parts["BYDAY"] = self.days[0]
        if self.every > 1:
            parts["INTERVAL"] = str(self.every)
            parts |= {"WKST": self.week} if self.week != DAYS[0] else {}
        return with_until(joined(parts), self.until, zone)

    @classmethod
    def read(cls, rule: str, zone: str) -> Repeat:
        """Return what `rule` wrote for a zone.

        Raises:
            ValueError: it is a rule of another kind.
        """
        parts = parts_of(rule)
        until = until_of(rule, zone)
        parts.pop("UNTIL", None)
        every = int(parts.pop("INTERVAL", "1"))
        week = parts.pop("WKST", DAYS[0])
        days = tuple(parts.pop("BYDAY", "").split(",")) if "BYDAY" in parts else ()
        if not rule:
            return cls()
        plain = set(days) <= set(DAYS)
        numbered = len(days) == 1 and days[0][-2:] in DAYS and not plain
        kinds = {"DAILY": DAILY, "WEEKLY": ON_DAYS if days else WEEKLY, "YEARLY": YEARLY}
        kinds["MONTHLY"] = ON_WEEKDAY if numbered else MONTHLY
        kind = kinds.get(parts.pop("FREQ", ""))
        fits = {ON_DAYS: plain, ON_WEEKDAY: numbered}.get(kind or "", not days)
        if kind is None or parts or not fits or (week != DAYS[0] and (kind != ON_DAYS or every == 1)):
            raise ValueError(f"a rule that this desk does not write: {rule!r}")
        return cls(kind, days, until, every, week)

    @classmethod
    def told(cls, rule: str, zone: str) -> Repeat:
        """Return the same, any other rule being one of somebody's own."""
        try:
            return cls.read(rule, zone)
        except ValueError:
            return cls(OWN, until=until_of(rule, zone), own=with_until(rule, None, zone))

    def shifted(self, before: date, after: date) -> Repeat:
        """Return it for a first day that was moved from `before` to `after`: its days and its end move along.

        A rule of one's own says its days itself and is left as it is.
        """
        days, week, by = self.days, self.week, (after - before).days
        if self.kind == ON_DAYS:  # the week too: else every second week would be another one after a move over its end
            days = tuple(DAYS[(DAYS.index(day) + by) % 7] for day in self.days)
            week = DAYS[(DAYS.index(week) + by) % 7] if self.every > 1 else week
        elif self.kind == ON_WEEKDAY:
            days = (weekday_in_month(after, last=self.days[0].startswith("-")),)
        until = self.until + (after - before) if self.until and self.kind != OWN else self.until
        return replace(self, days=days, until=until, week=week)


def weekday_in_month(day: date, *, last: bool = False) -> str:
    """Return which weekday of its month a day is, like `2TU`; with `last`, `-1TU`."""
    name = DAYS[day.weekday()]
    return f"-1{name}" if last else f"{(day.day - 1) // 7 + 1}{name}"


@dataclass(frozen=True)
class Pattern:
    """All times of one thing. first: on the wall clock of `zone`, without a zone of its own; skipped: days left out."""

    first: datetime
    zone: str
    rule: str = ""
    skipped: frozenset[date] = field(default_factory=frozenset)

    def following(self, after: datetime) -> Iterator[datetime]:
        """Yield its times from the moment `after` on, in UTC; without an end where the rule has none."""
        last = parts_of(self.rule).get("UNTIL")
        until = datetime.strptime(last, _UNTIL).replace(tzinfo=UTC) if last else None
        for shown in self._shown(after):
            moment = shown.replace(tzinfo=ZoneInfo(self.zone), fold=0).astimezone(UTC)
            if until is not None and moment > until:
                return
            if moment >= after and shown.date() not in self.skipped:
                yield moment

    def between(self, after: datetime, before: datetime) -> list[datetime]:
        """Return its times from `after` on and before `before`."""
        return list(takewhile(lambda moment: moment < before, self.following(after)))

    def next(self, after: datetime, most: int) -> list[datetime]:
        """Return at most `most` times from `after` on."""
        return list(islice(self.following(after), most))

    def day_of(self, moment: datetime) -> date:
        """Return the day on which a time of it stands in its zone.

        A time that the clocks skip is shown by them on the same day, an hour later.
        """
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def _shown(self, after: datetime) -> Iterator[datetime]:
        """Yield its times on the wall clock in their order, from one before `after` on, whatever `UNTIL` says."""
        parts = parts_of(self.rule)
        if not parts:
            return iter([self.first])
        days = parts.get("BYDAY", DAYS[self.first.weekday()]).split(",")
        if parts["FREQ"] == "WEEKLY" and set(parts) <= _OF_WEEKS and set(days) <= set(DAYS):
            return self._weekly(self._near(after), parts, days)
        parts.pop("UNTIL", None)
        return iter(rrulestr(joined(parts), dtstart=self._near(after)))

    def _weekly(self, near: datetime, parts: Mapping[str, str], days: list[str]) -> Iterator[datetime]:
        """Yield the days of each week from that of `near` on: most of what recurs, and ten times as quick as dateutil."""
        begins = DAYS.index(parts.get("WKST", DAYS[0]))
        offsets = sorted((DAYS.index(day) - begins) % 7 for day in days)
        week = near - timedelta(days=(near.weekday() - begins) % 7)
        for number in count():
            for offset in offsets:
                shown = week + timedelta(days=7 * int(parts.get("INTERVAL", "1")) * number + offset)
                if shown >= self.first:
                    yield shown

    def _near(self, after: datetime) -> datetime:
        """Return a time from which the rule can be followed up to `after` in a few steps: what came years before need not
        be counted through, unless the rule itself counts."""
        parts = parts_of(self.rule)
        if "COUNT" in parts:
            return self.first
        shown, every = after.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None), int(parts.get("INTERVAL", "1"))
        length = _EVEN.get(parts["FREQ"])
        if length is not None:
            periods = (shown - self.first).days // (length * every) - 2
            return self.first + timedelta(days=length * every * periods) if periods > 0 else self.first
        if self.first.day > _IN_EVERY_MONTH:
            return self.first
        months = _MONTHS[parts["FREQ"]] * every
        periods = ((shown.year - self.first.year) * 12 + shown.month - self.first.month) // months - 2
        years, month = divmod(self.first.month - 1 + months * periods, 12)
        return self.first.replace(year=self.first.year + years, month=month + 1) if periods > 0 else self.first
