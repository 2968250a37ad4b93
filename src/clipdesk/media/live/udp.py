"""MPEG-TS over UDP, to this machine or to a multicast group. Nobody is called: packets come, or they do not."""

from __future__ import annotations

import ipaddress
import socket
import struct
import time
from collections.abc import Generator
from threading import Event
from urllib.parse import urlsplit

from clipdesk.media.live.errors import BadAddress, NothingComes, NotTransport, PortTaken
from clipdesk.media.live.piece import Piece

LOWEST_PORT = 1024
SILENT_SECONDS = 10.0
_BUFFER_BYTES = 8 << 20
_HAND_ON_BYTES = 64 << 10
_HAND_ON_SECONDS = 0.1
_STRANGE = 20
_SYNC = 0x47


def read_udp_address(text: str) -> tuple[str, int]:
    """Return address and port of `udp://[@]ADDRESS:PORT`; only numbers, so that nothing has to be looked up.

    Raises:
        BadAddress: it is none.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port or 0
        address = ipaddress.ip_address(host)
    except ValueError as error:
        raise BadAddress from error
    named = parts.username or parts.password or parts.path.strip("/") or parts.query
    if parts.scheme != "udp" or named or address.version != 4 or not LOWEST_PORT <= port <= 65535:
        raise BadAddress
    return str(address), port


def from_udp(text: str, stop: Event) -> Generator[Piece | None, None, None]:
    """Yield what arrives.

    Raises:
        BadAddress, PortTaken: it cannot be listened there.
        NothingComes, NotTransport: it can, in vain.
    """
    host, port = read_udp_address(text)
    with _listening(host, port) as heard:
        first, last = True, time.monotonic()
        while not stop.is_set():
            data = _gather(heard)
            if data:
                yield Piece(data, "mpegts", joint=first)
                first, last = False, time.monotonic()
                continue
            yield None
            if time.monotonic() - last > SILENT_SECONDS:
                raise NothingComes(seconds=round(SILENT_SECONDS))


def _listening(host: str, port: int) -> socket.socket:
    heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        heard.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        group = ipaddress.ip_address(host).is_multicast
        if group:
            heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        heard.bind((host, port))
        if group:
            wanted = struct.pack("4sL", socket.inet_aton(host), socket.INADDR_ANY)
            heard.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, wanted)
        heard.settimeout(0.5)
    except OSError as error:
        heard.close()
        raise PortTaken(why=error.strerror or "?") from error
    return heard


def _gather(heard: socket.socket) -> bytes:
    """Return what comes within a tenth of a second, at most 64 KiB; nothing after half a second of silence."""
    chunks: list[bytes] = []
    size, strange, begun = 0, 0, 0.0
    while size < _HAND_ON_BYTES and not (begun and time.monotonic() - begun > _HAND_ON_SECONDS):
        try:
            data = heard.recv(65536)
        except TimeoutError:
            break
        begun = begun or time.monotonic()
        if not data or data[0] != _SYNC:
            strange += 1
            if strange >= _STRANGE and not chunks:
                raise NotTransport
            continue
        chunks.append(data)
        size += len(data)
    return b"".join(chunks)
