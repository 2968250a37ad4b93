"""Canaries: a server that must hear nothing, a file that notices being opened, a text that must show up nowhere.

The file is a named pipe: whoever opens it for reading wakes the thread that waits to write. That works for files
outside the folder of the attack just as for its neighbours, and does not lean on access times. The server
has an address of its own on this machine: a port of 127.0.0.1 may have been somebody else's a moment ago, whose callers
still knock.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.attack import Place

SECRET = b"canary-7f3a9c51-must-not-leave"


class Canaries:
    """`heard`: what the server was asked and which pipe was opened; empty, when all is well."""

    def __init__(self, folder: Path) -> None:
        self.heard: list[str] = []
        self._over = threading.Event()
        self._server = socket.create_server(("127.0.7.3", 0))
        pipe, secret = folder / "outside" / "ok.mp4", folder / "outside" / "secret.txt"
        pipe.parent.mkdir(parents=True)
        os.mkfifo(pipe)
        secret.write_bytes(SECRET)
        (folder / "attacks").mkdir()
        self.place = Place(folder / "attacks", self._server.getsockname()[1], pipe, secret)
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._listen, self._watch)]
        for thread in self._threads:
            thread.start()

    def neighbour(self, folder: Path) -> None:
        """Put the pipe beside an attack, too, under the name that attacks ask for."""
        with contextlib.suppress(FileExistsError):
            os.link(self.place.pipe, folder / "ok.mp4")

    def close(self) -> None:
        """End both; call it before looking at `heard` for the last time."""
        self._over.set()
        self._server.close()
        with contextlib.suppress(OSError):  # wakes the watching thread
            os.close(os.open(self.place.pipe, os.O_RDONLY | os.O_NONBLOCK))
        for thread in self._threads:
            thread.join(timeout=2)

    def _listen(self) -> None:
        self._server.settimeout(0.2)
        while not self._over.is_set():
            try:
                caller, _ = self._server.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with caller:
                caller.settimeout(0.5)
                with contextlib.suppress(OSError):
                    self.heard.append(f"server: {caller.recv(200)!r}")

    def _watch(self) -> None:
        while not self._over.is_set():
            with open(self.place.pipe, "wb", buffering=0) as pipe:
                if self._over.is_set():
                    return
                self.heard.append("the file outside was opened")
                with contextlib.suppress(BrokenPipeError):
                    pipe.write(b"\x00" * 4096)


@contextlib.contextmanager
def canaries(folder: Path) -> Iterator[Canaries]:
    """Canaries for one test, in `folder`."""
    found = Canaries(folder)
    try:
        yield found
    finally:
        found.close()
