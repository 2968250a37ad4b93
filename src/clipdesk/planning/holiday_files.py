"""What an iCal file (RFC 5545) says of holidays: whole days, once or by a rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar

from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.recurrence import Pattern, check_rule, joined
from clipdesk.kernel.text import clean_words
from clipdesk.planning.models import Holiday

#: A rule is followed whenever a calendar is shown: a hundred holidays that come again are more than any country has.
MOST_BYTES, MOST_HOLIDAYS, MOST_RULES = 2_000_000, 2000, 100
_LONGEST, _LONGEST_RULE = timedelta(days=31), 300


class NoCalendar(ClipdeskError):
    """A file that no holidays can be read from."""

    message = gettext_noop("This is no iCal file with whole days in it (.ics). Export the calendar of holidays anew.")


class TooMuch(ClipdeskError):
    """A file of more than any calendar of holidays holds."""

    message = gettext_noop("This file is larger than any calendar of holidays. Choose one that holds nothing else.")


class UnknownRule(ClipdeskError):
    """A holiday that comes again by a rule that cannot be followed."""

    message = gettext_noop(
        "“{name}” comes again by a rule that Clipdesk does not follow ({rule}). Export the calendar with single days, or "
        "take this one out of the file."
    )


def holidays_in(content: bytes) -> list[Holiday]:
    """Return what takes whole days, as rows that are in no file yet; what has a time of day is no holiday.

    A day that was moved (RECURRENCE-ID) is left out of its rule and stands by itself; RDATEs stand by themselves too.

    Raises:
        NoCalendar: there is none.
        TooMuch: it is larger than `MOST_BYTES`, or holds more than `MOST_HOLIDAYS` or `MOST_RULES`.
        UnknownRule: a holiday comes again by hours, by several rules, or never.
    """
    if len(content) > MOST_BYTES:
        raise TooMuch
    try:
        entries = Calendar.from_ical(content).walk("VEVENT")
        moved = _moved(entries)
        found = [one for entry in entries for one in _rows(entry, moved)]
    except (
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
        OverflowError,
    ) as error:  # icalendar, of a text that is none
        raise NoCalendar from error
    if not found:
        raise NoCalendar
    if len(found) > MOST_HOLIDAYS or sum(bool(one.rule) for one in found) > MOST_RULES:
        raise TooMuch
    for one in found:
        _check(one)
    return found


def _rows(entry: Any, moved: dict[str, set[date]]) -> Iterable[Holiday]:
    """Yield the rows of one entry; none where it has a time, no name, or is cancelled."""
    begins = entry.get("dtstart").dt
    name = " ".join(clean_words(str(entry.get("summary", ""))).split())[:150]
    if isinstance(begins, datetime) or not name or str(entry.get("status", "")).upper() == "CANCELLED":
        return
    length = min(max(timedelta(), _length(entry, begins) - timedelta(days=1)), _LONGEST)
    alone = "recurrence-id" in entry
    skipped = set() if alone else _dates(entry, "exdate") | moved.get(str(entry.get("uid", "")), set())
    rules = [] if alone else _many(entry, "rrule")
    rule = _rule(rules, begins)
    left_out = sorted(day.isoformat() for day in skipped) if rule else []
    if rule or begins not in skipped:
        yield Holiday(name=name, first_on=begins, last_on=begins + length, rule=rule, left_out=left_out)
    for day in sorted(_dates(entry, "rdate") - skipped - {begins}):
        yield Holiday(name=name, first_on=day, last_on=day + length)


def _length(entry: Any, begins: date) -> timedelta:
    if entry.get("dtend"):
        ends = entry.get("dtend").dt
        return (ends.date() if isinstance(ends, datetime) else ends) - begins
    return entry.get("duration").dt if entry.get("duration") else timedelta(days=1)


def _rule(rules: list[Any], begins: date) -> str:
    """Return the rule of an entry as we follow rules; of several, all of them, so that `_check` refuses them."""
    told = []
    for one in rules:
        parts = {str(name).upper(): value for name, value in one.items()}
        until = parts.pop("UNTIL", None)
        plain = {name: ",".join(str(each) for each in _listed(value)) for name, value in parts.items()}
        if until:
            last = _listed(until)[0]
            last = last.date() if isinstance(last, datetime) else last
            plain["UNTIL"] = f"{last:%Y%m%d}T235959Z"
        told.append(joined(plain))
    return " ".join(told)


def _check(one: Holiday) -> None:
    if not one.rule:
        return
    begins = datetime.combine(one.first_on, time(), UTC)
    try:
        check_rule(one.rule)
        pattern = Pattern(begins.replace(tzinfo=None), "UTC", one.rule)
        comes = begins.year >= 1900 and len(one.rule) <= _LONGEST_RULE and pattern.next(begins, 1)
    except ValueError:
        comes = []
    if not comes:
        raise UnknownRule(name=one.name, rule=one.rule[:80])


def _moved(entries: Iterable[Any]) -> dict[str, set[date]]:
    """Return, by the UID of an entry that comes again, the days of it that stand by themselves."""
    found: dict[str, set[date]] = {}
    for entry in entries:
        if "recurrence-id" in entry:
            day = entry.get("recurrence-id").dt
            found.setdefault(str(entry.get("uid", "")), set()).add(day.date() if isinstance(day, datetime) else day)
    return found


def _dates(entry: Any, name: str) -> set[date]:
    lists = _many(entry, name)
    found = [each.dt for one in lists for each in one.dts]
    return {day.date() if isinstance(day, datetime) else day for day in found if isinstance(day, date)}


def _many(entry: Any, name: str) -> list[Any]:
    return _listed(entry[name]) if name in entry else []


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
