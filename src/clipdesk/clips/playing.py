"""A clip that is played while it is rendered: the renderer in a thread, its stream to one browser."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, Full, Queue

from clipdesk.media.errors import Cancelled
from clipdesk.media.play import play
from clipdesk.media.render import Order

AHEAD = 64
"""Blocks that wait for the browser; a block is at most half a second of the clip."""

PATIENCE_SECONDS = 60.0
_LOOK_UP_SECONDS = 0.2


class Playing:
    """Begins to render at once. Iterate over it for the stream; `close` stops it, and so does the end of iterating.

    Who fetches nothing for `patience` seconds while `ahead` blocks wait has left unseen.
    """

    def __init__(self, order: Order, shape: str, *, ahead: int = AHEAD, patience: float = PATIENCE_SECONDS) -> None:
        self._blocks: Queue[bytes] = Queue(ahead)
        self._patience = patience
        self._left = threading.Event()
        pool = ThreadPoolExecutor(1, thread_name_prefix="play")
        self._work: Future[None] = pool.submit(self._run, order, shape)
        pool.shutdown(wait=False)
        self._first = self._next()

    def _run(self, order: Order, shape: str) -> None:
        try:
            play(order, shape, self._hear, self._left.is_set)
        except Cancelled:
            if not self._left.is_set():
                raise
        finally:
            self._end()

    def _hear(self, block: bytes) -> None:
        """Hand a block over; one that nobody waits for ends the run."""
        if not self._offer(block):
            raise Cancelled

    def _end(self) -> None:
        """Tell whoever waits that no more comes. Where nobody fetches any more, the oldest block makes room."""
        if not self._offer(b""):
            with suppress(Empty):
                self._blocks.get_nowait()
            self._blocks.put_nowait(b"")

    def _offer(self, block: bytes) -> bool:
        """Wait for room; tell whether somebody still listens."""
        until = time.monotonic() + self._patience
        while not self._left.is_set():
            try:
                self._blocks.put(block, timeout=_LOOK_UP_SECONDS)
            except Full:
                if time.monotonic() > until:
                    self.close()
                continue
            return True
        return False

    def _next(self) -> bytes:
        """Wait for the next block; empty at the end.

        Raises:
            ClipdeskError: why the clip cannot be rendered, or not any further.
        """
        block = self._blocks.get()
        if not block:
            self._work.result()
        return block

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the stream, block by block."""
        try:
            block = self._first
            while block:
                yield block
                block = await asyncio.to_thread(self._next)
        finally:
            self.close()

    def close(self) -> None:
        """Nobody listens any more."""
        self._left.set()
