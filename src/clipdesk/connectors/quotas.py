"""What platforms allow of something in a span of time, and how much of it is left: pure functions over what was spent.

A quota is data of its connector. The desk counts what it spends itself; where others spend of the same, the platform says
no, and its answer counts until the moment that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import Enum, auto
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from clipdesk.connectors.contract import Post

#: How many days ahead room is looked for.
_DAYS = 8


class Part(Enum):
    """Which part of a publication is paid for."""

    ALL = auto()
    BRING = auto()  # what lies there unseen, ahead of its time
    SHOW = auto()  # what is left to do of that when its time has come


@dataclass(frozen=True)
class Quota:
    """How much of something a platform takes: `amount` in any `seconds` on end or, without them, in a day of `zone`.

    usual: what one new post takes. shape, longest_seconds: what other videos take nothing of. of_project: everything that is
    connected through the same program of the station's shares it, else it is of one account. ahead: it is spent when a post
    is brought, before its time. key: its name in the setting `CLIPDESK_NEW_POSTS`; empty: it cannot be set.
    """

    name: str
    amount: int
    seconds: int = 0
    zone: str = "UTC"
    usual: int = 1
    shape: str = ""
    longest_seconds: int = 0
    of_project: bool = False
    ahead: bool = False
    key: str = ""

    @property
    def is_pace(self) -> bool:
        """Whether it only keeps posts apart: nobody has to be told of it."""
        return 0 < self.seconds <= 60

    @property
    def hours(self) -> int:
        """How long its span is, in hours."""
        return self.seconds // 3600 or 24

    def begins(self, moment: datetime) -> datetime:
        """Return when the span begins that `moment` lies in, or ends with. What was spent just then is out of a rolling
        span, and in a day."""
        if self.seconds:
            return moment - timedelta(seconds=self.seconds)
        return self._midnight(moment, 0)

    def turns(self, moment: datetime, spent: Iterable[Spent]) -> Iterator[datetime]:
        """Yield the moments after `moment` at which something may come free, the next first."""
        if self.seconds:
            span = timedelta(seconds=self.seconds)
            yield from sorted({one.at + span for one in spent if one.at + span > moment})
        else:
            yield from (self._midnight(moment, days) for days in range(1, _DAYS))

    def taken_at(self, moment: datetime, spent: Iterable[Spent]) -> int:
        """Return how much of it is spent at a moment."""
        begins = self.begins(moment)
        if self.seconds:
            return sum(one.amount for one in spent if begins < one.at <= moment)
        return sum(one.amount for one in spent if begins <= one.at <= moment)

    def _midnight(self, moment: datetime, days: int) -> datetime:
        """Return the beginning of the day so many days on, whatever the clocks there do meanwhile."""
        zone = ZoneInfo(self.zone)
        day = moment.astimezone(zone).date() + timedelta(days=days)
        return datetime.combine(day, time(0), zone)


@dataclass(frozen=True)
class Spent:
    """So much of a quota at a moment. until: the platform said then that nothing is left before this."""

    amount: int
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Room:
    """What is left of a quota at a moment. opens: when there is room for what was asked about (that moment itself where there
    is); is_full: it is later."""

    quota: Quota
    left: int
    opens: datetime
    is_full: bool = False


def room_of(quota: Quota, spent: Iterable[Spent], moment: datetime, need: int = 1) -> Room:
    """Return what is left of a quota at `moment`, and from when on there is room for `need` (never more than all of it)."""
    rows = list(spent)
    need = max(0, min(need, quota.amount))
    shut = max((one.until for one in rows if one.until and one.at <= moment and one.until > moment), default=None)
    left = 0 if shut else max(0, quota.amount - quota.taken_at(moment, rows))
    if not need or (not shut and need <= left):
        return Room(quota, left, moment)
    moments = [shut or moment, *quota.turns(shut or moment, rows)]
    opens = next((one for one in moments if quota.taken_at(one, rows) + need <= quota.amount), moments[-1])
    return Room(quota, left, opens, is_full=opens > moment)


def granted(quota: Quota, said: Mapping[str, int]) -> Quota:
    """Return a quota as the station was granted it."""
    return replace(quota, amount=said.get(quota.key, quota.amount)) if quota.key else quota


class Spends(Protocol):
    """What a connector does besides where its platform limits what it takes."""

    quotas: ClassVar[tuple[Quota, ...]]

    @staticmethod
    def spends(post: Post, part: Part) -> dict[str, int]:
        """Return how much a part of a post takes of each quota, by its name; nothing of those that are missing."""
