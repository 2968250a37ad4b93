"""Bringing a file to Facebook: a Reel in one stream that can be gone on with, any other video in pieces that Facebook asks
for. Nothing of it is public.

A Reel's video says how much of it has arrived. A piece that begins elsewhere than it should is refused with the place to go
on from. The last bytes leave only once the whole file is known to be the signed one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clipdesk.connectors.contract import CHUNK_BYTES, NotTaken, SealedFile
from clipdesk.connectors.facebook.api import Api, File, error_in, read_json
from clipdesk.connectors.facebook.errors import WRONG_PLACE, Unprocessable, VideoGone, problem_in
from clipdesk.connectors.facebook.status import FIELDS, Video, arrived, is_whole
from clipdesk.connectors.http import Answer, NoAnswer, NotReached

#: How often in a row a stream or piece may be lost before the upload rests.
PATIENCE = 4
#: Bytes of the first piece: before it is sent, nobody says how large the pieces should be.
FIRST = CHUNK_BYTES
#: What Facebook says of bytes that it cannot use: the file is sent again from the start, in an upload of its own.
_USELESS = frozenset({"ProcessingFailedError"})


@dataclass(frozen=True)
class Pace:
    """How an upload goes. pause: seconds after a line that was lost; each further one doubles it."""

    pause: float = 1


USUAL = Pace()


@dataclass(frozen=True)
class Wanted:
    """The piece that Facebook asks for; where both are the same, it has everything."""

    begin: int
    end: int


def start_reel(api: Api) -> str:
    """Return the video that a Reel will be. Nothing of it is there yet, and nothing comes of one that is lost.

    Raises:
        ConnectorError: Facebook gave none.
    """
    return _name_in(api.call("POST", api.page, "video_reels", {"upload_phase": "start"}), "video_id")


def start_video(api: Api, film: SealedFile) -> tuple[str, str]:
    """Return the video that a file will be, and the session in which it is uploaded. Raises as `start_reel` does."""
    said = api.call("POST", api.page, "videos", {"upload_phase": "start", "file_size": str(film.size)})
    return _name_in(said, "video_id"), _name_in(said, "upload_session_id")


def bring_reel(api: Api, video: str, film: SealedFile, on_progress: Callable[[int], None], pace: Pace = USUAL) -> None:
    """Bring a Reel over, from where an earlier try stopped.

    Raises:
        NotWhatWasSigned: it is another file; the upload is not complete.
        NotTaken: it is gone on with later.
        ConnectorError: anything else.
    """
    there = _asked(api, video)
    begin, lost = arrived(there), 0
    while not is_whole(there):
        on_progress(begin)
        if begin >= film.size:
            raise NotTaken(wait=5)  # all of it is there, and Facebook has yet to say so
        if _streamed(api, video, film, begin, on_progress):
            return on_progress(film.size)
        there = _asked(api, video)
        before, begin = begin, arrived(there)
        lost = 0 if begin > before else lost + 1
        if lost >= PATIENCE:
            raise NotTaken(wait=30)
        time.sleep(pace.pause * 2**lost)
    return on_progress(film.size)


def bring_video(
    api: Api, session: str, film: SealedFile, on_progress: Callable[[int], None], pace: Pace = USUAL
) -> None:
    """Bring any other video over, from where an earlier try stopped. Raises as `bring_reel` does.

    Where it stopped is not asked: a first piece that is there already is refused with the place to go on from.
    """
    reader, lost = _Reader(film), 0
    wanted = Wanted(0, min(FIRST, film.size))
    while wanted.begin < wanted.end:
        if wanted.begin < reader.begin or wanted.end > film.size:
            raise NotTaken(wait=5)  # it has forgotten what it had: from the start again, and from the disk
        on_progress(wanted.begin)
        before = wanted.begin
        wanted = _piece(api, session, wanted.begin, reader.read(wanted.begin, wanted.end)) or wanted
        lost = 0 if wanted.begin > before else lost + 1
        if lost >= PATIENCE:
            raise NotTaken(wait=30)
        if lost:
            time.sleep(pace.pause * 2**lost)
    on_progress(film.size)


def finish_video(api: Api, session: str, fields: dict[str, str]) -> None:
    """Say that all of a video is there; it stays unpublished. Raises ConnectorError."""
    said = {"upload_phase": "finish", "upload_session_id": session, "published": "false", **fields}
    api.call("POST", api.page, "videos", said)


class _Reader:
    """Hands out pieces of a file, in order; the one with its end only after the whole file was found to be the signed one."""

    def __init__(self, film: SealedFile) -> None:
        self._chunks, self._size = film.chunks(), film.size
        self.begin, self._held = 0, bytearray()

    def read(self, begin: int, end: int) -> bytes:
        """Return the bytes from `begin` to `end`; what lies before `begin` is not needed again.

        Raises:
            NotWhatWasSigned: the file has changed.
        """
        while self.begin + len(self._held) < end or end == self._size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._held += chunk
            self._drop(min(begin, self.begin + len(self._held)))
        self._drop(begin)
        return bytes(self._held[: end - begin])

    def _drop(self, until: int) -> None:
        del self._held[: until - self.begin]
        self.begin = until


def _streamed(api: Api, video: str, film: SealedFile, begin: int, on_progress: Callable[[int], None]) -> bool:
    """Send a Reel's bytes from `begin` on; tell whether Facebook has said that it has all of them."""
    try:
        answer = api.upload(video, _rest(film, begin, on_progress), begin, film.size)
    except (NotReached, NoAnswer):
        return False  # whatever has come of it, the video knows
    said = read_json(answer.body)
    if answer.status == 200 and isinstance(said, dict) and said.get("success") is True:
        return True
    if answer.status < 500:
        _check_refusal(answer, said)
    return False


