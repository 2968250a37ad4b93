"""The one way out: one request, one answer, and the truth about whether the other end can have it.

Whoever calls something that may not be repeated has to know on which side of the line it broke. The line is the last
piece of the request: before that is handed over, nobody can have acted on it; afterwards anything is possible.

No redirect is followed and no proxy used; every step and the whole of it are limited in time, the answer in size. The
address of a request may hold a token, so no error and no log line ever names it.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from clipdesk.connectors.contract import ConnectorError, NotTaken, nothing_against_it
from clipdesk.kernel.errors import gettext_noop
from clipdesk.kernel.line import Line, at_most
from clipdesk.kernel.targets import Inside, NoAddress, NotFound, Target, target_of

MOST_ANSWER_BYTES = 4 << 20


class NotReached(NotTaken):
    """The request was never complete at the other end."""

    message = gettext_noop("The destination could not be reached. It is tried again by itself.")


class NoAnswer(ConnectorError):
    """The whole request left, and what came of it is not known."""

    message = gettext_noop("The destination took the request and gave no answer that can be relied on.")


@dataclass(frozen=True)
class Times:
    """How long to wait, in seconds: for one step of the network, for all of the request, for all of the answer, and for
    the answer to files, which the other end may still hand on before it says anything."""

    step: float = 30
    request: float = 900
    answer: float = 60
    files: float = 300

    def for_files(self, size: int) -> Times:
        """Return how long to wait where files of so many bytes were sent: a second more for each megabyte."""
        return replace(self, answer=max(self.answer, self.files + size / 1_000_000))


#: For what a person waits for, or what is small.
SHORT = Times(step=10, request=10, answer=10)


@dataclass(frozen=True)
class Body:
    """What is sent; `size` is known before the first piece is."""

    pieces: Iterable[bytes]
    size: int
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came back, at most so much of it as was asked for; names of headers in small letters."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def wait(self) -> int:
        """The seconds after which to come again, an hour at most; 0: it was not said, or as a date."""
        said = self.headers.get("retry-after", "").strip()
        return min(int(said), 3600) if re.fullmatch(r"[0-9]{1,9}", said) else 0


def where(url: str, allowed: Collection[str] = ()) -> Target:
    """Return where a request to a platform goes; `allowed` names hosts that may lie inside the station's own network.

    Raises:
        NotReached: nowhere that may be called.
    """
    try:
        return target_of(url, allowed)
    except (NoAddress, NotFound, Inside) as error:
        raise NotReached from error


def ask(
    target: Target,
    body: Body,
    *,
    method: str = "POST",
    times: Times = SHORT,
    most: int = MOST_ANSWER_BYTES,
    may_go: Callable[[], None] = nothing_against_it,
) -> Answer:
    """Send `body` and return the answer, `most` bytes of it. `may_go` has the last word before the request is complete;
    one without a body is complete with its head, which is held back for that.

    Raises:
        NotReached: nothing can have come of it.
        NoAnswer: something may have come of it.
        Whatever `body.pieces` or `may_go` raises: the request was broken off before it was complete.
    """
    line = Line(target, times.step)
    try:
        with at_most(line, times.request):
            try:
                last = _send_all_but_last(line, method, body)
            except NotReached:
                if (early := _refusal(line, most)) is None:
                    raise
                return early
        may_go()
        if line.is_cut:
            raise NotReached
        with at_most(line, times.answer):
            return _finish(line, last, most, times.answer)
    finally:
        line.close()


def _send_all_but_last(line: Line, method: str, body: Body) -> bytes:
    """Send everything but the last piece and return that (none: the head is the last): the request is not complete yet."""
    kind = {"Content-Type": body.media_type} if body.size else {}
    headers = {**kind, **body.headers, "Content-Length": str(body.size)}
    last = b""
    with _broken_means(NotReached):
        line.connect()
        line.putrequest(method, line.target.path)
        for name, value in headers.items():
            line.putheader(name, value)
        if not body.size:
            return b""
        line.endheaders()
    for piece in body.pieces:
        if last:
            with _broken_means(NotReached):
                line.send(last)
        last = piece or last
    return last


def _refusal(line: Line, most: int) -> Answer | None:
    """Return what the other end said before it broke a request off: that it is too large, mostly. None: nothing, or
    something else than no."""
    if line.sock is None or line.is_cut:
        return None
    try:
        answer = _read(line, most)
    except (OSError, http.client.HTTPException):
        return None
    return answer if answer.status >= 400 else None


def _finish(line: Line, last: bytes, most: int, patience: float) -> Answer:
    """Complete the request and read the answer; from here on nothing is certain but an answer."""
    with _broken_means(NoAnswer):
        line.sock.settimeout(patience)  # that it says nothing for the time of a step means nothing here
        try:
            if last:
                line.send(last)
            else:
                line.endheaders()
        except OSError:
            if (early := _refusal(line, most)) is None:
                raise
            return early
        return _read(line, most)


def _read(line: Line, most: int) -> Answer:
    response = line.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    answer = Answer(response.status, response.read(most), headers)
    if line.is_cut:  # where its length is not stated, an answer that was cut looks like a whole one
        raise TimeoutError
    return answer


@contextmanager
def _broken_means(meaning: type[ConnectorError]) -> Iterator[None]:
    """Say what a line that breaks here means."""
    try:
        yield
    except OSError as error:
        raise meaning from error
    except http.client.HTTPException:
        raise meaning from None  # its words may hold the address, and in that a token
