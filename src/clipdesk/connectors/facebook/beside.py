"""What stands beside a video that is no Reel: its captions, and the picture before it plays. Bringing them again is harmless.

A Reel has neither: no call that publishes one takes them.
"""

from __future__ import annotations

import hashlib
import re

from clipdesk.connectors.contract import Post, SealedFile
from clipdesk.connectors.facebook.api import Api, File
from clipdesk.connectors.facebook.words import film_of, film_or_none
from clipdesk.connectors.picture_size import picture_size, video_size

PICTURE_BYTES = 10 << 20
CAPTION_BYTES = 10 << 20
#: As Facebook names the languages of the desk. Captions in a language that has no name there stay here.
LOCALES = {
    "vi": "vi_VN",
    "en": "en_US",
    "zh": "zh_CN",
    "ko": "ko_KR",
    "ja": "ja_JP",
    "fr": "fr_FR",
    "ru": "ru_RU",
    "km": "km_KH",
    "lo": "lo_LA",
    "th": "th_TH",
}
_TIMES = re.compile(r"(\d{2,}:\d{2}:\d{2})\.(\d{3}) --> (\d{2,}:\d{2}:\d{2})\.(\d{3}).*")
_VOICE = re.compile(r"<[^>]*>")


def captions_of(post: Post) -> dict[str, SealedFile]:
    """Return the sealed captions of a post, by Facebook's locale: `captions.vtt` is in the clip's own language,
    `captions-en.vtt` not."""
    found = {}
    for one in post.files:
        if one.media_type == "text/vtt" and 0 < one.size <= CAPTION_BYTES:
            language = one.name.removesuffix(".vtt").removeprefix("captions").removeprefix("-") or post.language
            if language in LOCALES:
                found[LOCALES[language]] = one
    return found


def picture_of(post: Post) -> SealedFile | None:
    """Return the sealed picture, where it has the video's proportions."""
    film = film_or_none(post)
    size = video_size(film.path) if film is not None else None
    for one in post.files:
        if one.media_type == "image/jpeg" and one.size <= PICTURE_BYTES:
            found = picture_size(one.path)
            if size is not None and found is not None and size.is_like(*found):
                return one
    return None


def digest_of(post: Post, *, reel: bool) -> str:
    """Return the SHA-256 of the digests of all files that go there: another film, caption or picture makes another one."""
    lines = [film_of(post).sha256]
    if not reel:
        picture = picture_of(post)
        lines += [picture.sha256 if picture else ""]
        lines += [f"{locale} {track.sha256}" for locale, track in sorted(captions_of(post).items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def bring(api: Api, video: str, post: Post, before: Post | None = None) -> None:
    """Bring captions and picture to a video; with `before`, which stands there, only what differs from that.

    Raises:
        NotWhatWasSigned, ConnectorError: as everywhere.
    """
    old = captions_of(before) if before else {}
    for locale, track in captions_of(post).items():
        if locale not in old or old[locale].sha256 != track.sha256:
            data = as_subrip(b"".join(track.chunks()).decode("utf-8", errors="replace")).encode()
            file = File("captions_file", f"captions.{locale}.srt", data, "application/x-subrip")
            said = {"default_locale": LOCALES.get(post.language, "none")}
            api.read(api.bring(video, "captions", said, file))
    picture, known = picture_of(post), picture_of(before) if before else None
    if picture is not None and (known is None or known.sha256 != picture.sha256):
        file = File("source", "picture.jpg", b"".join(picture.chunks()), picture.media_type)
        api.read(api.bring(video, "thumbnails", {"is_preferred": "true"}, file))


def as_subrip(vtt: str) -> str:
    """Return our own WebVTT as SubRip, the one form that Facebook takes: the same cues at the same times, a speaker's name
    before the words."""
    blocks = list[str]()
    for block in vtt.replace("\r\n", "\n").split("\n\n"):
        lines = block.strip("\n").split("\n")
        place = next((number for number, line in enumerate(lines) if _TIMES.fullmatch(line)), None)
        if place is not None:
            times = _TIMES.sub(r"\1,\2 --> \3,\4", lines[place])
            words = "\n".join(_unescaped(line) for line in lines[place + 1 :])
            blocks.append(f"{len(blocks) + 1}\n{times}\n{words}\n")
    return "\n".join(blocks)


def _unescaped(line: str) -> str:
    """Return a line's words without marks; a voice becomes what is written before them."""
    said = re.sub(r"<v ([^>]*)>", r"\1: ", line)
    plain = _VOICE.sub("", said)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
