"""Raw streams from a running ffmpeg to readers in this process: pipes that bubblewrap and prlimit hand through.

What flows here was decoded behind the walls and has a shape that we asked for (frames of a known size, samples of a
known form), so a reader may look at it in this process.
"""

import fcntl
import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType

Tap = Callable[[bytes], None]
"""Hears a stream block by block, in a thread of its own; blocks have no fixed size (see `in_blocks`)."""

PREFIX = "tap:"
_READ_BYTES = 1 << 20
_DROP_BYTES, _MOMENT = 4096, 0.05


class Taps:
    """The pipes of one run. In the arguments, the output `tap:NAME` stands for the pipe that `readers[NAME]` hears.

    Used as a context: `begin` after the process was started, `finish` when it has ended; leaving closes what is open.
    A slow reader slows the whole run (its pipe fills up), so nothing is ever lost.
    """

    def __init__(self, readers: Mapping[str, Tap]) -> None:
        self._readers = dict(readers)
        self._read_ends: dict[str, int] = {}
        self._write_ends: dict[str, int] = {}
        self._heard: list[Future[None]] = []

    def __enter__(self) -> "Taps":
        for name in self._readers:
            self._read_ends[name], self._write_ends[name] = os.pipe()
            fcntl.fcntl(self._write_ends[name], fcntl.F_SETPIPE_SZ, _READ_BYTES)  # no more turns than needed
        self._threads = ThreadPoolExecutor(max(1, len(self._readers)), thread_name_prefix="tap")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_write_ends()
        for end in self._read_ends.values():
            os.close(end)
        self._threads.shutdown(wait=True)

    @property
    def write_ends(self) -> tuple[int, ...]:
        """The descriptors that the process has to inherit."""
        return tuple(self._write_ends.values())

    def fill(self, args: Sequence[str]) -> list[str]:
        """Return `args` with every `tap:NAME` turned into ffmpeg's name of that pipe."""
        names = {PREFIX + name: f"pipe:{end}" for name, end in self._write_ends.items()}
        return [names.get(arg, arg) for arg in args]

    def begin(self) -> None:
        """Let the readers listen. The process holds the write ends now; kept open here they would never end."""
        self._close_write_ends()
        while self._read_ends:
            name, end = self._read_ends.popitem()
            self._heard.append(self._threads.submit(_listen, end, self._readers[name]))

    def check(self) -> None:
        """Raise what a reader raised, if one did."""
        for heard in self._heard:
            if heard.done():
                heard.result()

    def finish(self, seconds: float) -> bool:
        """Wait up to `seconds` for the readers to hear the end; return whether all did, or raise what one raised."""
        wait(self._heard, seconds)
        self.check()
        return all(heard.done() for heard in self._heard)

    def _close_write_ends(self) -> None:
        while self._write_ends:
            os.close(self._write_ends.popitem()[1])


def in_blocks(size: int, take: Tap) -> Tap:
    """Return a tap that hands `take` blocks of exactly `size` bytes (a frame, a window); a rest at the end is dropped."""
    rest = bytearray()

    def feed(block: bytes) -> None:
        rest.extend(block)
        whole = len(rest) // size * size
        ready = bytes(memoryview(rest)[:whole])
        del rest[:whole]
        for start in range(0, whole, size):
            take(ready[start : start + size])

    return feed


def _listen(end: int, take: Tap) -> None:
    with open(end, "rb", buffering=0) as pipe:
        while block := pipe.read(_READ_BYTES):
            take(block)
            if len(block) < _DROP_BYTES:
                time.sleep(_MOMENT)  # let it gather: waking for every small frame costs more than looking at it
