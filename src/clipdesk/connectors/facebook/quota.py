"""How many Reels a Page may publish by the API, as data. Limits of July 2026 (Reels Publishing API, "Rate Limit")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from clipdesk.connectors.facebook.words import REEL_SECONDS
from clipdesk.connectors.quotas import Quota, Spent, room_of

#: In every span of 24 hours, wherever it begins. A video that is no Reel does not count.
REELS = Quota(
    "reels", amount=30, seconds=24 * 3600, shape="9:16", longest_seconds=REEL_SECONDS.stop - 1, key="facebook"
)


def moments_in(listed: Mapping[str, Any]) -> Iterator[datetime]:
    """Return when the Reels of a Page's own list were made, which Facebook writes as `2026-11-27T08:30:00+0000`."""
    for one in listed.get("data", []):
        with suppress(ValueError, AttributeError):
            yield datetime.strptime(str(one.get("created_time")), "%Y-%m-%dT%H:%M:%S%z")


def free_at(published: Iterable[datetime], moment: datetime) -> datetime | None:
    """Return when the next Reel is free; None: one is free now."""
    opens = room_of(REELS, [Spent(1, one) for one in published], moment).opens
    return opens if opens > moment else None
