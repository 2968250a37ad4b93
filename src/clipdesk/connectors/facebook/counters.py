"""What Facebook has counted of a video (`video_insights`), as totals since it was published.

One name that Facebook has retired fails a whole question: then its halves are asked, until the name stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from clipdesk.connectors.contract import Refused
from clipdesk.connectors.facebook.api import Api

#: What is asked for, as Facebook calls it (Graph API v26.0). No machine description names them.
METRICS = (
    "fb_reels_total_plays",
    "blue_reels_play_count",
    "fb_reels_replay_count",
    "post_video_view_time",
    "post_video_avg_time_watched",
    "post_video_followers",
)
#: Facebook counts anew once a day.
HOURS = 24


def counters_of(api: Api, video: str, metrics: Sequence[str] = METRICS) -> dict[str, int]:
    """Return what Facebook gives of these metrics.

    Raises:
        VideoGone: it knows no such video.
        ConnectorError: as `Api.call` does; that one metric is unknown is none.
    """
    try:
        return _counts(api.get(video, "video_insights", metric=",".join(metrics)), metrics)
    except Refused as error:
        if type(error) is not Refused:  # what has a name of its own is about the account, or the video
            raise
    if len(metrics) == 1:
        return {}
    half = len(metrics) // 2
    return counters_of(api, video, metrics[:half]) | counters_of(api, video, metrics[half:])


def _counts(said: Mapping[str, Any], metrics: Sequence[str]) -> dict[str, int]:
    found = {}
    for row in said.get("data") or []:
        with suppress(AttributeError, KeyError, IndexError, TypeError):
            value = row["values"][0]["value"]
            if row["name"] in metrics and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
                found[str(row["name"])] = value
    return found
