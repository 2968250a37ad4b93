"""Resumable uploads: tus 1.0.0 (core, creation, checksum, expiration, termination) under `/uploads/`.

Starlette streams the body to the disk; everything about rows is done in threads by `uploads`. Who asks is known by the
desk's own session cookie. Nobody else's page may use it: what changes something must name our own `Origin` (browsers
always send it then), and the header `Tus-Resumable` alone already makes a browser ask first, which is never allowed.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.http import http_date
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from clipdesk.accounts.member import Member, NotAllowed, member_of
from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.accounts.session import person_of_session
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library import uploads
from clipdesk.library.models import Upload
from clipdesk.library.serving import in_thread, language_of
from clipdesk.library.storage import DiskFull, is_full
from clipdesk.library.tus_errors import (
    ArrivedDamaged,
    ForeignPage,
    MoreThanAnnounced,
    NoPart,
    NoSuchUpload,
    NotUnderstood,
    SignedOut,
)
from clipdesk.ui.sentences import sentence

VERSION = "1.0.0"
FLUSH_BYTES = 4 << 20
SILENCE_SECONDS = 30
"""A connection from which nothing came for so long is given up: a laptop that was closed does not say goodbye, and
would be in its own way when it comes back."""

ASK_SECONDS = 1.0
"""So long at most an upload goes on under somebody who was disabled, signed out or lost the role."""

_HEADERS = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
_ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
_STATUS = {
    "NotUnderstood": 400, "SignedOut": 401, "NotAllowed": 403, "ForeignPage": 403, "NoSuchUpload": 404, "WrongOffset": 409,
    "TooBig": 413, "MoreThanAnnounced": 413, "NoPart": 415, "BeingWritten": 423, "ArrivedDamaged": 460,
    "DiskFull": 507, "IngestStopped": 507, "NoRoom": 507,
}  # fmt: skip
Handler = Callable[[Request, Person], Awaitable[Response]]


def _guarded(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Find the person, refuse foreign pages and other versions, turn errors into sentences."""

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            extensions = {"Tus-Version": VERSION, "Tus-Extension": "creation,checksum,expiration,termination"}
            limits = {"Tus-Max-Size": str(settings.UPLOAD_LIMIT_BYTES), "Tus-Checksum-Algorithm": "sha1,sha256"}
            return Response(status_code=204, headers={**_HEADERS, **extensions, **limits})
        if request.headers.get("tus-resumable") != VERSION:
            return Response(status_code=412, headers={**_HEADERS, "Tus-Version": VERSION})
        person = None
        try:
            if not _is_from_our_pages(request):
                raise ForeignPage(origin=settings.ORIGIN)
            person = await in_thread(person_of_session, _session_key(request))
            if person is None:
                raise SignedOut
            return await handler(request, person)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody hears it
        except ClipdeskError as error:
            language = (person.language or settings.LANGUAGE_CODE) if person else language_of(request)
            with translation.override(language):
                said = sentence(error)
            extra = {"Upload-Offset": str(error.params["offset"])} if error.code == "WrongOffset" else {}
            return _error(_STATUS.get(error.code, 422), said, extra)

    return answer


async def _create(request: Request, person: Person) -> Response:
    """POST: open an upload; metadata carries `filename`, `station` (slug) and `desk` (id)."""
    length = _number(request, "upload-length")
    words = uploads.metadata(request.headers.get("upload-metadata", ""))
    upload = await in_thread(_begin, person, words, length)
    return Response(status_code=201, headers={**_place(upload), "Location": f"/uploads/{upload.pk}"})


async def _head(request: Request, person: Person) -> Response:
    """HEAD: where the upload stands."""
    upload = await _find(request, person)
    headers = {**_place(upload), "Upload-Length": str(upload.length)}
    return Response(status_code=200, headers=headers)


async def _patch(request: Request, person: Person) -> Response:
    """PATCH: more bytes, at the offset that both sides know."""
    upload = await _find(request, person)
    if request.headers.get("content-type") != "application/offset+octet-stream":
        raise NoPart
    offset = _number(request, "upload-offset")
    if upload.recording is None:
        await _receive(request, upload, offset)
    if upload.offset == upload.length:
        await in_thread(_check_still_theirs, _session_key(request), upload)
        await in_thread(uploads.finish, upload)
    return Response(status_code=204, headers=_place(upload))


async def _delete(request: Request, person: Person) -> Response:
    """DELETE: forget it."""
    await in_thread(uploads.drop, await _find(request, person))
    return Response(status_code=204, headers=_HEADERS)


async def _receive(request: Request, upload: Upload, offset: int) -> None:
    """Write the body; with a checksum nothing counts until all of it was right, without one every few megabytes do.

    An early end of the connection looks like the end of the body, so bytes are counted against Content-Length; what
    came and is durable counts all the same, for the client asks where to go on.
    """
    declared = int(request.headers.get("content-length", -1))
    if offset + declared > upload.length:
        raise MoreThanAnnounced
    try:
        with await in_thread(uploads.open_at, upload, offset) as file:
            await _write(request, upload, file, declared)
    except OSError as error:
        if is_full(error):
            raise DiskFull from error
        raise


