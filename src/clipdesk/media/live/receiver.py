"""The sandboxed process of one channel: bytes go in, segments come out as files, and what it says of them is heard."""

from __future__ import annotations

import json
import os
import select
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from clipdesk.media.decoders import DECODERS, MAX_STREAMS
from clipdesk.media.errors import TooManyStreams
from clipdesk.media.limits import RECEIVE
from clipdesk.media.live.errors import LiveError, NoKeyFrame, ReceiverDied, TracksChanged, Unreadable
from clipdesk.media.runner import Talk, talk_to_python

SEGMENT_SECONDS = 2
LOOK_MICROSECONDS = 3_000_000
#: How long it may take to finish what is open, once nothing more comes.
END_SECONDS = 20.0
#: How long the process may take in nothing before it is given up.
TAKE_SECONDS = 60.0
_WORKER = Path(__file__).with_name("receive_worker.py")
_MOST_LINE = 1 << 20
Hear = Callable[[Mapping[str, Any]], None]


class Receiver:
    """What is fed while its process lives."""

    def __init__(self, talk: Talk, hear: Hear, patience: float) -> None:
        self._talk, self._hear, self._patience = talk, hear, patience
        self._hangs = False
        self._why = ""
        self._trouble: BaseException | None = None
        assert talk.process.stdin is not None
        self._into = talk.process.stdin.fileno()
        os.set_blocking(self._into, False)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def feed(self, data: bytes) -> None:
        """Hand on some bytes of the stream.

        Raises:
            LiveError: the process ended, and why; or it hangs.
            Exception: whatever `hear` raised: nothing is heard any more, so nothing more is fed.
        """
        if self._trouble is not None:
            raise self._trouble
        try:
            self._write(data)
        except OSError:  # it closed its end
            self._listener.join(END_SECONDS)
            self._raise()

    def _write(self, data: bytes) -> None:
        left, room = memoryview(data), select.poll()
        room.register(self._into, select.POLLOUT)
        while left:
            if not room.poll(self._patience * 1000):
                self._hangs = True
                raise ReceiverDied
            try:
                left = left[os.write(self._into, left) :]
            except BlockingIOError:  # less room than it said
                continue

    def finish(self) -> None:
        """Say that nothing more comes, and wait until the last segment is written and heard of."""
        assert self._talk.process.stdin is not None
        with suppress(OSError):  # it ended before; what it said is heard all the same
            self._talk.process.stdin.close()
        if not self._hangs:
            self._listener.join(END_SECONDS)
        if self._trouble is not None:
            raise self._trouble

    def check(self) -> None:
        """Raise why it ended, unless because nothing more came."""
        if self._why not in ("ended", "changed"):
            raise _error(self._why)

    def _raise(self) -> None:
        if self._trouble is not None:
            raise self._trouble
        raise _error(self._why)

    def _listen(self) -> None:
        """Read line by line until its end; an error of whoever hears ends the hearing, not the reading."""
        assert self._talk.process.stdout is not None
        while line := self._talk.process.stdout.readline(_MOST_LINE):
            try:
                said = json.loads(line)
                if said.get("kind") == "end":
                    self._why = str(said["why"])
                elif self._trouble is None:
                    self._hear(said)
            except BaseException as error:  # noqa: BLE001  handed to whoever feeds
                self._trouble = self._trouble or error


@contextmanager
def receiving(
    folder: Path, form: str, number: int, hear: Hear, patience: float = TAKE_SECONDS, *, follows: bool = False
) -> Iterator[Receiver]:
    """Take a stream apart into `folder`, beginning with segment `number`; `hear` is called in another thread.

    After `patience` seconds in which it takes in nothing, it is given up. `hear` is told `tracks`, `segment` and `beat`
    as `receive_worker` writes them. follows: nothing is missing between what was recorded before and what is fed.

    Raises (at the end of the block):
        LiveError: nothing could be recorded of what was fed, and why.
    """
    order = {
        "form": form,
        "decoders": DECODERS,
        "max_streams": MAX_STREAMS,
        "look_microseconds": LOOK_MICROSECONDS,
        "number": number,
        "seconds": str(SEGMENT_SECONDS),
        "follows": follows,
    }
    limits = RECEIVE
    with talk_to_python(_WORKER, [json.dumps(order)], limits=limits, inputs=(), output_dir=folder) as talk:
        receiver = Receiver(talk, hear, patience)
        try:
            yield receiver
        finally:
            receiver.finish()
        receiver.check()


def _error(why: str) -> LiveError | TooManyStreams:
    """Return the sentence for how the worker ended."""
    if why == "changed":
        return TracksChanged()
    if why.startswith("no key frame "):
        return NoKeyFrame(seconds=why.rpartition(" ")[2])
    if "max_streams" in why:
        return TooManyStreams(limit=MAX_STREAMS)
    return Unreadable() if why else ReceiverDied()
