"""Whose account does a link lie under? Worked out from its text alone, and strictly: nothing is ever fetched.

A link is compared part by part: the whole host name, then each part of the path. `youtube.com/@station-fake` does not lie
under `youtube.com/@station`, and a host that merely looks alike has another name in ASCII. What a browser would read
differently from us (backslashes, dot segments, names before an @) is read as nothing at all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

LONGEST = 300


@dataclass(frozen=True)
class Platform:
    """Where the accounts of a platform are.

    hosts: the first is the name that all others stand for; none: any host. shape: of an account's path. any_case: whether
    the platform tells no capital from a small letter in an account's name.
    """

    name: str
    hosts: tuple[str, ...] = ()
    shape: str = r".*"
    any_case: bool = False


PLATFORMS = {
    "facebook": Platform(
        "Facebook",
        ("facebook.com", "fb.com"),
        r"(?!watch$|groups$|pages$|reel$|share$|events$|photo$|hashtag$)[\w.-]+(?<!\.php)|people/[^/]+/\d+|p/[^/]+",
        any_case=True,
    ),
    "instagram": Platform(
        "Instagram", ("instagram.com",), r"(?!p$|reels?$|tv$|stories$|explore$)[\w.]+", any_case=True
    ),
    "threads": Platform("Threads", ("threads.com", "threads.net"), r"@[\w.]+", any_case=True),
    "tiktok": Platform("TikTok", ("tiktok.com",), r"@[\w.]+", any_case=True),
    "x": Platform("X", ("x.com", "twitter.com"), r"(?!i$|home$|search$|hashtag$|explore$)\w+", any_case=True),
    "youtube": Platform("YouTube", ("youtube.com",), r"@[^/]+|(?:channel|c|user)/[^/]+", any_case=True),
    "zalo": Platform("Zalo", ("zalo.me",), r"(?!g$|pc$)\w+"),
    "telegram": Platform("Telegram", ("t.me", "telegram.me"), r"(?!s$|c$|share$|joinchat$)\w+", any_case=True),
    "linkedin": Platform("LinkedIn", ("linkedin.com",), r"(?:company|school|showcase)/[^/]+"),
    "bluesky": Platform("Bluesky", ("bsky.app",), r"profile/[^/]+"),
    "mastodon": Platform("Mastodon", (), r"@[\w.-]+"),
    "podcast": Platform("Podcast", shape=r".+"),
    "website": Platform("Website"),
    "other": Platform("Other", shape=r".+"),
}
_STANDS_FOR = {host: platform.hosts[0] for platform in PLATFORMS.values() for host in platform.hosts}
_FRONTS = ("www.", "m.", "mobile.", "mbasic.", "web.")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
#: Letters that the codec below and a browser write in ASCII as two different names.
_TWO_WAYS = frozenset("ßς\u200c\u200d")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f\\]")


@dataclass(frozen=True)
class Place:
    """A page somewhere: the host in ASCII as it was written, and the parts of its path."""

    written_host: str
    parts: tuple[str, ...]

    @property
    def host(self) -> str:
        """The name that all names of the same site stand for."""
        for front in ("", *_FRONTS):
            bare = self.written_host.removeprefix(front)
            if bare in _STANDS_FOR:
                return _STANDS_FOR[bare]
        return self.written_host

    @property
    def url(self) -> str:
        """The address, in ASCII."""
        return f"https://{self.written_host}/" + "/".join(quote(part, safe="@:!$&'()*+,;=~") for part in self.parts)

    def is_account_of(self, platform: str) -> bool:
        """Whether this can be an account's own page there; a known platform's host is that platform's alone."""
        known = PLATFORMS[platform]
        here = self.host in known.hosts if known.hosts else self.host not in _STANDS_FOR.values()
        return here and re.fullmatch(known.shape, "/".join(self.parts), re.ASCII) is not None

    def depth_under(self, account: Place, platform: str) -> int | None:
        """Return how many parts this lies below an account's page: 0 is the page itself; None: it lies elsewhere."""
        asked, held = _folded(self.parts, platform), _folded(account.parts, platform)
        if self.host != account.host or asked[: len(held)] != held:
            return None
        return len(asked) - len(held)


def read_place(text: str) -> Place | None:
    """Return the page that a link names, with or without `https://`; None for anything that is not plainly one."""
    words = text.strip()
    if not words or len(words) > LONGEST * 4 or _UNSEEN.search(words):
        return None
    try:
        parts = urlsplit(words if "://" in words else f"//{words.removeprefix('//')}", scheme="https")
        port, host = parts.port, _ascii(parts.hostname or "")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or port not in (None, 80, 443) or not host:
        return None
    try:
        path = tuple(
            unicodedata.normalize("NFC", unquote(one, errors="strict")) for one in parts.path.split("/") if one
        )
    except UnicodeDecodeError:
        return None
    if any(one in (".", "..") or "/" in one or _UNSEEN.search(one) for one in path):
        return None
    return Place(host, path)


def _ascii(host: str) -> str:
    """Return a host name as DNS is asked for it, or nothing where it is none."""
    if not host.isascii():
        if _TWO_WAYS & set(host):
            return ""
        host = host.encode("idna").decode("ascii")  # a UnicodeError is a ValueError
    return host if _HOST.fullmatch(host) else ""


def _folded(parts: tuple[str, ...], platform: str) -> tuple[str, ...]:
    """Return the parts with the account's name in small letters, where the platform makes no difference."""
    if not parts or not PLATFORMS[platform].any_case or not parts[0].isascii():
        return parts
    if platform == "youtube" and not parts[0].startswith("@"):
        return parts  # the ids after channel/ do differ by case
    return (parts[0].lower(), *parts[1:])