async def _write(request: Request, upload: Upload, file: IO[bytes], declared: int) -> None:
    """Write the body into the open file and report what is durable; ask again and again whether it may go on."""
    seen, wanted = _checksum(request)
    start = at = flushed = upload.offset
    asked = time.monotonic()
    try:
        async for chunk in _chunks(request):
            if at + len(chunk) > upload.length:
                raise MoreThanAnnounced
            if at - flushed >= FLUSH_BYTES or time.monotonic() - asked >= ASK_SECONDS:
                if not seen:
                    await in_thread(uploads.advance, upload, file, at)
                await in_thread(_check_still_theirs, _session_key(request), upload)
                await in_thread(uploads.check_goes_on)
                flushed, asked = at, time.monotonic()
            file.write(chunk)
            at += len(chunk)
            if seen:
                seen.update(chunk)
    except ClientDisconnect:
        if not seen:
            await in_thread(uploads.advance, upload, file, at)
        raise
    if seen and (seen.digest() != wanted or declared not in (-1, at - start)):
        raise ArrivedDamaged
    await in_thread(uploads.advance, upload, file, at)


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    """Yield the body; a connection that falls silent counts as broken."""
    stream = request.stream()
    while True:
        try:
            yield await asyncio.wait_for(anext(stream), SILENCE_SECONDS)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise ClientDisconnect from error


def _checksum(request: Request) -> tuple[Any, bytes]:
    """Return a running hash and the digest it must reach; (None, b"") without the header."""
    header = request.headers.get("upload-checksum", "")
    if not header:
        return None, b""
    name, _, value = header.partition(" ")
    if name not in _ALGORITHMS:
        raise NotUnderstood(header="upload-checksum")
    try:
        return _ALGORITHMS[name](), base64.b64decode(value, validate=True)
    except ValueError as error:
        raise NotUnderstood(header="upload-checksum") from error


async def _find(request: Request, person: Person) -> Upload:
    """Return the person's upload.

    Raises:
        NoSuchUpload, NotAllowed.
    """
    try:
        key = UUID(request.path_params["upload_id"])
    except ValueError as error:
        raise NoSuchUpload from error
    upload = await in_thread(uploads.find, key, person)
    if upload is None:
        raise NoSuchUpload
    return upload


def _check_still_theirs(session_key: str, upload: Upload) -> None:
    """Ask anew who is at the other end: a part may take hours.

    Raises:
        SignedOut, NotAllowed: they were signed out meanwhile, or may no longer bring recordings in.
        NoSuchUpload: it was cancelled meanwhile.
    """
    person = person_of_session(session_key)
    if person is None:
        raise SignedOut
    if uploads.find(upload.pk, person) is None:
        raise NoSuchUpload


def _session_key(request: Request) -> str:
    return request.cookies.get(settings.SESSION_COOKIE_NAME, "")


def _is_from_our_pages(request: Request) -> bool:
    """Tell whether the request comes from a page of this desk; browsers leave `Origin` away only where nothing changes."""
    unsaid = settings.ORIGIN if request.method == "HEAD" else ""
    ours = request.headers.get("origin", unsaid) == settings.ORIGIN
    return ours and request.headers.get("sec-fetch-site", "same-origin") == "same-origin"


def _number(request: Request, header: str) -> int:
    """Return a header that must be a whole number."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotUnderstood(header=header)
    return int(text)


def _begin(person: Person, words: dict[str, str], length: int) -> Upload:
    """Open an upload on the station and desk that the metadata name."""
    station = Station.objects.filter(slug=words.get("station", "")).first()
    member: Member | None = member_of(person, station) if station else None
    if member is None:
        raise NotAllowed
    try:
        desk = Desk.objects.filter(station=member.station, pk=UUID(words.get("desk", ""))).first()
    except ValueError as error:
        raise NotAllowed from error
    if desk is None:
        raise NotAllowed
    return uploads.begin(member, desk, words.get("filename") or "upload", length)


def _place(upload: Upload) -> dict[str, str]:
    """Return the headers that say where an upload stands, how long it is kept, and what became of it."""
    expires = http_date(upload.expires_at.timestamp())
    headers = {**_HEADERS, "Upload-Offset": str(upload.offset), "Upload-Expires": expires}
    if upload.recording is not None:
        headers["Clipdesk-Recording"] = f"/s/{upload.station.slug}/recordings/{upload.recording.pk}/"
        headers["Clipdesk-Known"] = "1" if upload.was_known else "0"
    return headers


def _error(status: int, said: str, extra: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": said}, status_code=status, headers={**_HEADERS, **(extra or {})})


async def _one(request: Request, person: Person) -> Response:
    """Send a request about one upload to its verb."""
    verbs = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete}
    return await verbs[request.method](request, person)


routes = [
    Route("/", _guarded(_create), methods=["POST", "OPTIONS"]),
    Route("/{upload_id}", _guarded(_one), methods=["HEAD", "PATCH", "DELETE", "OPTIONS"]),
]
