"""A resumable upload: an address that is asked for once, and pieces that go there until the last one makes a video.

A piece that was lost is no guess: the address itself says how much of the file has arrived, and once all of it has, which
video it became.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clipdesk.connectors.contract import NotTaken, SealedFile
from clipdesk.connectors.http import Answer, Body, NoAnswer, NotReached
from clipdesk.connectors.youtube.api import NOTHING, Api, as_json

#: How often in a row a piece may be lost before the upload rests.
PATIENCE = 4
_ARRIVED = re.compile(r"bytes=0-(\d+)")


class SessionOver(NotTaken):
    """The address of an upload is no longer known there; the file never became a video."""


@dataclass(frozen=True)
class Pace:
    """How an upload goes. piece: bytes, a multiple of 256 KiB, as all pieces but the last must be. pause: seconds after a
    piece that was lost; each further one doubles it."""

    piece: int = 8 << 20
    pause: float = 1


USUAL = Pace()


@dataclass(frozen=True)
class Arrived:
    """How much of a file YouTube has, and the video that it became when it was all."""

    size: int
    video: str = ""


def open_session(api: Api, video: Mapping[str, Any], film: SealedFile) -> str:
    """Return an address for uploading `film`. Nothing of it is there yet, and nothing comes of an address that is lost.

    Raises:
        ConnectorError: YouTube gave none.
    """
    told = as_json(video)
    headers = {"X-Upload-Content-Length": str(film.size), "X-Upload-Content-Type": film.media_type}
    query = {"uploadType": "resumable", "part": ",".join(video)}
    address = api.address("/upload/youtube/v3/videos", query)
    answer = api.request("POST", address, Body(told.pieces, told.size, told.media_type, headers))
    if answer.status != 200:
        raise api.error(answer)
    session = answer.headers.get("location", "")
    if not api.places.is_upload(session):
        raise NoAnswer
    return session


def ask_session(api: Api, session: str, size: int | None = None) -> Arrived:
    """Return how much has arrived; size: of the whole file, where it is known.

    Raises:
        SessionOver: the address is over.
        ConnectorError: it cannot be told now.
    """
    body = Body([], 0, headers={"Content-Range": f"bytes */{'*' if size is None else size}"})
    return _arrived(api, api.request("PUT", session, body), size or 0)


def end_session(api: Api, session: str) -> None:
    """Let an upload become nothing; one that is over already comes to the same."""
    api.request("DELETE", session, NOTHING)


def upload(api: Api, session: str, film: SealedFile, on_progress: Callable[[int], None], pace: Pace = USUAL) -> str:
    """Bring a file over, from where an earlier try stopped; return the video that it became.

    The last piece leaves only once the whole file is known to be the signed one.

    Raises:
        NotWhatWasSigned: it is another file; no video came of it.
        SessionOver: the address is over.
        NotTaken: it is gone on with later.
        ConnectorError: anything else.
    """
    there = ask_session(api, session, film.size)
    on_progress(there.size)
    start, lost = 0, 0
    for piece in _pieces(film, pace.piece):
        end = start + len(piece)
        while not there.video and there.size < end:
            if there.size < start:
                raise NotTaken(wait=5)  # it has forgotten what it had: from the start again, and from the disk
            before = there.size
            there = _send(api, session, piece[there.size - start :], (there.size, end, film.size))
            on_progress(there.size)
            lost = 0 if there.size > before else lost + 1
            if lost >= PATIENCE:
                raise NotTaken(wait=30)
            if lost:
                time.sleep(pace.pause * 2**lost)
        start = end
    if not there.video:
        raise NoAnswer
    return there.video


def _pieces(film: SealedFile, size: int) -> Iterator[bytes]:
    """Return the file in pieces; the last is whole only after the file was found to be the signed one."""
    held = bytearray()
    for chunk in film.chunks():
        held += chunk
        while len(held) > size:
            yield bytes(held[:size])
            del held[:size]
    yield bytes(held)


def _send(api: Api, session: str, data: bytes, place: tuple[int, int, int]) -> Arrived:
    """Send some bytes and return how much has arrived now; where the answer was lost, ask."""
    begin, end, size = place
    headers = {"Content-Range": f"bytes {begin}-{end - 1}/{size}"}
    try:
        answer = api.request("PUT", session, Body([data], len(data), "video/mp4", headers))
        if answer.status < 500:
            return _arrived(api, answer, size)
    except (NotReached, NoAnswer):
        pass  # whatever has come of it, the address knows
    try:
        return ask_session(api, session, size)
    except (NotReached, NoAnswer):
        return Arrived(begin)


def _arrived(api: Api, answer: Answer, size: int) -> Arrived:
    if answer.status == 308:
        found = _ARRIVED.fullmatch(answer.headers.get("range", ""))
        return Arrived(int(found[1]) + 1 if found else 0)
    if answer.status in {404, 410, 499}:
        raise SessionOver
    video = api.resource(answer).get("id")
    if not isinstance(video, str) or not video:
        raise NoAnswer
    return Arrived(size, video)
