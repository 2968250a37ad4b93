"""Which post does a link lead to? Worked out from its text alone: nothing is ever fetched.

People copy links from telephones, from mail, out of other apps: with `m.` or `www.`, without `https://`, shortened by
the platform itself, with parameters that only track.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

LONGEST = 2000
_FRONT = re.compile(r"^(?:www|m|mobile|vm|music|web|mbasic|l)\.")
_TELEGRAM = (r"/c/(?P<chat>\d{5,15})/(?P<id>\d{1,12})", r"/(?:s/)?(?P<account>[A-Za-z]\w{3,31})/(?P<id>\d{1,12})")
_PLACES: dict[str, tuple[str, tuple[str, ...]]] = {
    "youtu.be": ("youtube", (r"/(?P<id>[\w-]{6,})",)),
    "youtube.com": ("youtube", (r"/(?:shorts|embed|live|v)/(?P<id>[\w-]{6,})", r"/watch\?v=(?P<id>[\w-]{6,})")),
    "youtube-nocookie.com": ("youtube", (r"/embed/(?P<id>[\w-]{6,})",)),
    "tiktok.com": ("tiktok", (r"/@[^/]+/video/(?P<id>\d+)", r"/(?:embed(?:/v2)?|v|player/v1)/(?P<id>\d+)")),
    "facebook.com": (
        "facebook",
        (
            r"/(?:watch(?:/live)?|video\.php)\?v=(?P<id>\d+)",
            r"/(?:permalink|story)\.php\?story_fbid=(?P<id>\d+|pfbid\w+)",
            r"/(?:reel|share/r|share/v)/(?P<id>\w+)",
            r"/[^/]+/(?:videos|posts)/(?:[^/]+/)?(?P<id>\d+|pfbid\w+)",
        ),
    ),
    "instagram.com": ("instagram", (r"/(?:[^/]+/)?(?:reel|reels|p|tv)/(?P<id>[\w-]+)",)),
    "twitter.com": ("x", (r"/[^/]+/status/(?P<id>\d+)",)),
    "x.com": ("x", (r"/[^/]+/status/(?P<id>\d+)",)),
    "rd.zapps.vn": ("zalo", (r"/(?:video|detail/\d+)\?id=(?P<id>[\w-]+)",)),
    "t.me": ("telegram", _TELEGRAM),
    "telegram.me": ("telegram", _TELEGRAM),
}
_OURS = re.compile(r"/watch/[^/]+/(?P<watch>\w+)|/media/(?P<media>\w+)/.*", re.ASCII)
_CODE = re.compile(r"\w{8,20}", re.ASCII)
_ASKED = re.compile(r"\\\?(\w+)=")  # in a shape above: the name in the query under which the id stands


@dataclass(frozen=True)
class Address:
    """A post as its platform calls it. kind: of the destination (`site` for our own pages). account: in small letters or
    digits, where the platform counts the posts of each account anew."""

    kind: str
    remote_id: str
    account: str = ""


def bare(text: str) -> str:
    """Return a link without the brackets, quotes and stops of the sentence that it was copied out of."""
    words = text.strip().strip("<>\"'()[].,")
    while words.count("(") > words.count(")") and f"{words})" in text:
        words += ")"  # the link opened it itself
    return words


def read_address(text: str, origin: str) -> Address | None:
    """Return what a link or code names; None where it is neither.

    origin: of our own pages, `https://desk.station.vn`; a link to them is known with any scheme, or none.
    """
    words = bare(text)
    if _CODE.fullmatch(words):
        return Address("site", words)
    if not words or len(words) > LONGEST or any(sign.isspace() for sign in words):
        return None
    try:
        parts = urlsplit(words if "://" in words else f"//{words.removeprefix('//')}", scheme="https")
        host, port, ours = parts.hostname or "", parts.port, urlsplit(origin)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    path = unquote(re.sub(r"/{2,}", "/", parts.path)).rstrip("/")
    if host == ours.hostname and port in (None, 80, 443, ours.port):
        found = _OURS.fullmatch(path)
        return Address("site", found["watch"] or found["media"]) if found else None
    return _elsewhere(_FRONT.sub("", host), path, parts.query)


def _elsewhere(host: str, path: str, query: str) -> Address | None:
    """Return the post on a platform that we know the links of."""
    kind, shapes = _PLACES.get(host, ("", ()))
    named = parse_qs(query)
    for shape in shapes:
        asked = _ASKED.search(shape)
        given = f"?{asked[1]}={named.get(asked[1], [''])[0]}" if asked else ""
        found = re.fullmatch(shape, path + given, re.ASCII)
        if found:
            parts = found.groupdict("")
            account = f"-100{parts['chat']}" if parts.get("chat") else parts.get("account", "").lower()
            return Address(kind, str(int(found["id"])) if account else found["id"], account)
    return None
