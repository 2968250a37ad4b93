"""Our own HLS client: it fetches a playlist again and again and hands on every piece once, in order."""

from __future__ import annotations

import time
from collections.abc import Generator
from threading import Event

from clipdesk.media.live.errors import EmptyPlaylist, LiveError, NothingComes, Refused, StreamEnded, Unreadable
from clipdesk.media.live.fetching import Fetcher
from clipdesk.media.live.piece import Piece, form_of
from clipdesk.media.live.playlist import MOST_BYTES, Media, Part, Span, choose, read_playlist
from clipdesk.media.live.position import Position

MOST_PIECE_BYTES = 128 << 20
#: How many pieces before the newest a new listener begins.
BEHIND = 3
TRIES = 3
#: A playlist that did not move for so many of its longest pieces is dead.
STANDS_STILL = 6
#: For so many of its longest pieces a playlist that names only what was handed on is taken for an old copy.
OLD_COPY = 5
#: Statuses of a piece that is not there (yet).
_MISSING = frozenset({404, 403, 410})


class Hls:
    """One programme. It remembers what it handed on, so that listening again after an error goes on from there; with a
    `position` also after a restart."""

    def __init__(self, address: str, fetcher: Fetcher, position: Position | None = None) -> None:
        self._address, self._fetch, self._position = address, fetcher, position
        self._next: int | None = None
        self._joint = True
        self._init: Span | None = None
        self._form = ""
        self._whole = False  # all before the next piece was handed on
        self._older: tuple[float, int] | None = None  # since when a playlist lies behind, and where it ended then

    def pieces(self, stop: Event) -> Generator[Piece | None, None, None]:
        """Yield the pieces; None while nothing is new.

        Raises:
            LiveError: the playlist or its pieces cannot be had; StreamEnded once it says so.
        """
        self._joint = True  # whoever reads them has begun anew
        url, moved = "", time.monotonic()
        while not stop.is_set():
            asked = time.monotonic()
            url, media = self._playlist(url)
            fresh = self._fresh(media)
            for part in fresh:
                piece = self._piece(part, media, stop)
                yield piece  # whoever stops here has not taken it
                self._taken(piece)
                moved = time.monotonic()
                if stop.is_set():
                    return
            if media.ended:
                raise StreamEnded
            if time.monotonic() - moved > STANDS_STILL * media.target:
                raise NothingComes(seconds=round(time.monotonic() - moved))
            yield None
            pause = media.target if fresh else media.target / 2
            stop.wait(max(0.2, min(pause, 6.0) - (time.monotonic() - asked)))

    def _playlist(self, url: str) -> tuple[str, Media]:
        """Return the playlist of pieces and its address; of several versions one is chosen and kept."""
        for _step in range(3):
            got = self._fetch.get(Span(url or self._address), MOST_BYTES, seconds=10)
            found = read_playlist(got.body, got.url)
            if isinstance(found, Media):
                return url or self._address, found
            url = choose(found).url
        raise EmptyPlaylist

    def _taken(self, piece: Piece | None) -> None:
        """Everything up to here was handed on, or this one could not be had."""
        self._whole = piece is not None
        if self._position is not None and self._next is not None:
            self._position.write(self._next)

    def _fresh(self, media: Media) -> tuple[Part, ...]:
        """Return the pieces that were not handed on yet. One that we never saw, or a count begun anew, is a joint."""
        if not media.parts:
            return ()
        first, last = media.parts[0].number, media.parts[-1].number
        if self._next is None:
            self._next = self._begin(max(first, last - BEHIND + 1))
        if last >= self._next - 1:
            self._older = None
        elif (begin := self._anew(media)) is None:
            return ()
        else:
            self._joint, self._whole, self._older, self._next = True, False, None, max(first, begin)
        if first > self._next:
            self._joint, self._whole, self._next = True, False, first
        return tuple(part for part in media.parts if part.number >= (self._next or 0))

    def _begin(self, number: int) -> int:
        """Return the piece to begin with: `number`, or a later one where an earlier recorder had come further."""
        kept = self._position.read() if self._position is not None else None
        if kept is None or kept < number:
            return number
        self._whole = True
        return kept

    def _anew(self, media: Media) -> int | None:
        """Return where a count begun anew begins; None for an old copy, as one of many servers may still have it.

        An old copy lies less far back than it is long, and what moves on soon names what is new.
        """
        assert self._next is not None
        last, moment = media.parts[-1].number, time.monotonic()
        self._older = self._older or (moment, last)
        since, ended = self._older
        lasts = moment - since > OLD_COPY * media.target and last > ended
        is_far = self._next - 1 - last > len(media.parts)
        return ended - BEHIND + 1 if is_far or lasts else None

    def _piece(self, part: Part, media: Media, stop: Event) -> Piece | None:
        """Fetch one piece; None, and a joint, where it is missing."""
        data = None if part.missing else self._try(part.span, media.target, stop)
        self._next = part.number + 1
        follows, self._whole = self._whole, False
        if part.joint or part.init != self._init:
            self._joint = True
        if data is None:
            self._joint = True
            return None
        self._init = part.init
        form = form_of(data) or (self._form if not self._joint else "")
        if self._joint and part.init is not None:
            data = self._fetch.get(part.init, MOST_PIECE_BYTES).body + data
            form = form_of(data)
        if not form:
            raise Unreadable
        piece = Piece(data, form, joint=self._joint or form != self._form, follows=follows)
        self._joint, self._form = False, form
        return piece

    def _try(self, span: Span, target: float, stop: Event) -> bytes | None:
        """Fetch a piece, some times; None where the source does not have it."""
        for left in reversed(range(TRIES)):
            try:
                return self._fetch.get(span, MOST_PIECE_BYTES, seconds=max(10.0, 4 * target)).body
            except Refused as error:
                if error.params["status"] in _MISSING and not left:
                    return None
                if not left:
                    raise
            except LiveError:
                if not left:
                    raise
            stop.wait(min(target / 4, 1.0))
        return None
