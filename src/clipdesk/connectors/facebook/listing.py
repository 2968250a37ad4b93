"""What stands on a Page: its videos and its Reels, which are two lists, and of each what a page needs to name it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from clipdesk.connectors.contract import Listed
from clipdesk.connectors.facebook.api import Api
from clipdesk.connectors.facebook.status import is_shown
from clipdesk.connectors.nearest_shape import nearest_shape

FIELDS = "id,title,description,created_time,permalink_url,published,status,format"
AT_ONCE = 100
#: A Page that posted more in half a year is listed so far: the newest come first.
_MOST_PAGES = 100
_TITLE_CHARACTERS = 120


def posts_since(api: Api, since: datetime) -> list[Listed]:
    """Return the Page's own public videos and Reels since a moment. Raises as `Api.call` does."""
    found = dict[str, Listed]()
    for edge in ("videos", "video_reels"):
        for there in _rows(api, edge, since):
            post = _post(there, reel=edge == "video_reels")
            if post is not None and post.public_since >= since:
                found[post.remote_id] = post
    return list(found.values())


def _rows(api: Api, edge: str, since: datetime) -> Iterator[dict[str, Any]]:
    """Yield what a list has, page by page, until a page has nothing that was made since then."""
    query = {"fields": FIELDS, "limit": str(AT_ONCE)}
    for _page in range(_MOST_PAGES):
        said = api.get(api.page, edge, **query)
        rows = [one for one in said.get("data") or [] if isinstance(one, dict)]
        yield from rows
        after = _after(said)
        if not after or not any((_moment(one) or since) >= since for one in rows):
            return
        query["after"] = after


def _after(said: dict[str, Any]) -> str:
    """Return where the next page begins; empty: there is none."""
    paging = said.get("paging") or {}
    return str((paging.get("cursors") or {}).get("after", "")) if paging.get("next") else ""


def _moment(there: dict[str, Any]) -> datetime | None:
    """Return when a video was made, which Facebook writes as `2026-11-27T08:30:00+0000`."""
    with suppress(ValueError):
        return datetime.strptime(str(there.get("created_time")), "%Y-%m-%dT%H:%M:%S%z")
    return None


def _post(there: dict[str, Any], *, reel: bool) -> Listed | None:
    public_since = _moment(there)
    if public_since is None or not there.get("id") or not is_shown(there, reel=reel):
        return None
    words = str(there.get("title") or there.get("description") or "").strip()
    link = str(there.get("permalink_url") or "")
    address = f"https://www.facebook.com{link}" if link.startswith("/") else link
    title = words.partition("\n")[0][:_TITLE_CHARACTERS]
    return Listed(str(there["id"]), address, title, public_since, _shape(there))


def _shape(there: dict[str, Any]) -> str:
    """Return the shape of the largest of the sizes in which a video is offered."""
    sizes = [
        (one["width"], one["height"])
        for one in there.get("format") or []
        if isinstance(one, dict) and isinstance(one.get("width"), int) and isinstance(one.get("height"), int)
    ]
    return nearest_shape(*max(sizes)) if sizes else ""
