"""Where a channel's bytes come from: HLS, MPEG-TS over HTTP or UDP, SRT, RTMP, radio, files that grow. Nothing is parsed
here but playlists.

Each kind yields `Piece`s for the sandboxed receiver; `None` means that nothing came for a moment, so that whoever listens
can look up. A generator that is asked again after an error goes on where it was, as far as its kind allows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from clipdesk.media.live.errors import (
    NobodySends,
    NothingComes,
    NotTransport,
    Refused,
    RelayMissing,
    StreamEnded,
    UnknownRadio,
    Unreachable,
    Unreadable,
)
from clipdesk.media.live.fetching import Fetcher
from clipdesk.media.live.growing import Growing
from clipdesk.media.live.hls import Hls
from clipdesk.media.live.piece import Piece, form_of
from clipdesk.media.live.position import Position
from clipdesk.media.live.srt import from_srt
from clipdesk.media.live.udp import from_udp

HLS, TS_HTTP, TS_UDP, RADIO, SRT, RTMP, GROWING = "hls", "ts_http", "ts_udp", "radio", "srt", "rtmp", "growing"
KINDS = (HLS, TS_HTTP, TS_UDP, RADIO, SRT, RTMP, GROWING)
Pieces = Callable[[Event], Generator[Piece | None, None, None]]
_LOOK_BYTES = 8 << 10


@dataclass(frozen=True)
class Source:
    """What a channel listens to. kind: one of `KINDS`; `allowed` names hosts that may lie inside our own network.

    address: of RTMP, the playlist that the program makes which encoders send to; of a file that grows, its folder.
    """

    kind: str
    address: str
    allowed: Collection[str] = ()


def pieces_of(source: Source, position: Path | None = None) -> Pieces:
    """Return a function that begins, or begins again, to listen; it ends when its event is set.

    Where a source counts its pieces, the file `position` keeps how far they were handed on.

    Raises (when iterated):
        LiveError: nothing comes any more, and why.
        NoAddress, NotFound, Inside: the address leads nowhere, or where we do not go.
    """
    if source.kind in (HLS, RTMP):
        kept = Position(position, source.address) if position is not None else None
        hls = Hls(source.address, fetcher_for(source), kept)
        return hls.pieces if source.kind == HLS else lambda stop: _relayed(hls, stop)
    if source.kind == GROWING:
        return Growing(Path(source.address)).pieces
    if source.kind == SRT:
        return lambda stop: from_srt(source.address, stop)
    if source.kind == TS_UDP:
        return lambda stop: from_udp(source.address, stop)
    if source.kind in (TS_HTTP, RADIO):
        return lambda stop: _from_http(source, stop)
    raise LookupError(f"unknown kind of source {source.kind}")


def fetcher_for(source: Source) -> Fetcher:
    """Return what fetches for a source. One that lies outside leads to nothing inside, not even to what is allowed."""
    is_inside = (urlsplit(source.address).hostname or "") in source.allowed
    return Fetcher(source.allowed if is_inside else ())


def _relayed(hls: Hls, stop: Event) -> Generator[Piece | None, None, None]:
    """What an encoder sends over RTMP, as the program that takes it cuts it into pieces."""
    try:
        yield from hls.pieces(stop)
    except Refused as error:
        raise (NobodySends if error.params["status"] == HTTPStatus.NOT_FOUND else RelayMissing) from error
    except (NothingComes, StreamEnded) as error:
        raise NobodySends from error
    except Unreachable as error:
        raise RelayMissing from error


def _from_http(source: Source, stop: Event) -> Generator[Piece | None, None, None]:
    """One answer without an end; its form is read off its first bytes."""
    head, form = b"", ""
    for _kind, data in fetcher_for(source).stream(source.address):
        if stop.is_set():
            return
        if form:
            yield Piece(data, form)
            continue
        head += data
        form = form_of(head)
        if form or len(head) >= _LOOK_BYTES:
            _check(source.kind, form)
            yield Piece(head, form, joint=True)
    raise StreamEnded


def _check(kind: str, form: str) -> None:
    """Refuse what is not of the kind that was chosen, with the sentence that helps."""
    if kind == TS_HTTP and form != "mpegts":
        raise NotTransport
    if kind == RADIO and form not in ("aac", "mp3"):
        raise UnknownRadio
    if not form:
        raise Unreadable
