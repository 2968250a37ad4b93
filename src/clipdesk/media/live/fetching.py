"""Asking a live source over HTTP: guarded at every hop, limited in size and time, no address ever in an error."""

from __future__ import annotations

import http.client
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

from clipdesk.kernel.line import Line, at_most
from clipdesk.kernel.targets import NoAddress, target_of
from clipdesk.media.live.errors import NothingComes, Refused, TooLarge, TooManyHops, Unreachable
from clipdesk.media.live.playlist import Span

SETTING = "CLIPDESK_LIVE_HOSTS"
HOPS = 5
STEP_SECONDS = 10.0
#: Until the first byte of an answer, however slowly its head drips.
HEAD_SECONDS = 20.0
PIECE_BYTES = 64 << 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Fetched:
    """What was answered, and under which address in the end: addresses in it are relative to that."""

    url: str
    body: bytes


@dataclass(frozen=True)
class Fetcher:
    """Fetches for one channel; `allowed` names hosts that may lie inside the station's own network."""

    allowed: Collection[str] = ()

    def get(self, span: Span, most: int, seconds: float = 20.0) -> Fetched:
        """Return a file, or the part of it that is meant, whole.

        Raises:
            LiveError: why not.
            NoAddress, NotFound, Inside: it leads nowhere, or where we do not go; nothing was called.
        """
        with self.opened(span) as (line, url, answer), at_most(line, seconds):
            chunks, size = [], 0
            while data := _read(line, answer):
                size += len(data)
                if size > most:
                    raise TooLarge(limit=most >> 20)
                chunks.append(data)
            if answer.length:  # so much was promised and did not come
                raise Unreachable
        body = b"".join(chunks)
        if span.size and answer.status == http.client.OK:  # it does not know ranges and sent everything
            body = body[span.offset : span.offset + span.size]
        return Fetched(url, body)

    def stream(self, url: str) -> Iterator[tuple[str, bytes]]:
        """Yield (media type, bytes) as they arrive, until the source ends it.

        Raises:
            As `get`.
        """
        with self.opened(Span(url)) as (line, _url, answer):
            kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
            while data := _read(line, answer):
                yield kind, data

    @contextmanager
    def opened(self, span: Span) -> Iterator[tuple[Line, str, http.client.HTTPResponse]]:
        """Ask, following at most `HOPS` redirects, each as closely looked at as the first."""
        url = span.url
        for _hop in range(HOPS):
            line = Line(target_of(url, self.allowed, SETTING), STEP_SECONDS)
            try:
                with at_most(line, HEAD_SECONDS):
                    answer = _ask(line, span)
                if answer.status in _REDIRECTS and answer.getheader("Location"):
                    url = _onward(url, answer.getheader("Location") or "")
                    continue
                if answer.status not in (http.client.OK, http.client.PARTIAL_CONTENT):
                    raise Refused(status=answer.status)
                yield line, url, answer
                return
            finally:
                line.close()
        raise TooManyHops


def _ask(line: Line, span: Span) -> http.client.HTTPResponse:
    headers = {"User-Agent": "Clipdesk", "Accept": "*/*", "Connection": "close"}
    if span.size:
        headers["Range"] = f"bytes={span.offset}-{span.offset + span.size - 1}"
    try:
        line.request("GET", line.target.path, headers=headers)
        return line.getresponse()
    except (OSError, http.client.HTTPException):
        raise Unreachable from None  # its words may hold the address, and in that a key


def _onward(url: str, there: str) -> str:
    try:
        return urljoin(url, there)
    except ValueError:  # no address at all, such as http://[
        raise NoAddress from None


def _read(line: Line, answer: http.client.HTTPResponse) -> bytes:
    """Return what has come; nothing at the end of an answer. One whose time is up has no end."""
    try:
        data = answer.read1(PIECE_BYTES)
    except TimeoutError:
        raise NothingComes(seconds=round(STEP_SECONDS)) from None
    except (OSError, http.client.HTTPException):
        raise Unreachable from None
    if line.is_cut:
        raise Unreachable
    return data
