"""Holidays beside what is planned: those of Vietnam on fixed days, and those of files that somebody brought.

Tết and the day of the Hùng Kings follow the moon, and the second day of the National Day is set anew each year: they come
from a file, and are not reckoned here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import PLAN
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words
from clipdesk.planning.models import Holiday, HolidayFile

#: Month and day → name. Bộ luật Lao động số 45/2019/QH14, Điều 112 (the Labour Code, article 112).
FIXED = {
    (1, 1): _("New Year’s Day"),
    (4, 30): _("Reunification Day"),
    (5, 1): _("International Workers’ Day"),
    (9, 2): _("National Day"),
}
#: The zone in which these are days off.
VIETNAM = "Asia/Ho_Chi_Minh"
MOST_BYTES, MOST_HOLIDAYS = 2_000_000, 2000
_LONGEST = timedelta(days=31)


class NoCalendar(ClipdeskError):
    """A file that no holidays can be read from."""

    message = gettext_noop("This is no iCal file with whole days in it (.ics). Export the calendar of holidays anew.")


class TooMuch(ClipdeskError):
    """A file of more than any calendar of holidays holds."""

    message = gettext_noop("This file is larger than any calendar of holidays. Choose one that holds nothing else.")


@dataclass(frozen=True)
class DayOff:
    """One holiday: its name, its first and last day, and the file that it comes from (empty: a fixed day)."""

    name: str
    first_on: date
    last_on: date
    source: str = ""


def holidays(station: Station, first: date, last: date) -> list[DayOff]:
    """Return the holidays from a day to a day, both included, in their order."""
    rows = Holiday.objects.filter(file__station=station, first_on__lte=last, last_on__gte=first).select_related("file")
    found = [DayOff(row.name, row.first_on, row.last_on, row.file.name) for row in rows]
    if station.timezone == VIETNAM:
        found += _fixed(first, last)
    return sorted(found, key=lambda one: (one.first_on, one.name))


def bring(member: Member, name: str, content: bytes) -> HolidayFile:
    """Keep the whole days of an iCal file; what a file of the same name held before is replaced.

    Raises:
        NotAllowed, NoCalendar, TooMuch.
    """
    member.require(PLAN)
    days = list(_read(content))
    with transaction.atomic():
        brought = {"brought_by": member.person, "brought_at": now()}
        file, _made = HolidayFile.objects.update_or_create(station=member.station, name=name, defaults=brought)
        file.holidays.all().delete()
        Holiday.objects.bulk_create(
            Holiday(file=file, name=one.name, first_on=one.first_on, last_on=one.last_on) for one in days
        )
        record(file, "holidays_brought", by=member.actor, after={"name": name, "days": len(days)})
    return file


def drop(file: HolidayFile, member: Member) -> None:
    """Take the holidays of a file out of the calendar.

    Raises:
        NotAllowed.
    """
    member.require(PLAN)
    with transaction.atomic():
        record(file, "holidays_dropped", by=member.actor, before={"name": file.name})
        file.delete()


def _fixed(first: date, last: date) -> Iterable[DayOff]:
    for year in range(first.year, last.year + 1):
        for (month, number), name in FIXED.items():
            day = date(year, month, number)
            if first <= day <= last:
                yield DayOff(str(name), day, day)


def _read(content: bytes) -> Iterable[DayOff]:
    """Yield what takes whole days; what has a time of day is no holiday.

    Raises:
        NoCalendar: there is none.
        TooMuch: there is more than `MOST_HOLIDAYS`.
    """
    if len(content) > MOST_BYTES:
        raise TooMuch
    try:
        entries = Calendar.from_ical(content).walk("VEVENT")
        found = [one for one in map(_day_off, entries) if one is not None]
    except (ValueError, KeyError, AttributeError) as error:  # what icalendar says of a text that is none
        raise NoCalendar from error
    if not found:
        raise NoCalendar
    if len(found) > MOST_HOLIDAYS:
        raise TooMuch
    return found


def _day_off(entry: object) -> DayOff | None:
    begins = entry.get("dtstart").dt  # type: ignore[attr-defined]
    if isinstance(begins, datetime) or not isinstance(begins, date):
        return None
    ends = entry.get("dtend").dt if entry.get("dtend") else begins + timedelta(days=1)  # type: ignore[attr-defined]
    last = min(max(begins, ends - timedelta(days=1)), begins + _LONGEST)
    name = " ".join(clean_words(str(entry.get("summary", ""))).split())[:150]  # type: ignore[attr-defined]
    return DayOff(name, begins, last) if name else None
