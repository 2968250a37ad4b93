"""A post as Facebook's fields of a video: what is said of it, and what is marked."""

from __future__ import annotations

from clipdesk.connectors.contract import Post, SealedFile
from clipdesk.connectors.disclosure import disclosure_of
from clipdesk.connectors.facebook.errors import NoVideo, TooLarge
from clipdesk.connectors.facebook.status import Video
from clipdesk.connectors.picture_size import video_size

#: Facebook states no limits for words in its API: the widest of ours.
TITLE_CHARACTERS, DESCRIPTION_CHARACTERS = 120, 5000
FILE_BYTES = 10 << 30
LONGEST_SECONDS = 4 * 3600
#: Flags that Facebook has marks of its own for.
MARKED = frozenset({"ai_altered"})
SHAPES = ("9:16", "4:5", "1:1", "16:9")
#: How long a Reel may be, in seconds. What is upright and longer or shorter goes as a video, and so does every other shape.
REEL_SECONDS = range(3, 91)
_REEL_SHAPE = (9, 16)


def text_of(post: Post) -> str:
    """Return the words of a post, in one field as people read them: a title of its own is shown with no Reel.

    That AI has altered something and that somebody paid is always said here too: the mark for the former is new and not
    confirmed to be shown, for the latter there is none without the sponsor's own Page.
    """
    parts = (post.title, post.description, disclosure_of(post), post.note)
    return "\n\n".join(part for part in parts if part)


def fields_of(post: Post) -> dict[str, str]:
    """Return the fields with which a new video is described."""
    mark = {"is_ai_generated": "true"} if post.flags.get("ai_altered") else {}
    return {"title": post.title, "description": text_of(post), **mark}


def changes_of(post: Post) -> dict[str, str]:
    """Return the fields with which a video that is there is described anew: there the title is called `name`, and the mark
    for AI cannot be changed."""
    return {"name": post.title, "description": text_of(post)}


def has_words_of(there: Video, post: Post) -> bool:
    """Tell whether a post's words stand under a video, compared as Facebook keeps them: without blank ends."""
    return _plain(there.get("description")) == _plain(text_of(post))


def film_of(post: Post) -> SealedFile:
    """Return the one video that goes there: of the shape that was signed; where none was named, the first of ours.

    Raises:
        NoVideo, TooLarge: nothing can be sent.
    """
    film = film_or_none(post)
    if film is None:
        raise NoVideo
    if film.size > FILE_BYTES:
        raise TooLarge(limit=FILE_BYTES >> 30)
    return film


def film_or_none(post: Post) -> SealedFile | None:
    """Return the one video that goes there; None: there is none."""
    films = {one.shape: one for one in reversed(post.files) if one.media_type == "video/mp4"}
    if post.shape:
        return films.get(post.shape)
    return next((films[shape] for shape in (*SHAPES, "") if shape in films), None)


def is_reel(film: SealedFile, seconds: range = REEL_SECONDS) -> bool:
    """Tell whether a video can go as a Reel."""
    size = video_size(film.path)
    width, height = _REEL_SHAPE
    return size is not None and size.is_like(width, height) and size.seconds in seconds


def _plain(value: object) -> str:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""
