"""MPEG-TS over SRT: this machine listens on a port, and one encoder that knows the passphrase sends to it.

What is on the network is looked at by `srt_worker` alone, in a sandbox whose only network is the one UDP socket that is
opened here. It parses no media; what it hands on goes to the receiver like everything else.
"""

from __future__ import annotations

import ipaddress
import json
import os
import select
import socket
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from urllib.parse import parse_qs, urlsplit

from clipdesk.media.limits import RECEIVE
from clipdesk.media.live.errors import (
    BadSrtAddress,
    NobodySends,
    NotTransport,
    PortTaken,
    ReceiverDied,
    SrtMissing,
    WrongPassphrase,
)
from clipdesk.media.live.piece import SECOND, WRONG_KEY, Piece, form_of
from clipdesk.media.live.udp import LOWEST_PORT
from clipdesk.media.runner import Talk, talk_to_python

#: What the SRT protocol allows.
SHORTEST, LONGEST = 10, 79
SILENT_SECONDS = 10.0
_WORKER = Path(__file__).with_name("srt_worker.py")
_BUFFER_BYTES = 8 << 20
_LOOK_SECONDS = 0.5
_LOOK_BYTES = 8 << 10
_MOST_FRAME = 1 << 20
_KNOCKS = {b"s": SECOND, b"w": WRONG_KEY}


@dataclass(frozen=True)
class SrtAddress:
    """Where is listened, and what whoever sends has to know."""

    host: str
    port: int
    passphrase: str = field(repr=False)


def read_srt_address(text: str) -> SrtAddress:
    """Return what `srt://[ADDRESS]:PORT?passphrase=WORDS` says; no address: all of this machine.

    Raises:
        BadSrtAddress: it is none, or its passphrase is too short for SRT.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "0.0.0.0", parts.port or 0  # noqa: S104 - an encoder elsewhere has to reach it
        address = ipaddress.ip_address(host)
        asked = parse_qs(parts.query, strict_parsing=True)
    except ValueError as error:
        raise BadSrtAddress from error
    named = parts.username or parts.password or parts.path.strip("/") or parts.fragment
    if parts.scheme != "srt" or named or address.version != 4 or not LOWEST_PORT <= port <= 65535:
        raise BadSrtAddress
    words = asked.get("passphrase", [])
    if set(asked) != {"passphrase"} or len(words) != 1 or not SHORTEST <= len(words[0].encode()) <= LONGEST:
        raise BadSrtAddress
    return SrtAddress(str(address), port, words[0])


def from_srt(text: str, stop: Event) -> Generator[Piece | None, None, None]:
    """Yield what the encoder sends, for as long as it does.

    Raises:
        BadSrtAddress, PortTaken, SrtMissing: it cannot be listened there.
        NobodySends, WrongPassphrase, NotTransport: it can, in vain.
    """
    address = read_srt_address(text)
    with _bound(address) as heard:
        number = heard.fileno()
        arguments = [str(number)]
        with talk_to_python(_WORKER, arguments, limits=RECEIVE, inputs=(), descriptors=(number,)) as talk:
            assert talk.process.stdin is not None
            with suppress(OSError):  # it died at once: read as its end
                talk.process.stdin.write(json.dumps({"passphrase": address.passphrase}).encode() + b"\n")
                talk.process.stdin.flush()
            yield from _Hearing(talk).pieces(stop)


class _Hearing:
    """What the worker says becomes pieces."""

    def __init__(self, talk: Talk) -> None:
        assert talk.process.stdout is not None
        self._out = talk.process.stdout.fileno()
        os.set_blocking(self._out, False)
        self._taken = False
        self._form = ""
        self._head = b""

    def pieces(self, stop: Event) -> Generator[Piece | None, None, None]:
        """Yield until `stop`, or until there is a reason to say."""
        last = time.monotonic()
        for kind, data in self._frames(stop):
            if kind == b"d" and (piece := self._piece(data)) is not None:
                last = time.monotonic()
                yield piece
                continue
            self._note(kind, data)
            if kind in _KNOCKS:
                yield Piece(b"", "mpegts", knock=_KNOCKS[kind])
            elif not kind:
                yield None
            if time.monotonic() - last > SILENT_SECONDS:
                raise NobodySends

    def _note(self, kind: bytes, data: bytes) -> None:
        """Take what is no data.

        Raises:
            LiveError: nothing comes, and why.
        """
        if kind == b"c":
            self._taken = True
        elif kind == b"g":
            raise NobodySends
        elif kind == b"w" and not self._taken:
            raise WrongPassphrase
        elif kind == b"x":
            raise SrtMissing if data == b"not_installed" else PortTaken(why="SRT")

    def _piece(self, data: bytes) -> Piece | None:
        if self._form:
            return Piece(data, self._form)
        self._head += data
        self._form = form_of(self._head)
        if self._form == "mpegts":
            return Piece(self._head, self._form, joint=True)
        if self._form or len(self._head) >= _LOOK_BYTES:
            raise NotTransport
        return None

    def _frames(self, stop: Event) -> Iterator[tuple[bytes, bytes]]:
        """Yield (kind, data); both empty when nothing was said for a moment. A worker that ended raises."""
        rest = bytearray()
        while not stop.is_set():
            if not select.select([self._out], [], [], _LOOK_SECONDS)[0]:
                yield b"", b""
                continue
            said = os.read(self._out, 1 << 16)
            if not said:
                raise ReceiverDied
            rest += said
            while len(rest) >= 5:
                size = int.from_bytes(rest[1:5], "big")
                if size > _MOST_FRAME:
                    raise ReceiverDied
                if len(rest) < 5 + size:
                    break
                kind, data = bytes(rest[:1]), bytes(rest[5 : 5 + size])
                del rest[: 5 + size]
                yield kind, data


def _bound(address: SrtAddress) -> socket.socket:
    heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        heard.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        heard.bind((address.host, address.port))
    except OSError as error:
        heard.close()
        raise PortTaken(why=error.strerror or "?") from error
    return heard
