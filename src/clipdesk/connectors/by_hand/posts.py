"""Which post of the station's account does an address lead to? Worked out from its text alone: nothing is ever fetched.

Where an address says under whose account the post stands, that account must be the station's. Many say nothing of it
(`instagram.com/reel/…`): whether the post stands under the right account is then for the second look.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from clipdesk.connectors.addresses import Address, bare, read_address
from clipdesk.connectors.places import PLATFORMS, Place, read_place
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

#: What `HandWord` has room for.
LONGEST_ID, LONGEST_URL = 200, 400
#: What platforms make of an address for sharing: it says neither which post nor whose.
_SHORT_HOSTS = frozenset(
    {"vm.tiktok.com", "vt.tiktok.com", "fb.watch", "fb.me", "t.co", "lnkd.in", "bit.ly", "on.soundcloud.com"}
)
_SHORT_FRONTS = {"facebook": "share", "instagram": "share", "tiktok": "t"}
#: More hosts on which a platform shows its posts, beside those of its accounts.
_ALSO = {
    "youtube": ("youtu.be", "youtube-nocookie.com", "music.youtube.com"),
    "zalo": ("oa.zalo.me", "video.zalo.me", "rd.zapps.vn", "rd.zaloapp.com"),
}
#: Platforms whose posts `addresses` knows by their form; of all others the whole address names the post.
_KNOWN = frozenset({"youtube", "tiktok", "facebook", "instagram", "x", "telegram"})
#: What of a query says which post it is, where that is known.
_KEPT = {"youtube": ("v",), "facebook": ("v", "story_fbid", "id")}
#: An id is plain signs: what is written in other letters has been encoded.
_PLAIN = re.compile(r"[!-~]+")
_ENCODED = re.compile(r"(?:%[89A-F][0-9A-F])+")
_TRACKS = frozenset({"fbclid", "gclid", "zarsrc", "igsh", "si", "ref", "_r", "_t", "feature"})


class NoPostThere(ClipdeskError):
    """An address does not lead to a post of the account."""

    message = gettext_noop(
        "This is not the address of a post of {account}. Open the post itself and copy the address of that page."
    )


class ShortLink(NoPostThere):
    """An address made for sharing: it hides the post's own."""

    message = gettext_noop(
        "This is a short link, and it does not say which post it leads to. Open it in the browser, and copy the address "
        "that stands there then."
    )


class OtherPlatform(NoPostThere):
    """An address on another site."""

    message = gettext_noop("This address is not on {platform}. Paste the address of the post on {platform}.")


class OtherAccount(NoPostThere):
    """The address names somebody else's account."""

    message = gettext_noop(
        "This address names the account “{named}”, and the clip is signed for {account}. If it really stands under another "
        "account, delete it there."
    )


@dataclass(frozen=True)
class FoundPost:
    """A post: its id, under which it is known again however its address is written, and an address to open."""

    remote_id: str
    url: str


@dataclass(frozen=True)
class Whose:
    """The station's account: on which platform, at which address, and what people call both."""

    platform: str
    url: str
    name: str
    platform_name: str


def post_at(text: str, whose: Whose) -> FoundPost:
    """Return the post of an account that an address names.

    Raises:
        ShortLink, OtherPlatform, OtherAccount, NoPostThere: it names none.
    """
    text = bare(text)
    place, account = read_place(text), read_place(whose.url)
    if place is None or account is None:
        raise NoPostThere(account=whose.name)
    if place.written_host in _SHORT_HOSTS or _begins(place, _SHORT_FRONTS.get(whose.platform, "")):
        raise ShortLink
    if not _is_on(place, account, whose.platform):
        raise OtherPlatform(platform=whose.platform_name)
    address = read_address(text, "")
    named = _named(place, address, whose.platform, text)
    if named and not _is_same(named, account, whose.platform):
        raise OtherAccount(named=named, account=whose.name)
    if place.depth_under(account, whose.platform) == 0 or not place.parts:
        raise NoPostThere(account=whose.name)
    found = _known(place, text, whose) if whose.platform in _KNOWN else _other(place, text, whose)
    if not _is_id(found.remote_id) or len(found.url) > LONGEST_URL:
        raise NoPostThere(account=whose.name)
    return found


def name_of(address: Address) -> str:
    """Return the id of a post, with its account where each account counts its own."""
    return f"{address.account}/{address.remote_id}" if address.account else address.remote_id


def names_at(text: str) -> list[tuple[str, str]]:
    """Return under which ids what stands at an address may be known: platform (empty: the id says it) and id. For looking
    it up, not for trusting it."""
    text = bare(text)
    place, address = read_place(text), read_address(text, "")
    names = [(address.kind, name_of(address))] if address and address.kind != "site" else []
    if place is not None and place.parts:
        names.append(("", _id_of(_url(place, text, keep=None))))
        if given := _zalo_id(place, text):
            names.append(("zalo", given))
    return [(platform, name) for platform, name in names if _is_id(name)]


