"""Holidays beside what is planned: those of Vietnam, and those of files that somebody brought.

Tết and the day of the Hùng Kings follow the moon and are reckoned. Which five days around Tết are free, and which day
beside the National Day, is decided anew each year: that comes from a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import PLAN
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.lunar import solar_day
from clipdesk.kernel.recurrence import Pattern
from clipdesk.planning.holiday_files import holidays_in
from clipdesk.planning.models import Holiday, HolidayFile

#: Month and day → name. Bộ luật Lao động số 45/2019/QH14, Điều 112 (the Labour Code, article 112).
FIXED = {
    (1, 1): _("New Year’s Day"),
    (4, 30): _("Reunification Day"),
    (5, 1): _("International Workers’ Day"),
    (9, 2): _("National Day"),
}
#: Lunar month, day, how many days → name; the same article. Of Tết, the three days that everybody calls so.
LUNAR = {
    (1, 1, 3): _("Lunar New Year"),
    (3, 10, 1): _("Hùng Kings’ Day"),
}
#: The zone in which these are days off.
VIETNAM = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True)
class DayOff:
    """One holiday: its name, its first and last day, and the file that it comes from (empty: a fixed day)."""

    name: str
    first_on: date
    last_on: date
    source: str = ""


def holidays(station: Station, first: date, last: date) -> list[DayOff]:
    """Return the holidays from a day to a day, both included, in their order."""
    once = Q(rule="", last_on__gte=first)
    rows = Holiday.objects.filter(~Q(rule="") | once, file__station=station, first_on__lte=last).select_related("file")
    found = [one for row in rows for one in _days_of(row, first, last)]
    if station.timezone == VIETNAM:
        found += _fixed(first, last)
        found += _lunar(first, last)
    return sorted(found, key=lambda one: (one.first_on, one.name))


def bring(member: Member, name: str, content: bytes) -> HolidayFile:
    """Keep the whole days of an iCal file; what a file of the same name held before is replaced.

    Raises:
        NotAllowed, NoCalendar, TooMuch.
    """
    member.require(PLAN)
    days = holidays_in(content)
    with transaction.atomic():
        brought = {"brought_by": member.person, "brought_at": now()}
        file, _made = HolidayFile.objects.update_or_create(station=member.station, name=name, defaults=brought)
        file.holidays.all().delete()
        for one in days:
            one.file = file
        Holiday.objects.bulk_create(days)
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


def _days_of(row: Holiday, first: date, last: date) -> Iterable[DayOff]:
    """Yield when a holiday of a file takes place."""
    length = row.last_on - row.first_on
    begins = [row.first_on]
    if row.rule:
        skipped = frozenset(date.fromisoformat(day) for day in row.left_out)
        pattern = Pattern(datetime.combine(row.first_on, time()), "UTC", row.rule, skipped)
        since, until = (datetime.combine(day, time(), ZoneInfo("UTC")) for day in (first - length, last))
        begins = [moment.date() for moment in pattern.between(since, until + timedelta(days=1))]
    for day in begins:
        if day <= last and day + length >= first:
            yield DayOff(row.name, day, day + length, row.file.name)


def _fixed(first: date, last: date) -> Iterable[DayOff]:
    for year in range(first.year, last.year + 1):
        for (month, number), name in FIXED.items():
            day = date(year, month, number)
            if first <= day <= last:
                yield DayOff(str(name), day, day)


def _lunar(first: date, last: date) -> Iterable[DayOff]:
    for year in range(first.year, last.year + 1):
        for (month, number, count), name in LUNAR.items():
            begins = lunar_day(year, month, number)
            ends = begins + timedelta(days=count - 1)
            if begins <= last and ends >= first:
                yield DayOff(str(name), begins, ends)


@cache
def lunar_day(year: int, month: int, number: int) -> date:
    """Return the day of a lunar date; it never changes, so it is reckoned once."""
    return solar_day(year, month, number)
