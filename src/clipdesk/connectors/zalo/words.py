"""A post as Zalo's fields of a video article."""

from __future__ import annotations

import html
import unicodedata
from typing import Any

from clipdesk.connectors.contract import Post, SealedFile
from clipdesk.connectors.disclosure import disclosure_of
from clipdesk.connectors.zalo.errors import DescriptionTooLong, NoVideo, TitleTooLong, TooLarge
from clipdesk.connectors.zalo.limits import DESCRIPTION_CHARACTERS, FILE_BYTES, SHAPES, TITLE_CHARACTERS


def description_of(post: Post) -> str:
    """Return the words under a title: the description, what Zalo has no mark for, and the note beside a correction. Zalo
    wants some: where there are none, the title's."""
    parts = (post.description, disclosure_of(post), post.note)
    return "\n\n".join(part for part in parts if part) or post.title


def fields_of(post: Post, video: str) -> dict[str, str]:
    """Return the fields that describe an article. video: its film, as Zalo names it."""
    return {"type": "video", "title": post.title, "description": description_of(post), "video_id": video}


def has_words_of(there: dict[str, Any], post: Post) -> bool:
    """Tell whether a post's words stand in an article, as far as Zalo tells which do. How it gives back blanks, lines and
    `&` is not known, so these are no difference."""
    ours = {"title": post.title, "description": description_of(post)}
    return all(_plain(there[name]) == _plain(words) for name, words in ours.items() if name in there)


def check_words(post: Post) -> None:
    """Say what Zalo would refuse of a post's words.

    Raises:
        TitleTooLong, DescriptionTooLong: with what to change.
    """
    if (count := length(post.title)) > TITLE_CHARACTERS:
        raise TitleTooLong(limit=TITLE_CHARACTERS, count=count)
    if (count := length(description_of(post))) > DESCRIPTION_CHARACTERS:
        raise DescriptionTooLong(limit=DESCRIPTION_CHARACTERS, count=count)


def length(words: str) -> int:
    """Return how long words are, counted the way that gives most: an accent never counts by itself, a smiley twice."""
    return len(unicodedata.normalize("NFC", words).encode("utf-16-le")) // 2


def film_of(post: Post) -> SealedFile:
    """Return the one video that goes there: of the shape that was signed; where none was named, the first of ours.

    Raises:
        NoVideo, TooLarge: nothing can be sent.
    """
    film = film_or_none(post)
    if film is None:
        raise NoVideo
    if film.size > FILE_BYTES:
        raise TooLarge(limit=FILE_BYTES // 1_000_000, size=-(-film.size // 1_000_000))
    return film


def film_or_none(post: Post) -> SealedFile | None:
    """Return the one video that goes there; None: there is none."""
    films = {one.shape: one for one in reversed(post.files) if one.media_type == "video/mp4"}
    if post.shape:
        return films.get(post.shape)
    return next((films[shape] for shape in (*SHAPES, "") if shape in films), None)


def is_same_film(post: Post) -> bool:
    """Tell whether it is certain that the very film of a post is public already."""
    if post.replaces is None:
        return False
    old, new = film_or_none(post.replaces), film_or_none(post)
    return old is not None and new is not None and old.sha256 == new.sha256


def _plain(words: object) -> str:
    return unicodedata.normalize("NFC", " ".join(html.unescape(words).split())) if isinstance(words, str) else ""
