"""What we learnt, quarter by quarter: what people confirmed, each story once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import SEE
from clipdesk.audience.models import Decision


@dataclass(frozen=True)
class Quarter:
    """Three months of the station's calendar. number: 1 … 4."""

    year: int
    number: int
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return datetime.combine(date(self.year, 3 * self.number - 2, 1), time(), self.zone)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return self.after.since

    @property
    def after(self) -> Quarter:
        """The next one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1, self.zone)

    @property
    def before(self) -> Quarter:
        """The one before."""
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1, self.zone)

    @property
    def name(self) -> str:
        """As addresses write it: 2026-4."""
        return f"{self.year}-{self.number}"


def quarter_of(moment: datetime, station: Station) -> Quarter:
    """Return the quarter in which a moment lies, by the station's clock."""
    zone = ZoneInfo(station.timezone)
    local = moment.astimezone(zone)
    return Quarter(local.year, (local.month + 2) // 3, zone)


def quarter_named(name: str, station: Station) -> Quarter | None:
    """Return the quarter that an address names; None: it names none."""
    year, _dash, number = name.partition("-")
    if len(year) == 4 and year.isdecimal() and year > "1999" and number in {"1", "2", "3", "4"}:
        return Quarter(int(year), int(number), ZoneInfo(station.timezone))
    return None


def decisions_for(member: Member) -> QuerySet[Decision]:
    """Return the decisions of the desks that somebody sees."""
    rows = Decision.objects.filter(station=member.station).select_related("clip", "desk", "confirmed_by")
    desks = member.desks_for(SEE)
    return rows if desks is None else rows.filter(desk__in=desks)


def learnt_in(member: Member, since: datetime, until: datetime) -> QuerySet[Decision]:
    """Return what was confirmed between two moments, the newest first. A story that was told again counts once: those that
    repeat one are left out."""
    rows = decisions_for(member).filter(state=Decision.CONFIRMED, same_as=None)
    return rows.filter(confirmed_at__gte=since, confirmed_at__lt=until).order_by("-confirmed_at", "pk")
