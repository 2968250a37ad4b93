"""What YouTube has counted of videos.

`videos.batchGetStats` has a daily quota of its own (10,000 calls, November 2026): measuring never uses up what publishing
needs. Of comments only their number is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clipdesk.connectors.youtube.api import Api

#: Videos in one call.
AT_ONCE = 50
#: Scores made of figures of YouTube ask that this be accepted.
DERIVED_METRICS = (
    "YouTube API Services: Derived Metrics Policy",
    "https://developers.google.com/youtube/terms/derived-metrics-policy",
)
#: What a video's `statistics` hold, as YouTube calls it.
METRICS = ("viewCount", "likeCount", "commentCount")


def counters_of(api: Api, videos: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the counters of videos that are there, without what YouTube keeps to itself. Raises as `Api.call` does."""
    said = api.call("GET", "/youtube/v3/videos:batchGetStats", {"part": "statistics", "id": videos})
    rows = [one for one in said.get("items") or [] if isinstance(one, dict) and one.get("id") in videos]
    return {str(one["id"]): _counts(one.get("statistics")) for one in rows}


def _counts(said: Any) -> dict[str, int]:
    """Return what was counted: YouTube writes whole numbers as text."""
    told: Mapping[str, Any] = said if isinstance(said, dict) else {}
    return {name: int(told[name]) for name in METRICS if str(told.get(name, "")).isdecimal()}
