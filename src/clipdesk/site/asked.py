"""Files that strangers ask about: taken in before Django sees the request, looked at, gone; Django writes the page.

Django would write the whole body to disk before it asks anything. Here everything is asked first: where the form stood,
how large the file is, how often this connection came, whether there is room. Nobody needs a cookie, for nothing is
changed; what a page of another site sends in a reader's name is turned away all the same.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import IO, Any

from django.conf import settings
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clipdesk.accounts.models import Station
from clipdesk.accounts.session import person_of_session
from clipdesk.accounts.tries import connection_of, too_often
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library.serving import in_thread
from clipdesk.library.storage import is_full
from clipdesk.site.asked_errors import Busy, CameTooSlowly, FromElsewhere, NoFile, NoRoomForIt, TooLarge, TooOften
from clipdesk.site.looking import MOST_BYTES, Look, check_room, drop_left, look_at, passing_folder
from clipdesk.site.one_file import NotAForm, OneFile

__all__ = ["LOOK", "TakesFiles", "drop_left"]

LOOK = "clipdesk.look"
"""In the scope that Django gets: the Look, or the ClipdeskError that says why there is none."""

RECEIVED_AT_ONCE = 4
WAIT_SECONDS = 15  # for those before
BODY_SECONDS, SILENCE_SECONDS = 180, 15
PASS_OVER_SECONDS = 20
TRIES, WINDOW_SECONDS = 10, 600
_FORM_BYTES = 20_000  # what a form needs around its file
Body = AsyncGenerator[bytes, None]
_PATH = re.compile(
    r"/watch/(?P<public>[-\w]+)/is-this-ours/|/s/(?P<desk>[-\w]+)/publishing/[0-9a-f-]{36}/compare/", re.ASCII
)


class TakesFiles:
    """Answers what is posted to “Is this ours?”, and what whoever looks a second time compares, with Django's page about
    it; hands on everything else."""

    def __init__(self, behind: ASGIApp) -> None:
        self.behind = behind
        self._receiving = 0
        self._looking = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        asks = scope["type"] == "http" and scope["method"] == "POST" and _PATH.fullmatch(scope["path"])
        if not asks:
            await self.behind(scope, receive, send)
            return
        look: Look | ClipdeskError | None
        request = Request(scope, receive)
        body = request.stream()
        try:
            try:
                look = await self._look(request, body, asks)
            except ClipdeskError as error:
                look = error
                await _pass_over(body)
        except ClientDisconnect:
            return
        await self.behind(_without_body(scope, look), _nothing_more(), send)

    async def _look(self, request: Request, body: Body, asks: re.Match[str]) -> Look | None:
        """Take the file in and look at it; None where there is no such station, or (on the desk's page) nobody is signed
        in, which Django says."""
        _check_page(request)
        length = _length(request)
        station = await in_thread(_station, asks["public"] or asks["desk"])
        if station is None or (asks["desk"] and not await in_thread(_is_signed_in, request)):
            return None
        await in_thread(_count, _connection_of(request))
        async with self._place():
            await in_thread(check_room, length)
            with passing_folder() as folder:
                with (folder / "file").open("wb") as file:
                    await _receive(body, request.headers.get("content-type", ""), file)
                async with self._turn():
                    return await in_thread(look_at, folder / "file", station)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """Hold one of the few places for files that are under way."""
        if self._receiving >= RECEIVED_AT_ONCE:
            raise Busy
        self._receiving += 1
        try:
            yield
        finally:
            self._receiving -= 1

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """One file is looked at at a time in each process."""
        try:
            await asyncio.wait_for(self._looking.acquire(), WAIT_SECONDS)
        except TimeoutError as error:
            raise Busy from error
        try:
            yield
        finally:
            self._looking.release()


async def _receive(body: Body, content_type: str, file: IO[bytes]) -> None:
    """Write the form's file as it comes; what comes too slowly, or is more than announced, is given up."""
    try:
        form = OneFile(content_type, file)
        seen = 0
        async with asyncio.timeout(BODY_SECONDS):
            while (chunk := await asyncio.wait_for(anext(body, None), SILENCE_SECONDS)) is not None:
                seen += len(chunk)
                if seen > MOST_BYTES + _FORM_BYTES:
                    raise TooLarge(megabytes=MOST_BYTES // 1_000_000)
                form.feed(chunk)
    except NotAForm as error:
        raise NoFile from error
    except TimeoutError as error:
        raise CameTooSlowly from error
    except OSError as error:
        if is_full(error):
            raise NoRoomForIt from error
        raise
    if not form.done:
        raise NoFile


async def _pass_over(body: Body) -> None:
    """Let the rest of a refused body come and go for a while: many browsers hear no answer before they have sent it."""
    seen = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(PASS_OVER_SECONDS):
            async for chunk in body:
                seen += len(chunk)
                if seen > MOST_BYTES:
                    return


def _check_page(request: Request) -> None:
    """Raise FromElsewhere for what another site's page sends; browsers say so in one of two headers."""
    said = request.headers.get("sec-fetch-site", "same-origin")
    if said not in ("same-origin", "none") or request.headers.get("origin", settings.ORIGIN) != settings.ORIGIN:
        raise FromElsewhere


def _length(request: Request) -> int:
    """Return how long the body says it is; one that does not say is not read."""
    text = request.headers.get("content-length", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NoFile
    if int(text) > MOST_BYTES + _FORM_BYTES:
        raise TooLarge(megabytes=MOST_BYTES // 1_000_000)
    return int(text)


def _connection_of(request: Request) -> str:
    """Return whose tries are counted together. Not kept in clear."""
    address = request.client.host if request.client else ""
    return connection_of("clipdesk.site.asked", address, request.headers.get("x-forwarded-for"))


def _count(connection: str) -> None:
    """Count a try; raise TooOften where there were too many of late."""
    if too_often(f"asked:{connection}", TRIES, WINDOW_SECONDS):
        raise TooOften(count=TRIES, minutes=WINDOW_SECONDS // 60)


def _station(slug: str) -> Station | None:
    return Station.objects.filter(slug=slug).first()


def _is_signed_in(request: Request) -> bool:
    return person_of_session(request.cookies.get(settings.SESSION_COOKIE_NAME, "")) is not None


def _without_body(scope: Scope, look: Look | ClipdeskError | None) -> dict[str, Any]:
    """Return the scope for Django: the same page asked for, nothing sent along but what was found."""
    gone = (b"content-length", b"content-type", b"transfer-encoding")
    headers = [(name, value) for name, value in Headers(scope=scope).raw if name.lower() not in gone]
    return {**scope, "headers": headers, LOOK: look}


def _nothing_more() -> Callable[[], Any]:
    """Return a `receive` that says once that there is no body, and then nothing: Django asks whether the reader left."""
    said = False

    async def receive() -> Message:
        nonlocal said
        if said:
            await asyncio.Event().wait()
        said = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive
