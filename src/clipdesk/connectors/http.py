"""The one way out to a platform: one request, one answer, and the truth about whether the platform can have it.

Whoever calls something that may not be repeated has to know on which side of the line it broke. The line is the last
piece of the request: before that is handed over, no platform can have acted on it; afterwards anything is possible.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from clipdesk.connectors.contract import ConnectorError, NotTaken
from clipdesk.kernel.errors import gettext_noop

MOST_ANSWER_BYTES = 1 << 20


class NotReached(NotTaken):
    """The request was never complete at the other end."""

    message = gettext_noop("The destination could not be reached. It is tried again by itself.")


class NoAnswer(ConnectorError):
    """The whole request left, and what came of it is not known."""

    message = gettext_noop("The destination took the request and gave no answer that can be relied on.")


@dataclass(frozen=True)
class Times:
    """How long to wait, in seconds: for one step of the network, for all of the request, for all of the answer."""

    step: float = 30
    request: float = 900
    answer: float = 60


@dataclass(frozen=True)
class Body:
    """What is sent; `size` is known before the first piece is."""

    pieces: Iterable[bytes]
    size: int
    media_type: str


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


def ask(url: str, body: Body, *, times: Times) -> Answer:
    """POST `body` and return the answer. No redirect is followed, no proxy is used.

    Raises:
        NotReached: nothing can have come of it.
        NoAnswer: something may have come of it.
        Whatever `body.pieces` raises: the request was broken off before it was complete.
    """
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=times.step)
    try:
        with _at_most(connection, times.request):
            last = _send_all_but_last(connection, parts.path, body)
        with _at_most(connection, times.answer):
            return _finish(connection, last)
    finally:
        connection.close()


def _send_all_but_last(connection: http.client.HTTPConnection, path: str, body: Body) -> bytes:
    """Send everything but the last piece and return that: the request is not complete yet."""
    headers: Mapping[str, str] = {"Content-Type": body.media_type, "Content-Length": str(body.size)}
    last = b""
    try:
        connection.connect()
        connection.putrequest("POST", path)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
    except (OSError, http.client.HTTPException) as error:
        raise NotReached from error
    for piece in body.pieces:
        try:
            if last:
                connection.send(last)
        except (OSError, http.client.HTTPException) as error:
            raise NotReached from error
        last = piece or last
    return last


def _finish(connection: http.client.HTTPConnection, last: bytes) -> Answer:
    """Complete the request and read the answer; from here on nothing is certain but an answer."""
    try:
        connection.send(last)
        response = connection.getresponse()
        return Answer(response.status, response.read(MOST_ANSWER_BYTES))
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer from error


@contextmanager
def _at_most(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Cut the line after `seconds`: a time limit for each step alone would let a dripping line go on for ever."""
    timer = threading.Timer(seconds, _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(connection: http.client.HTTPConnection) -> None:
    """End both directions; whoever reads or writes there gets an error at once."""
    line = connection.sock
    if line is not None:
        try:
            line.shutdown(2)
        except OSError:
            return  # it was closed in this very moment
