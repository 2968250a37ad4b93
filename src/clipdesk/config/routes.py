"""The addresses that Starlette answers: static files, signed file links, live segments, published media, uploads, health."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from django.utils import translation
from django.utils.translation import gettext
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from clipdesk.config.health import health
from clipdesk.config.limiting import LimitedBody
from clipdesk.kernel.errors import gettext_noop
from clipdesk.library.links import resolve
from clipdesk.library.live_links import Busy, resolve_segment
from clipdesk.library.serving import answer_file, in_thread, language_of
from clipdesk.library.tus import routes as upload_routes
from clipdesk.publishing.hand_files import hand_file
from clipdesk.review.guest_files import guest_file
from clipdesk.site.asked import TakesFiles, drop_left
from clipdesk.site.media import media

HASHED_DAYS = 365
_NOT_KEPT = {"Cache-Control": "no-store"}


class Static(StaticFiles):
    """Static files; names that carry a hash never change, so browsers keep them for a year."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Answer a file with how long it may be kept."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = f"public, max-age={HASHED_DAYS * 86400}, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


async def file(request: Request) -> Response:
    """Answer a signed link to a stored file, with Range, to the person it was made for; asked again each time."""
    headers = {"Cache-Control": "private, no-cache"}
    session_key = request.cookies.get(settings.SESSION_COOKIE_NAME, "")
    try:
        found = await in_thread(resolve, request.path_params["token"], session_key)
    except LookupError:
        return _said(request, 404, gettext_noop("This link has expired. Reload the page."), headers)
    return answer_file(request, found.path, sha256=found.sha256, media_type=found.media_type, headers=headers)


async def segment(request: Request) -> Response:
    """Answer a piece of a channel to the person it was made for; it never changes, and is soon gone."""
    headers = {"Cache-Control": "private, max-age=600", "X-Content-Type-Options": "nosniff"}
    session_key = request.cookies.get(settings.SESSION_COOKIE_NAME, "")
    try:
        path = await in_thread(resolve_segment, request.path_params["token"], session_key)
    except LookupError:
        return _said(request, 404, gettext_noop("This part of the channel is no longer there."), _NOT_KEPT)
    except Busy:
        return _said(request, 503, gettext_noop("Too many are watching at this moment. Try again soon."), _NOT_KEPT)
    return FileResponse(path, headers=headers, media_type="video/mp4")


def _said(request: Request, status: int, sentence: str, headers: Mapping[str, str]) -> Response:
    """Answer a sentence, in the language of whoever asks."""
    with translation.override(language_of(request)):
        return PlainTextResponse(gettext(sentence), status_code=status, headers=headers)


async def healthz(request: Request) -> Response:
    """Answer how the desk is: 200 when it can work, 503 when it cannot."""
    report = await sync_to_async(_health, thread_sensitive=False)()
    status = 200 if report["ok"] else 503
    return JSONResponse(report, status_code=status, headers={"Cache-Control": "no-store"})


def _health() -> dict[str, Any]:
    close_old_connections()
    try:
        return health()
    finally:
        close_old_connections()


def starlette_app(behind: ASGIApp) -> Starlette:
    """Return the whole application with Django behind it."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    drop_left()
    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/files/{token:path}", file),
            Route("/live/{token:path}", segment),
            Route("/guest-files/{token}/{name}", guest_file),
            Route("/by-hand-files/{token}/{name}", hand_file),
            Route("/media/{remote_id}/{version}/{name}", media),
            Mount("/uploads", routes=upload_routes),
            Mount("/static", Static(directory=settings.STATIC_ROOT)),
            Mount("/", TakesFiles(LimitedBody(behind))),
        ]
    )
