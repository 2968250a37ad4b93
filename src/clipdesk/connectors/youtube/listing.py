"""What stands on a channel: the list of its uploads, and of each what a page needs to name it.

Two units of the day's quota for every fifty videos, and one to find the list (`channels.list`, `playlistItems.list`,
`videos.list`). What is private or unlisted is left out: the public does not find it on the channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from clipdesk.connectors.contract import Listed
from clipdesk.connectors.nearest_shape import nearest_shape
from clipdesk.connectors.youtube.api import Api

AT_ONCE = 50
#: A channel that uploaded more in half a year is listed so far: the newest come first.
_MOST_PAGES = 200
#: The player is asked for in this height, so that YouTube says how wide it would be.
_HEIGHT = 720


def posts_since(api: Api, since: datetime) -> list[Listed]:
    """Return the channel's public videos since a moment. Raises as `Api.call` does."""
    found = list[Listed]()
    for names in _pages(api, since):
        said = api.get("videos", part="snippet,status,player", id=",".join(names), maxHeight=str(_HEIGHT))
        rows = (_post(one) for one in said.get("items") or [] if isinstance(one, dict))
        found += [one for one in rows if one is not None and one.public_since >= since]
    return found


def _pages(api: Api, since: datetime) -> Iterator[list[str]]:
    """Yield the names of the uploads, page by page, until a page has nothing that became public since then."""
    query = {"part": "contentDetails", "playlistId": _uploads_of(api), "maxResults": str(AT_ONCE)}
    for _page in range(_MOST_PAGES if query["playlistId"] else 0):
        said = api.get("playlistItems", **query)
        rows = [one.get("contentDetails") or {} for one in said.get("items") or [] if isinstance(one, dict)]
        names = [str(one["videoId"]) for one in rows if one.get("videoId") and (_moment(one) or since) >= since]
        if names:
            yield names
        if not names or not said.get("nextPageToken"):
            return
        query["pageToken"] = str(said["nextPageToken"])


def _uploads_of(api: Api) -> str:
    """Return the name of the list of everything the channel uploaded; empty: it has none."""
    said = api.get("channels", part="contentDetails", mine="true")
    for one in said.get("items") or []:
        with suppress(KeyError, TypeError):
            return str(one["contentDetails"]["relatedPlaylists"]["uploads"])
    return ""


def _moment(details: dict[str, Any], name: str = "videoPublishedAt") -> datetime | None:
    """Return when something became public, as YouTube writes it (`2026-11-27T08:30:00Z`); None: it is not said."""
    with suppress(ValueError):
        return datetime.fromisoformat(str(details.get(name, "")))
    return None


def _post(there: dict[str, Any]) -> Listed | None:
    snippet, player = there.get("snippet") or {}, there.get("player") or {}
    public_since = _moment(snippet, "publishedAt")
    if (there.get("status") or {}).get("privacyStatus") != "public" or public_since is None or not there.get("id"):
        return None
    sides = [str(player.get(name, "")) for name in ("embedWidth", "embedHeight")]
    shape = nearest_shape(*map(int, sides)) if all(side.isdecimal() for side in sides) else ""
    video = str(there["id"])
    return Listed(video, f"https://www.youtube.com/watch?v={video}", str(snippet.get("title", "")), public_since, shape)
