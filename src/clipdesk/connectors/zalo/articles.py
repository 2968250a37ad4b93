"""Articles and films of an account: asked for, read, listed, taken away."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from clipdesk.connectors.contract import AccountTrouble, Post, Refused, SealedFile
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.zalo.api import Api
from clipdesk.connectors.zalo.errors import READY, film_trouble, number
from clipdesk.connectors.zalo.handle import TOKEN
from clipdesk.connectors.zalo.limits import SLICE
from clipdesk.connectors.zalo.words import fields_of

Article = dict[str, Any]
#: How many slices of a list are read, the newest first: what cannot be read although it is there was made just now.
_MOST_SLICES = 3


def bring_film(api: Api, film: SealedFile, on_progress: Callable[[int], None]) -> str:
    """Send a film; return the token by which Zalo says what became of it. Raises as `Api.bring` does."""
    return _token_in(api.bring("article/upload_video/preparevideo", film, on_progress))


def film_at(api: Api, token: str) -> str:
    """Return which video a film has become; empty: Zalo is still converting it.

    Raises:
        FilmLocked, FilmUnreadable, FilmDeleted: nothing will come of it.
        ConnectorError: it cannot be told now.
    """
    # Zalo's sample has the token in the head, most public code in the address: it is said in both.
    said = api.get("article/upload_video/verify", {"token": token}, token=token)
    if (trouble := film_trouble(said)) is not None:
        raise trouble
    return _id_in(said, "video_id") if number(said.get("status")) == READY else ""


def ask_for_hidden(api: Api, post: Post, video: str) -> str:
    """Ask for an article that nobody sees; return the token by which Zalo says which it is. Raises as `Api.post` does."""
    said = {**fields_of(post, video), **_picture(api, {}), "status": "hide", "comment": "show"}
    return _token_in(api.post("article/create", said))


def named(api: Api, token: str) -> str:
    """Return the article that was asked for, or changed.

    Raises:
        BeingProcessed: Zalo is not done with it.
        ConnectorError: nothing came of it, or it cannot be told now.
    """
    return _id_in(api.post("article/verify", {"token": token}), "id")


def show(api: Api, there: Article, post: Post, video: str, may_go: Callable[[], None]) -> str:
    """Let an article say what a post says, over its film, and be seen. Repeated, it comes to the same. Returns the token by
    which Zalo says what came of it; empty: it gives none. Raises as `Api.post` does.

    What somebody chose on Zalo and we have no say in (picture, comments) stays.
    """
    comment = "hide" if there.get("comment") == "hide" else "show"
    said = {**fields_of(post, video), **_picture(api, there), "status": "show", "comment": comment}
    token = api.post("article/update", {"id": there["id"], **said}, may_go).get("token")
    return token if isinstance(token, str) and re.fullmatch(TOKEN, token, re.ASCII) else ""


def article_at(api: Api, article: str) -> Article | None:
    """Return an article as it is there; None: it is not.

    Zalo names no number for one that is gone. So where it does not show one, the list has the word.
    """
    try:
        return _read(api, article)
    except AccountTrouble:
        raise
    except Refused:
        if _is_listed(api, article):
            raise
        return None


def can_be_read(api: Api, article: str) -> bool:
    """Tell whether Zalo still shows us an article that it says it has deleted."""
    try:
        return bool(_read(api, article))
    except AccountTrouble:
        raise
    except Refused:
        return False


def is_shown(there: Article | None) -> bool:
    """Whether the public sees an article."""
    return there is not None and there.get("status") == "show"


def remove(api: Api, article: str) -> bool:
    """Delete an article; return whether Zalo took that. One that is not there comes to the same. Raises ConnectorError."""
    try:
        api.post("article/remove", {"id": article})
    except AccountTrouble:
        raise
    except Refused:
        if article_at(api, article) is not None:
            raise
        return False
    return True


def _read(api: Api, article: str) -> Article:
    return {**api.get("article/getdetail", id=article), "id": article}


def _is_listed(api: Api, article: str) -> bool:
    """Tell whether an article that Zalo does not show us stands in the list.

    Where the list is longer than what is read of it, another article has the word: can that be read, then it is this one
    that is gone.
    """
    other = ""
    for begin in range(0, _MOST_SLICES * SLICE, SLICE):
        said = api.get("article/getslice", offset=str(begin), limit=str(SLICE), type="video")
        rows = said.get("medias")
        if not isinstance(rows, list):
            raise NoAnswer
        names = [str(row.get("id") or "") for row in rows if isinstance(row, dict)]
        if article in names:
            return True
        if len(rows) < SLICE or begin + SLICE == number(said.get("total")):
            return False
        other = other or names[0]
    if not can_be_read(api, other):
        raise NoAnswer
    return False


def _picture(api: Api, there: Article) -> dict[str, str]:
    """Return the picture of an article: the one that it has; else the account's own, for Zalo takes none from us: it wants
    an address on the open internet."""
    for picture in (there.get("avatar"), there.get("thumb")):
        if isinstance(picture, str) and picture.startswith("https://"):
            return {"avatar": picture}
    picture = api.get("oa/getoa").get("avatar")
    return {"avatar": picture} if isinstance(picture, str) and picture.startswith("https://") else {}


def _token_in(said: dict[str, Any]) -> str:
    found = said.get("token")
    if not isinstance(found, str) or not re.fullmatch(TOKEN, found, re.ASCII):
        raise NoAnswer
    return found


def _id_in(said: dict[str, Any], name: str) -> str:
    found = str(said.get(name) or "")
    if not re.fullmatch(r"[0-9A-Za-z_-]{4,80}", found, re.ASCII):
        raise NoAnswer
    return found
