"""Which of a channel's two sources is heard: the main one, and a backup while the main one brings nothing.

As soon as the main source breaks, the backup has its turn. Meanwhile somebody listens to the main one, and throws away what
it brings; once it has come steadily for a while it has its turn again. If it breaks again soon, it must be steady for twice
as long the next time. If the backup breaks and the main source brings something, there is nothing to wait for.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

from clipdesk.kernel.errors import ClipdeskError
from clipdesk.media.live.errors import LiveError, NothingComes
from clipdesk.media.live.piece import Piece
from clipdesk.media.live.sources import GROWING, HLS, RTMP, SRT, Pieces, Source, pieces_of

STEADY_SECONDS = 30.0
MOST_STEADY_SECONDS = 600.0
#: Heard for so long without a break, the main source is trusted as at first.
TRUSTED_SECONDS = 600.0
#: Without bytes for so long, a source is not steady. HLS comes in pieces of up to ten seconds; an encoder that is let go
#: of calls again within some seconds.
_QUIET_SECONDS = 3.0
_QUIET_OTHERS = {HLS: 20.0, RTMP: 10.0, SRT: 10.0, GROWING: 10.0}
#: What any other error than a live one makes us wait.
_PAUSE_SECONDS = 10.0


def quiet_seconds(source: Source) -> float:
    """Return for how long a source that is well brings nothing."""
    return _QUIET_OTHERS.get(source.kind, _QUIET_SECONDS)


class Probe:
    """Listens to a source in a thread of its own, without keeping anything."""

    def __init__(self, source: Source, position: Path) -> None:
        self._source, self._position = source, position
        self._quiet = quiet_seconds(source)
        self._stop = Event()
        self._since: float | None = None
        self._last = 0.0
        self.pieces: Pieces = pieces_of(source, position)
        self._thread = Thread(target=self._listen, name="probe", daemon=True)
        self._thread.start()

    def has_come_for(self, seconds: float) -> bool:
        """Whether the source has brought something for so long, without a break, and still does."""
        since, moment = self._since, time.monotonic()
        return since is not None and moment - self._last < self._quiet and self._last - since >= seconds

    def leave(self) -> None:
        """Listen no longer; it may still hold the source for a moment."""
        self._stop.set()

    @property
    def is_gone(self) -> bool:
        """Whether it has let go of the source."""
        return self._stop.is_set() and not self._thread.is_alive()

    def wait(self) -> None:
        """Leave, and wait until the source is let go of."""
        self.leave()
        self._thread.join()

    def _listen(self) -> None:
        while not self._stop.is_set():
            pause = 1.0
            try:
                self._hear(self.pieces)
            except ClipdeskError as error:
                pause = error.pause if isinstance(error, LiveError) else _PAUSE_SECONDS
            finally:
                if not self._stop.is_set():
                    self._since = None
            if self._stop.wait(pause):
                return
            self.pieces = pieces_of(self._source, self._position)  # what was sent in between is not wanted

    def _hear(self, pieces: Pieces) -> None:
        with closing(pieces(self._stop)) as heard:
            for piece in heard:
                moment = time.monotonic()
                if piece is None or piece.knock:
                    continue
                if self._since is None or moment - self._last > self._quiet:
                    self._since = moment
                self._last = moment


class Turns:
    """The sources of one channel. `on_backup`: whose turn it is."""

    def __init__(self, main: Source, backup: Source | None, position: Path, steady: float = STEADY_SECONDS) -> None:
        self._main, self._backup, self._steady = main, backup, steady
        self._position = position
        self._pieces = pieces_of(main, position)
        self._probe: Probe | None = None
        self._needed = steady
        self._returned: float | None = None  # when the main source had its turn again
        self._anew = False
        self.on_backup = False

    def pieces(self, stop: Event) -> Generator[Piece | None, None, None]:
        """Listen to the source whose turn it is, until it breaks, or the turn is another's: then `on_backup` says so.

        Raises:
            As `pieces_of`.
        """
        if not self.on_backup:
            yield from self._begun(self._impatient(self._main, self._pieces(stop)))
            return
        assert self._backup is not None
        assert self._probe is not None
        backup = pieces_of(self._backup, self._backup_position)(stop)
        for piece in self._begun(self._impatient(self._backup, backup)):
            yield piece
            if self._probe.has_come_for(self._needed):
                self._probe.leave()
            if self._probe.is_gone:
                self._to_main()
                return

    def broke(self) -> bool:
        """Say that the source whose turn it is broke; tell whether it is another's now."""
        if self._backup is None:
            return False
        if not self.on_backup:
            self._to_backup()
            return True
        assert self._probe is not None
        if not self._probe.has_come_for(0):
            return False
        self._probe.wait()
        self._to_main()
        return True

    def end(self) -> None:
        """Listen to nothing any more."""
        if self._probe is not None:
            self._probe.wait()
            self._probe = None

    @property
    def _backup_position(self) -> Path:
        return self._position.with_name(f"{self._position.name}.backup")

    def _begun(self, pieces: Iterator[Piece | None]) -> Iterator[Piece | None]:
        """After a change nothing goes on from what was recorded before."""
        for piece in pieces:
            if piece is not None and not piece.knock and self._anew:
                piece = replace(piece, follows=False)
                self._anew = False
            yield piece

    def _impatient(
        self, source: Source, pieces: Generator[Piece | None, None, None]
    ) -> Generator[Piece | None, None, None]:
        """Where there is another source, wait no longer for this one than has to be; and let go of it at once."""
        last, quiet = time.monotonic(), quiet_seconds(source)
        with closing(pieces):
            for piece in pieces:
                if piece is None and self._backup is not None and time.monotonic() - last > quiet:
                    raise NothingComes(seconds=round(quiet))
                yield piece
                if piece is not None and not piece.knock:
                    last = time.monotonic()

    def _to_backup(self) -> None:
        soon = self._returned is not None and time.monotonic() - self._returned < TRUSTED_SECONDS
        self._needed = min(2 * self._needed, MOST_STEADY_SECONDS) if soon else self._steady
        self._probe = Probe(self._main, self._position)
        self.on_backup, self._anew = True, True

    def _to_main(self) -> None:
        assert self._probe is not None
        self._pieces, self._probe = self._probe.pieces, None
        self._returned = time.monotonic()
        self.on_backup, self._anew = False, True