def _rest(film: SealedFile, begin: int, on_progress: Callable[[int], None]) -> Iterator[bytes]:
    """Return the file's chunks from `begin` on."""
    place = 0
    for chunk in film.chunks():
        if place + len(chunk) > begin:
            yield chunk[max(0, begin - place) :]
            on_progress(place + len(chunk))
        place += len(chunk)


def _check_refusal(answer: Answer, said: Any) -> None:
    """Raise where going on would come to the same."""
    told = said.get("debug_info") if isinstance(said, dict) else None
    if not isinstance(told, dict):
        raise error_in(answer)
    if told.get("type") in _USELESS and told.get("retriable") is not True:
        raise Unprocessable(reason=str(told.get("message", "?"))[:300])


def _piece(api: Api, session: str, begin: int, data: bytes) -> Wanted | None:
    """Send a piece and return which one is wanted next; None: the answer was lost, and the same is sent again."""
    said = {"upload_phase": "transfer", "upload_session_id": session, "start_offset": str(begin)}
    try:
        answer = api.bring(api.page, "videos", said, File("video_file_chunk", "piece.mp4", data, "video/mp4"))
        problem = problem_in(read_json(answer.body))
        elsewhere = problem.get("error_data")
        if problem.get("error_subcode") == WRONG_PLACE and isinstance(elsewhere, dict):
            return _wanted(elsewhere)
        return _wanted(api.read(answer))
    except (NotReached, NoAnswer):
        return None


def _wanted(said: Mapping[str, Any]) -> Wanted:
    places = [str(said.get(name, "")) for name in ("start_offset", "end_offset")]
    if not all(place.isdecimal() for place in places):
        raise NoAnswer
    return Wanted(*map(int, places))


def _asked(api: Api, video: str) -> Video:
    """Return a video as it is there, before anything else is known of it; one that cannot be seen yet holds nothing."""
    try:
        return api.get(video, fields=FIELDS)
    except VideoGone:
        return {}


def _name_in(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    if not isinstance(found, (str, int)) or not re.fullmatch(r"[\w-]{1,80}", str(found), re.ASCII):
        raise NoAnswer
    return str(found)
