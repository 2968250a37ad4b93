"""What stands beside a video: its captions, and the picture before it plays. Bringing them again is harmless."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from clipdesk.connectors.contract import Post, SealedFile
from clipdesk.connectors.http import Body
from clipdesk.connectors.picture_size import picture_size, video_size
from clipdesk.connectors.youtube.api import Api, as_json
from clipdesk.connectors.youtube.errors import NotAllowedThere, NoThumbnail
from clipdesk.connectors.youtube.quota import UNITS
from clipdesk.connectors.youtube.words import film_of, film_or_none, is_short

CAPTION_BYTES = 100_000_000
PICTURE_BYTES = 50_000_000


def captions_of(post: Post) -> dict[str, SealedFile]:
    """Return the sealed captions of a post, by language: `captions.vtt` is in the clip's own, `captions-en.vtt` not."""
    found = {}
    for one in post.files:
        if one.media_type == "text/vtt" and 0 < one.size <= CAPTION_BYTES:
            name = one.name.removesuffix(".vtt").removeprefix("captions")
            found[name.removeprefix("-") or post.language] = one
    return found


def picture_of(post: Post) -> SealedFile | None:
    """Return the sealed picture where YouTube shows it: not beside a Short, and only in the video's proportions."""
    film = film_or_none(post)
    if film is None or is_short(film):
        return None
    for one in post.files:
        if one.media_type == "image/jpeg" and one.size <= PICTURE_BYTES:
            size, found = video_size(film.path), picture_size(one.path)
            if size is not None and found is not None and size.is_like(*found):
                return one
    return None


def digest_of(post: Post) -> str:
    """Return the SHA-256 of the digests of all files that go there: another film, caption or picture makes another one."""
    picture = picture_of(post)
    lines = [film_of(post).sha256, picture.sha256 if picture else ""]
    lines += [f"{language} {track.sha256}" for language, track in sorted(captions_of(post).items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def bring(api: Api, video: str, post: Post, before: Post | None = None) -> None:
    """Bring captions and picture to a video; with `before`, which stands there, only what differs from that.

    Raises:
        NoThumbnail: the channel may not choose the picture.
        NotWhatWasSigned, ConnectorError: as everywhere.
    """
    if new := _new_captions(post, before):
        _bring_captions(api, video, new, replace=before is not None)
    if (picture := _new_picture(post, before)) is not None:
        _bring_picture(api, video, picture)


def beside(post: Post, before: Post | None = None) -> int:
    """Return how many units of the day's quota `bring` takes with the same."""
    new = _new_captions(post, before)
    old = captions_of(before) if before else {}
    captions = sum(UNITS["captions.update" if language in old else "captions.insert"] for language in new)
    picture = UNITS["thumbnails.set"] if _new_picture(post, before) is not None else 0
    return picture + captions + (UNITS["captions.list"] if new else 0)


def _new_captions(post: Post, before: Post | None) -> dict[str, SealedFile]:
    """Return the captions of a post that do not stand there already, by language."""
    old = captions_of(before) if before else {}
    return {
        language: track
        for language, track in captions_of(post).items()
        if language not in old or old[language].sha256 != track.sha256
    }


def _new_picture(post: Post, before: Post | None) -> SealedFile | None:
    """Return the picture of a post unless the very same stands there."""
    picture, known = picture_of(post), picture_of(before) if before else None
    return picture if picture is not None and (known is None or known.sha256 != picture.sha256) else None


def _bring_captions(api: Api, video: str, new: Mapping[str, SealedFile], *, replace: bool) -> None:
    """Bring each track once: what an earlier try has brought is found in the list; a corrected one takes its place."""
    listed = api.get("captions", part="snippet", videoId=video).get("items", [])
    there = {
        one["snippet"]["language"]: one["id"] for one in listed if one["snippet"].get("trackKind", "").lower() != "asr"
    }
    for language, track in new.items():
        if language not in there:
            said: dict[str, Any] = {"snippet": {"videoId": video, "language": language, "name": "", "isDraft": False}}
            _with_file(api, "POST", said, track)
        elif replace:
            _with_file(api, "PUT", {"id": there[language], "snippet": {"isDraft": False}}, track)


def _with_file(api: Api, method: str, said: Mapping[str, Any], track: SealedFile) -> None:
    query = {"uploadType": "multipart", "part": "snippet"}
    address = api.address("/upload/youtube/v3/captions", query)
    api.resource(api.request(method, address, _related(said, track)))


def _bring_picture(api: Api, video: str, picture: SealedFile) -> None:
    address = api.address("/upload/youtube/v3/thumbnails/set", {"uploadType": "media", "videoId": video})
    data = b"".join(picture.chunks())
    try:
        api.resource(api.request("POST", address, Body([data], len(data), picture.media_type)))
    except NotAllowedThere as error:
        raise NoThumbnail from error


def _related(said: Mapping[str, Any], file: SealedFile) -> Body:
    """Return a resource and a file as one body of two parts."""
    mark = f"clipdesk-{secrets.token_hex(16)}"
    told = b"".join(as_json(said).pieces)
    front = f"--{mark}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n".encode() + told
    middle = f"\r\n--{mark}\r\nContent-Type: {file.media_type}\r\n\r\n".encode()
    end = f"\r\n--{mark}--\r\n".encode()

    def pieces() -> Iterator[bytes]:
        yield front + middle
        yield from file.chunks()
        yield end

    data = b"".join(pieces())  # small, and it may have to be sent twice
    return Body([data], len(data), f"multipart/related; boundary={mark}")
