"""What the routes beside Django share: work on rows in threads, and files that a browser keeps but asks for again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import HttpRequest
from django.utils import translation
from starlette.requests import Request
from starlette.responses import FileResponse, Response

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")


async def in_thread(call: Callable[_Args, _Result], *args: _Args.args, **kwargs: _Args.kwargs) -> _Result:
    """Run a piece of database work in a thread, with a connection of its own."""

    def work() -> _Result:
        close_old_connections()
        try:
            return call(*args, **kwargs)
        finally:
            close_old_connections()

    return await sync_to_async(work, thread_sensitive=False)()


def language_of(request: Request) -> str:
    """Return the language for somebody who is not known: what this browser chose, else what it asks for."""
    asking = HttpRequest()
    asking.COOKIES = request.cookies
    asking.META["HTTP_ACCEPT_LANGUAGE"] = request.headers.get("accept-language", "")
    return translation.get_language_from_request(asking)


def answer_file(
    request: Request, path: Path, *, sha256: str, media_type: str | None, headers: Mapping[str, str]
) -> Response:
    """Answer a file or the part asked for; 304 to a browser that holds this very content."""
    tag = f'"{sha256}"'
    said = {**headers, "ETag": tag, "X-Content-Type-Options": "nosniff"}
    if _has_already(request, tag):
        return Response(status_code=304, headers=said)
    return FileResponse(path, headers=said, media_type=media_type)


def _has_already(request: Request, tag: str) -> bool:
    """Tell whether the browser holds this very content (RFC 9110, If-None-Match)."""
    held = request.headers.get("if-none-match", "")
    return held.strip() == "*" or tag in {word.strip().removeprefix("W/") for word in held.split(",")}
