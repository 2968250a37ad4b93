"""What each platform takes from a person's hands, as data: how long, in which shape, which words go into which field.

Figures are those of the platforms' own descriptions in November 2026. Where a platform states none, the widest of ours
stands.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from clipdesk.connectors.contract import Limits, Post, Wording, worded
from clipdesk.connectors.disclosure import disclosure_of

UPRIGHT, WIDE = ("9:16", "4:5", "1:1", "16:9"), ("16:9", "9:16", "4:5", "1:1")
_ANY_LENGTH = 3 * 3600
_ALL_MARKS = frozenset({"ai_altered", "paid"})
#: Of the text of a post on X: code points that count once; every other counts twice.
_ONCE_ON_X = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def _plain(words: str) -> int:
    return len(words)


def _utf16(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


def _on_x(words: str) -> int:
    return sum(
        1 if any(first <= ord(sign) <= last for first, last in _ONCE_ON_X) else 2
        for sign in unicodedata.normalize("NFC", words)
    )


@dataclass(frozen=True)
class Platform:
    """One platform. marks: the flags for which its own app has a switch. apart: it has fields for title and text."""

    limits: Limits
    apart: bool = False
    marks: frozenset[str] = frozenset()
    count: Callable[[str], int] = _plain


def _limits(
    text: int = 0, *, title: int = 120, description: int = 5000, seconds: int = _ANY_LENGTH, wide: bool = False
) -> Limits:
    return Limits(
        title_characters=title,
        description_characters=description,
        shapes=WIDE if wide else UPRIGHT,
        longest_seconds=seconds,
        text_characters=text,
        by_hand=True,
    )


#: By the names of `places.PLATFORMS`; each of those stands here.
TAKES: dict[str, Platform] = {
    "facebook": Platform(_limits(), marks=_ALL_MARKS),
    "instagram": Platform(_limits(2200, seconds=900), marks=_ALL_MARKS),
    "threads": Platform(_limits(500, seconds=300)),
    "tiktok": Platform(_limits(2200, seconds=600), marks=_ALL_MARKS, count=_utf16),
    "x": Platform(_limits(280, seconds=140, wide=True), marks=_ALL_MARKS, count=_on_x),
    "youtube": Platform(_limits(title=100), apart=True, marks=_ALL_MARKS),
    "zalo": Platform(_limits(title=150, description=300), apart=True),
    "telegram": Platform(_limits(1024), count=_utf16),
    "linkedin": Platform(_limits(3000, seconds=900)),
    "bluesky": Platform(_limits(300, seconds=180)),
    "mastodon": Platform(_limits(500, wide=True)),
    "podcast": Platform(_limits(wide=True), apart=True),
    "website": Platform(_limits(wide=True), apart=True),
    "other": Platform(_limits()),
}


def wording_of(post: Post, platform: str) -> Wording:
    """Return what a person pastes where, and the flags they set by the platform's own switches: those it has, and whether
    it is for children, which no words of a post could say."""
    takes = TAKES[platform]
    switches, said = {*takes.marks, "made_for_children"}, disclosure_of(post, takes.marks)
    if takes.apart:
        return worded(post, switches, title=post.title, description=_joined(post.description, said, post.note))
    return worded(post, switches, text=_joined(post.title, post.description, said, post.note))


def count_of(post: Post, platform: str) -> int:
    """Return how many characters the longest of the fields is, counted as the platform counts."""
    return max((TAKES[platform].count(text.words) for text in wording_of(post, platform).texts), default=0)


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
