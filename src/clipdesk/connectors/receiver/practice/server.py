"""A practice receiver: the one of the documentation, with faults on demand; tests hold it to the published schema."""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
import time
from collections.abc import Callable, Mapping
from importlib import util
from pathlib import Path
from typing import Any, Protocol

from clipdesk.connectors.practice.faults import Faults
from clipdesk.connectors.practice.serving import Serving

REFERENCE = Path(__file__).resolve().parents[5] / "docs" / "reference"
SECRET = "CANARY-secret-of-the-emulated-receiver-1234"  # noqa: S105  everybody may know it
PUBLIC = "https://tv.songhong.example/clip/{id}"
#: Tells whether a value is what the schema says under a name.
Check = Callable[[object, str], bool]


class Elsewhere(Protocol):
    """Where a receiver wants its files, if not with itself."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """What was put there, by name."""

    def address_of(self, name: str) -> str:
        """Return the address under which a file may be put."""


def _takes_all(value: object, name: str) -> bool:
    return True


def reference() -> Any:
    """Return the receiver of the documentation as a module."""
    spec = util.spec_from_file_location("reference_receiver", REFERENCE / "receiver.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_MODULE = reference()
_TheirStore: Any = _MODULE.Store
_TheirHandler: Any = _MODULE.Handler


class _Store(_TheirStore):  # type: ignore[misc]
    """Its files lie in a bucket, where it has one."""

    holder: Receiving

    def has(self, name: str) -> bool:
        """Tell whether a file is there whole."""
        bucket = self.holder.bucket
        return name in bucket.files if bucket else bool(super().has(name))


class Receiving:
    """What a practice receiver has and knows. check: tells whether a value is what the published schema says under a name."""

    def __init__(self, folder: Path, check: Check = _takes_all, public: str = PUBLIC) -> None:
        self.check = check
        self.bucket: Elsewhere | None = None  # where it wants its files
        self.headers: dict[str, str] = {}  # that have to go along there
        self.store = _Store(str(folder), public)
        self.store.holder = self
        self.secrets = [SECRET]
        self.is_trusting = False  # takes any signature
        self.faults = Faults()  # by the kind of a call; `PUT` for files
        self.asked: list[str] = []  # the kinds of what came whole, in order
        self.said: list[dict[str, Any]] = []
        self.invalid: list[str] = []

    @property
    def posts(self) -> dict[str, dict[str, Any]]:
        """What it has, by id."""
        return {one.name: json.loads(one.read_text()) for one in self.store.posts.glob("[!.]*")}

    @property
    def files(self) -> list[str]:
        """The names of the files that are there."""
        return sorted(one.name for one in self.store.files.glob("[!.]*"))


class Server(Receiving, Serving):
    """Serves one practice receiver on 127.0.0.1."""

    def __init__(self, folder: Path, check: Check = _takes_all) -> None:
        Receiving.__init__(self, folder, check)
        Serving.__init__(self, Handler)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"{super().url}/clipdesk?key=CANARY-key"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of lines that were broken off; everything else fails its test."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self.invalid.append(repr(error))


class Handler(_TheirHandler):  # type: ignore[misc]
    """The reference receiver's own answers, except where one is to go wrong."""

    server: Receiving
    rfile: Any
    fault = ""
    names: tuple[str, ...] = ()  # of the files that were asked for

    def do_POST(self) -> None:
        """Answer one call."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) < int(self.headers["Content-Length"]):
            return None  # broken off by the sender: no call at all
        said = json.loads(body)
        self._begin(said["call"])
        if not self.server.check(said, "call"):
            self.server.invalid.append(body.decode())
        self.names = tuple(said["files"]) if said["call"] == "state" else ()
        self.rfile = _Again(body)
        if self.fault == "reset before the end":
            return self._reset()
        self.server.said.append(said)
        return self._go_on(super().do_POST)

    def do_PUT(self) -> None:
        """Take one file."""
        self._begin("PUT")
        if self.fault == "reset before the end":
            self.rfile.read(70_000)
            return self._reset()
        return self._go_on(super().do_PUT)

    def is_signed(self, what: bytes, seconds: int = 300) -> bool:
        """Look at the signature, unless it trusts everybody."""
        return self.server.is_trusting or bool(super().is_signed(what, seconds))

    def _begin(self, kind: str) -> None:
        self.fault = self.server.faults.next(kind)
        self.server.asked.append(kind)

    def _go_on(self, act: Any) -> None:
        status, _, wait = self.fault.partition(" ")
        if status in {"301", "403", "404", "408", "413", "422", "429"}:
            return self._answer(int(status), {"error": "Kho đã đầy.\nXin chờ."}, wait)
        act()
        return None

    def say(self, status: int, said: Any, kind: str = "application/json") -> None:
        """Say it, or have it go wrong: by now the call was carried out."""
        if self.fault == "reset":
            return self._reset()
        if self.fault == "silence":
            time.sleep(8)
            return self._reset()
        if self.fault == "drip":
            return self._drip()
        if self.fault in {"500", "503"}:
            return self._answer(int(self.fault), {"error": "Lỗi"}, "")
        if self.fault == "page":
            super().say(200, "<p>Đăng nhập vào mạng", "text/html")
            return None
        if self.names and self.server.bucket and isinstance(said, dict):
            left = [name for name in self.names if not self.server.store.has(name)]
            put = {name: {"url": self.server.bucket.address_of(name), "headers": self.server.headers} for name in left}
            said = {**said, "put": put}
        if self.fault.startswith("{"):
            said = {**said, **json.loads(self.fault)}
        elif isinstance(said, dict) and not self.server.check(
            json.loads(json.dumps({"clipdesk": 1, **said})), "answer"
        ):
            self.server.invalid.append(f"answer {said}")
        super().say(status, said, kind)
        return None

    def _answer(self, status: int, said: dict[str, Any], wait: str) -> None:
        data = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if wait:
            self.send_header("Retry-After", wait)
        if status == 301:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(data)

    def _drip(self) -> None:
        """Answer one byte at a time, for longer than anybody should wait."""
        try:
            for _ in range(100):
                self.wfile.write(b"H")
                time.sleep(0.1)
        except OSError:
            pass

    def _reset(self) -> None:
        """Drop the line with a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.wfile = open(os.devnull, "wb")  # noqa: SIM115  what the base class flushes

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Again:
    """A body that was read already, to be read once more."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def read(self, size: int) -> bytes:
        """Return it."""
        return self.body

    def close(self) -> None:
        """Nothing is open."""
