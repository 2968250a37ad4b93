"""HLS playlists (RFC 8216), read as text: which versions there are, and which pieces come one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from clipdesk.media.live.errors import EmptyPlaylist, EncryptedStream, NotAPlaylist, SoundApart

MOST_BYTES = 4 << 20
HIGHEST = 1080
#: However long a playlist says its pieces are: that long is waited for one, and for the next.
LONGEST_TARGET = 60.0
_KNOWN_CODECS = ("avc1", "avc3", "hvc1", "hev1", "mp4a", "ac-3", "ec-3", "mp3")
_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]*)')


@dataclass(frozen=True)
class Variant:
    """One version of the programme. height: 0 where it is not stated. sound_apart: its sound has its own playlist."""

    url: str
    bandwidth: int
    codecs: tuple[str, ...] = ()
    height: int = 0
    sound_apart: bool = False


@dataclass(frozen=True)
class Span:
    """The part of a file that is meant; `size` 0: all of it."""

    url: str
    offset: int = 0
    size: int = 0


@dataclass(frozen=True)
class Part:
    """One piece of the programme. joint: it does not go on from the one before. missing: the source itself lacks it."""

    number: int
    span: Span
    seconds: float
    joint: bool = False
    missing: bool = False
    init: Span | None = None


@dataclass(frozen=True)
class Media:
    """The pieces that are there now. target: the longest that a piece is, in seconds."""

    target: float
    parts: tuple[Part, ...] = field(repr=False)
    ended: bool = False


def read_playlist(data: bytes, url: str) -> tuple[Variant, ...] | Media:
    """Return the versions that a playlist names, or its pieces; addresses in it are relative to `url`.

    Raises:
        NotAPlaylist: it is none.
        EncryptedStream: its pieces, or those of every version, need a key.
    """
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or not lines[0].startswith("#EXTM3U"):
        raise NotAPlaylist
    for line in lines:
        if line.startswith(("#EXT-X-KEY:", "#EXT-X-SESSION-KEY:")) and _attributes(line).get("METHOD") != "NONE":
            raise EncryptedStream
    if any(line.startswith("#EXT-X-STREAM-INF:") for line in lines):
        return tuple(_variants(lines, url))
    if not any(line.startswith("#EXT-X-TARGETDURATION:") for line in lines):
        raise NotAPlaylist
    return _Reader(url).read(lines)


def choose(variants: Sequence[Variant]) -> Variant:
    """Return the best version up to 1080 lines whose codecs we know; where all are higher, the lowest.

    Raises:
        EmptyPlaylist, SoundApart: there is none that can be recorded.
    """
    known = [variant for variant in variants if all(code.startswith(_KNOWN_CODECS) for code in variant.codecs)]
    if not known:
        raise EmptyPlaylist
    whole = [variant for variant in known if not variant.sound_apart]
    if not whole:
        raise SoundApart
    fitting = [variant for variant in whole if variant.height <= HIGHEST]
    if not fitting:
        return min(whole, key=lambda variant: (variant.height, variant.bandwidth))
    return max(fitting, key=lambda variant: (variant.height, variant.bandwidth))


def _variants(lines: Sequence[str], url: str) -> Iterator[Variant]:
    apart = {
        said.get("GROUP-ID")
        for said in (_attributes(line) for line in lines if line.startswith("#EXT-X-MEDIA:"))
        if said.get("TYPE") == "AUDIO" and said.get("URI")
    }
    said: Mapping[str, str] | None = None
    for line in lines:
        if line.startswith("#EXT-X-STREAM-INF:"):
            said = _attributes(line)
        elif said is not None and not line.startswith("#"):
            height = said.get("RESOLUTION", "0x0").partition("x")[2]
            yield Variant(
                url=_whole_address(url, line),
                bandwidth=_whole(said.get("BANDWIDTH", "")),
                codecs=tuple(code.strip() for code in said.get("CODECS", "").split(",") if code.strip()),
                height=_whole(height),
                sound_apart=said.get("AUDIO") in apart,
            )
            said = None


class _Reader:
    """Goes through the lines of a media playlist; tags speak of the piece that follows them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.number, self.target = 0, 0.0
        self.init: Span | None = None
        self.parts: list[Part] = []
        self.ended = False
        self._seconds, self._joint, self._missing = 0.0, False, False
        self._range, self._range_end = "", 0

    def read(self, lines: Sequence[str]) -> Media:
        """Return what they say."""
        for line in lines:
            name, _, value = line.partition(":")
            if not line.startswith("#"):
                self._part(_whole_address(self.url, line))
            elif name == "#EXT-X-TARGETDURATION":
                self.target = max(0.5, min(_seconds(value), LONGEST_TARGET))
            elif name == "#EXT-X-MEDIA-SEQUENCE":
                self.number = _whole(value)
            elif name == "#EXTINF":
                self._seconds = _seconds(value.partition(",")[0])
            elif name == "#EXT-X-DISCONTINUITY":
                self._joint = True
            elif name == "#EXT-X-GAP":
                self._missing = True
            elif name == "#EXT-X-BYTERANGE":
                self._range = value
            elif name == "#EXT-X-MAP":
                self._map(_attributes(line))
            elif name == "#EXT-X-ENDLIST":
                self.ended = True
        return Media(self.target or 6.0, tuple(self.parts), self.ended)

    def _part(self, url: str) -> None:
        span = self._span(url, self._range)
        self.parts.append(Part(self.number, span, self._seconds, self._joint, self._missing, self.init))
        self.number += 1
        self._seconds, self._joint, self._missing, self._range = 0.0, False, False, ""

    def _map(self, said: Mapping[str, str]) -> None:
        if "URI" not in said:
            raise NotAPlaylist
        self.init = self._span(_whole_address(self.url, said["URI"]), said.get("BYTERANGE", ""))

    def _span(self, url: str, text: str) -> Span:
        """Read `size[@offset]`; without an offset it begins where the last one ended."""
        if not text:
            return Span(url)
        size, _, offset = text.partition("@")
        begin = _whole(offset) if offset else self._range_end
        self._range_end = begin + _whole(size)
        return Span(url, begin, _whole(size))


def _whole_address(base: str, text: str) -> str:
    try:
        return urljoin(base, text)
    except ValueError:  # no address at all, such as http://[
        raise NotAPlaylist from None


def _attributes(line: str) -> dict[str, str]:
    return {name: value.strip('"') for name, value in _ATTRIBUTE.findall(line.partition(":")[2])}


def _whole(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value < 3600 else 0.0
