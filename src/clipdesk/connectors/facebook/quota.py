"""How many Reels a Page may publish by the API, as data. Limits of July 2026 (Reels Publishing API, "Rate Limit")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

#: In every span of `WINDOW`, wherever it begins. A video that is no Reel does not count.
REELS = 30
WINDOW = timedelta(hours=24)


def hours_left(published: Iterable[datetime], moment: datetime) -> int | None:
    """Return in how many hours, rounded up, the next Reel is free; None: one is free now."""
    newest_first = sorted((one for one in published if moment - WINDOW < one <= moment), reverse=True)
    if len(newest_first) < REELS:
        return None
    left = newest_first[REELS - 1] + WINDOW - moment
    return max(1, -int(-left.total_seconds() // 3600))
