"""How many Reels a Page may publish by the API, as data. Limits of July 2026 (Reels Publishing API, "Rate Limit")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

#: In every span of `WINDOW`, wherever it begins. A video that is no Reel does not count.
REELS = 30
WINDOW = timedelta(hours=24)


def moments_in(listed: Mapping[str, Any]) -> Iterator[datetime]:
    """Return when the Reels of a Page's own list were made, which Facebook writes as `2026-11-27T08:30:00+0000`."""
    for one in listed.get("data", []):
        with suppress(ValueError, AttributeError):
            yield datetime.strptime(str(one.get("created_time")), "%Y-%m-%dT%H:%M:%S%z")


def hours_left(published: Iterable[datetime], moment: datetime) -> int | None:
    """Return in how many hours, rounded up, the next Reel is free; None: one is free now."""
    newest_first = sorted((one for one in published if moment - WINDOW < one <= moment), reverse=True)
    if len(newest_first) < REELS:
        return None
    left = newest_first[REELS - 1] + WINDOW - moment
    return max(1, -int(-left.total_seconds() // 3600))