def _is_id(name: str) -> bool:
    """Tell whether a name can be kept and asked for."""
    return len(name) <= LONGEST_ID and _PLAIN.fullmatch(name) is not None


def _known(place: Place, text: str, whose: Whose) -> FoundPost:
    """Return a post on a platform whose addresses have forms that are known here."""
    address = read_address(text, "")
    if address is None or address.kind != whose.platform:
        raise NoPostThere(account=whose.name)
    if whose.platform == "facebook" and len(place.parts) > 3:  # page, videos, the title in words, id
        place = Place(place.written_host, (*place.parts[:2], place.parts[-1]))
    return FoundPost(name_of(address), _shortened(_url(place, text, keep=_KEPT.get(whose.platform, ()))))


def _other(place: Place, text: str, whose: Whose) -> FoundPost:
    """Return a post on a platform whose addresses have no form that is known here."""
    is_account = place.is_account_of(whose.platform) and PLATFORMS[whose.platform].hosts
    if is_account or (whose.platform == "mastodon" and len(place.parts) == 1):
        raise NoPostThere(account=whose.name)
    url = _url(place, text, keep=None)
    given = _zalo_id(place, text) if whose.platform == "zalo" else ""
    return FoundPost(given or _id_of(url), _shortened(url))


def _zalo_id(place: Place, text: str) -> str:
    return dict(_query(text)).get("id", "") if place.written_host in _ALSO["zalo"] else ""


def _is_on(place: Place, account: Place, platform: str) -> bool:
    known = PLATFORMS[platform].hosts
    if not known:
        return place.host == account.host
    return place.host in known or place.written_host.removeprefix("www.") in _ALSO.get(platform, ())


def _named(place: Place, address: Address | None, platform: str, text: str) -> str:
    """Return the account that an address names; empty: it says nothing of it."""
    if platform == "zalo" and place.written_host in _ALSO["zalo"]:
        return dict(_query(text)).get("pageId", "") or next((part for part in place.parts if part.isdecimal()), "")
    if address and address.kind == platform and address.account:
        return address.account
    if platform == "mastodon":
        return _named_there(place)
    if not PLATFORMS[platform].hosts:
        return ""
    for depth in range(1, min(3, len(place.parts) - 1) + 1):
        above = Place(place.written_host, place.parts[:depth])
        if above.is_account_of(platform) and not place.parts[0].isdecimal():
            return "/".join(above.parts)
    return ""


def _named_there(place: Place) -> str:
    """Return the account that an address on a Mastodon server names, `@name`, or `@name@server` of another server's."""
    parts = place.parts[1:] if place.parts[:1] in (("web",), ("deck",)) else place.parts
    if len(parts) > 1 and parts[0].startswith("@"):
        return parts[0].removesuffix(f"@{place.written_host}")
    return f"@{parts[1]}" if len(parts) > 2 and parts[0] == "users" else ""


def _is_same(named: str, account: Place, platform: str) -> bool:
    """Tell whether a name in an address is the account's own."""
    held = "/".join(account.parts)
    if platform == "zalo" and not (named.isdecimal() and held.isdecimal()):
        return True  # the one is a number and the other a name: nothing is said
    if platform == "mastodon":
        return named.lower() == held.lower()
    return Place(account.written_host, tuple(named.split("/"))).depth_under(account, platform) == 0


def _begins(place: Place, front: str) -> bool:
    return bool(front) and place.parts[:1] == (front,) and len(place.parts) > 1


def _url(place: Place, text: str, keep: tuple[str, ...] | None) -> str:
    """Return an address to open, without what only tracks; keep: the names of its query that matter (None: the rest)."""
    pairs = _query(text)
    if keep is None:
        pairs = [(name, value) for name, value in pairs if not _only_tracks(name)]
    else:
        first = dict(reversed(pairs))
        pairs = [(name, first[name]) for name in keep if name in first]
    return place.url + (f"?{urlencode(pairs)}" if pairs else "")


def _shortened(url: str) -> str:
    """Return an address with its letters as they are read, where it is too long with them encoded."""
    return url if len(url) <= LONGEST_URL else _ENCODED.sub(_letters, url)


def _letters(encoded: re.Match[str]) -> str:
    return "".join(sign if sign.isalpha() else quote(sign) for sign in unquote(encoded[0]))


def _only_tracks(name: str) -> bool:
    return name in _TRACKS or name.startswith("utm_")


def _query(text: str) -> list[tuple[str, str]]:
    words = text.strip()
    return parse_qsl(urlsplit(words if "://" in words else f"//{words}").query)


def _id_of(url: str) -> str:
    """Return the address as an id, or a digest of it where it is too long for one."""
    name = url.removeprefix("https://").removeprefix("www.").rstrip("/")
    return name if len(name) <= LONGEST_ID else f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"
