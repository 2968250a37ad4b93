"""Record one channel until told to stop: listen, feed the receiver, begin again whenever it breaks.

A break never ends the recording. What was open is closed with what it has, and the next segment says that the source's
clock begins anew; where it lies on the timeline is the `Timeline`'s affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from clipdesk.kernel.errors import ClipdeskError
from clipdesk.media.live.errors import LiveError, ReceiverDied, TracksChanged
from clipdesk.media.live.receiver import Receiver, receiving
from clipdesk.media.live.sources import Source
from clipdesk.media.live.turns import STEADY_SECONDS, Turns

#: What is no fault of the source.
_STAYS = (TracksChanged, ReceiverDied)


class Keeper(Protocol):
    """Whoever keeps what is recorded. All but `next_number` are called while the recording runs, from its threads."""

    def next_number(self, on_backup: bool = False) -> int:
        """Return the number of the next segment; from it on they are of this source."""

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take what the receiver says: `tracks`, `segment`, `beat` (see `receive_worker`)."""

    def trouble(self, error: ClipdeskError | None) -> None:
        """Take what is wrong; None: bytes arrive."""

    def turned_away(self, why: str) -> None:
        """Take that somebody who wanted to send was turned away, and why (`Piece.knock`)."""


def record(
    source: Source,
    folder: Path,
    keeper: Keeper,
    stop: Event,
    backup: Source | None = None,
    steady: float = STEADY_SECONDS,
) -> None:
    """Record into `folder` until `stop` is set. Errors that a person can understand go to the keeper, others out.

    How far a playlist was recorded stands in a file beside the folder, where the receiver cannot write. backup: heard
    while `source` brings nothing, until that has come for `steady` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    turns = Turns(source, backup, folder.with_name(f"{folder.name}.position"), steady)
    try:
        while not stop.is_set():
            pause = 0.0
            for left in (*folder.glob("*.part"), *folder.glob("*.note")):
                left.unlink()
            try:
                _listen(turns, folder, keeper, stop)
            except ClipdeskError as error:
                keeper.trouble(error)
                if isinstance(error, _STAYS) or not turns.broke():
                    pause = error.pause if isinstance(error, LiveError) else 10.0
            stop.wait(pause)
    finally:
        turns.end()


def _listen(turns: Turns, folder: Path, keeper: Keeper, stop: Event) -> None:
    """Feed one receiver after the other until the source breaks, or it is another's turn."""
    receiver: Receiver | None = None
    on_backup = turns.on_backup
    with closing(turns.pieces(stop)) as pieces, ExitStack() as running:
        for piece in pieces:
            if piece is None:
                continue
            if piece.knock:
                keeper.turned_away(piece.knock)
                continue
            if receiver is None or piece.joint:
                running.close()
                number = keeper.next_number(on_backup)
                begun = receiving(folder, piece.form, number, keeper.hear, follows=piece.follows)
                receiver = running.enter_context(begun)
            receiver.feed(piece.data)
            keeper.trouble(None)
