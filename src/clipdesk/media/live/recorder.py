"""Record one channel until told to stop: listen, feed the receiver, begin again whenever it breaks.

A break never ends the recording. What was open is closed with what it has, and the next segment says that the source's
clock begins anew; where it lies on the timeline is the `Timeline`'s affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from clipdesk.kernel.errors import ClipdeskError
from clipdesk.media.live.errors import LiveError
from clipdesk.media.live.piece import Piece
from clipdesk.media.live.receiver import Receiver, receiving
from clipdesk.media.live.sources import Source, pieces_of


class Keeper(Protocol):
    """Whoever keeps what is recorded. All but `next_number` are called while the recording runs, from its threads."""

    def next_number(self) -> int:
        """Return the number of the next segment."""

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take what the receiver says: `tracks`, `segment`, `beat` (see `receive_worker`)."""

    def trouble(self, error: ClipdeskError | None) -> None:
        """Take what is wrong; None: bytes arrive."""


def record(source: Source, folder: Path, keeper: Keeper, stop: Event) -> None:
    """Record into `folder` until `stop` is set. Errors that a person can understand go to the keeper, others out.

    How far a playlist was recorded stands in a file beside the folder, where the receiver cannot write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pieces = pieces_of(source, folder.with_name(f"{folder.name}.position"))
    while not stop.is_set():
        pause = 0.0
        for left in (*folder.glob("*.part"), *folder.glob("*.note")):
            left.unlink()
        try:
            _listen(pieces(stop), folder, keeper)
        except ClipdeskError as error:
            keeper.trouble(error)
            pause = error.pause if isinstance(error, LiveError) else 10.0
        stop.wait(pause)


def _listen(pieces: Any, folder: Path, keeper: Keeper) -> None:
    """Feed one receiver after the other until the source breaks."""
    receiver: Receiver | None = None
    with ExitStack() as running:
        for piece in pieces:
            if piece is None:
                continue
            if receiver is None or piece.joint:
                running.close()
                receiver = running.enter_context(_begun(piece, folder, keeper))
            receiver.feed(piece.data)
            keeper.trouble(None)


def _begun(piece: Piece, folder: Path, keeper: Keeper) -> Any:
    return receiving(folder, piece.form, keeper.next_number(), keeper.hear, follows=piece.follows)
