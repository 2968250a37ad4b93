"""A post as YouTube's resource of a video: what is said of it, and what is marked."""

from __future__ import annotations

from typing import Any

from clipdesk.connectors.contract import Post, SealedFile
from clipdesk.connectors.disclosure import disclosure_of
from clipdesk.connectors.picture_size import Size, video_size
from clipdesk.connectors.youtube.errors import AngleBrackets, DescriptionTooLong, NoVideo, TitleTooLong, TooLarge

TITLE_CHARACTERS, DESCRIPTION_BYTES = 100, 5000
FILE_BYTES = 274_877_906_944
SHORT_SECONDS = 180
"""Square or upright and no longer: YouTube files it as a Short by itself. There is no mark for it."""
SHAPES = ("9:16", "16:9", "4:5", "1:1")
#: News & Politics.
CATEGORY = "25"
#: Flags that YouTube has marks of its own for.
MARKED = frozenset({"ai_altered", "paid"})

#: What may be changed of a video, by part. An update that leaves one out deletes it.
MUTABLE = {
    "snippet": ("title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage"),
    "status": (
        "privacyStatus",
        "publishAt",
        "license",
        "embeddable",
        "publicStatsViewable",
        "selfDeclaredMadeForKids",
        "containsSyntheticMedia",
    ),
    "paidProductPlacementDetails": ("hasPaidProductPlacement",),
}


def description_of(post: Post) -> str:
    """Return the words under a video: the description, what YouTube has no mark for, and the note beside a correction."""
    parts = (post.description, disclosure_of(post, MARKED), post.note)
    return "\n\n".join(part for part in parts if part)


def resource_of(post: Post, privacy: str) -> dict[str, Any]:
    """Return a post as a video of its own."""
    return {
        "snippet": {
            "title": post.title,
            "description": description_of(post),
            "categoryId": CATEGORY,
            "defaultLanguage": post.language,
            "defaultAudioLanguage": post.language,
        },
        "status": {
            "privacyStatus": privacy,
            "selfDeclaredMadeForKids": bool(post.flags.get("made_for_children")),
            "containsSyntheticMedia": bool(post.flags.get("ai_altered")),
        },
        "paidProductPlacementDetails": {"hasPaidProductPlacement": bool(post.flags.get("paid"))},
    }


def merged(there: dict[str, Any], post: Post, privacy: str) -> dict[str, Any]:
    """Return a video as it will be: what is there and nobody here has a say in stays."""
    ours = resource_of(post, privacy)
    ours["snippet"].pop("categoryId")  # somebody may have chosen a better one there
    whole: dict[str, Any] = {"id": there["id"]}
    for part, names in MUTABLE.items():
        kept = {name: value for name, value in (there.get(part) or {}).items() if name in names}
        whole[part] = {**kept, **ours[part]}
    whole["snippet"].setdefault("categoryId", CATEGORY)
    whole["status"].pop("publishAt", None)  # nothing there publishes by itself
    return whole


def hidden(there: dict[str, Any]) -> dict[str, Any]:
    """Return a video's part `status` with nobody seeing it."""
    kept = {name: value for name, value in (there.get("status") or {}).items() if name in MUTABLE["status"]}
    kept.pop("publishAt", None)
    return {"id": there["id"], "status": {**kept, "privacyStatus": "private"}}


def is_same(there: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Tell whether a video is already as it will be. Words are compared as YouTube keeps them: without blank ends."""
    return all(
        _plain((there.get(part) or {}).get(name)) == _plain(value)
        for part in MUTABLE
        for name, value in whole[part].items()
    )


def has_words_of(there: dict[str, Any], post: Post) -> bool:
    """Tell whether a post's title and description stand under a video."""
    said, ours = there.get("snippet") or {}, resource_of(post, "public")["snippet"]
    return all(_plain(said.get(name)) == _plain(ours[name]) for name in ("title", "description"))


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


def is_short(film: SealedFile) -> bool:
    """Tell whether YouTube will file a video as a Short."""
    size: Size | None = video_size(film.path)
    return size is not None and size.height >= size.width and size.seconds <= SHORT_SECONDS


def check_words(post: Post) -> None:
    """Say what YouTube would refuse of a post's words.

    Raises:
        TitleTooLong, DescriptionTooLong, AngleBrackets: with what to change.
    """
    said = description_of(post)
    if len(post.title) > TITLE_CHARACTERS:
        raise TitleTooLong(limit=TITLE_CHARACTERS, count=len(post.title))
    if (count := len(said.encode())) > DESCRIPTION_BYTES:
        raise DescriptionTooLong(limit=DESCRIPTION_BYTES, count=count)
    if any(sign in post.title + said for sign in "<>"):
        raise AngleBrackets


def _plain(value: Any) -> Any:
    """Return a value as it is compared: an empty text and a mark that is off are what is not there."""
    return (value.replace("\r\n", "\n").strip() if isinstance(value, str) else value) or None
