"""Who is away. The rota knows, and it is in a room above, which adds a function to `tellers` from its `AppConfig.ready`:

away.tellers.append(absences_between)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from clipdesk.accounts.models import Station


class Away(NamedTuple):
    """Somebody is away: `starts` ≤ moment < `ends`."""

    person_id: UUID
    starts: datetime
    ends: datetime


Teller = Callable[[Station, datetime, datetime], Iterable[Away]]
tellers: list[Teller] = []


def away_between(station: Station, since: datetime, until: datetime) -> list[Away]:
    """Return who is away at any moment from `since` on and before `until`."""
    return [one for tell in tellers for one in tell(station, since, until)]
