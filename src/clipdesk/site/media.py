"""`/media/<remote id>/<version>/<name>`: the published files, with Range, straight from the disk."""

from __future__ import annotations

import mimetypes

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from clipdesk.site.posts import NoLongerShown, PublicFile, public_file

mimetypes.add_type("text/vtt", ".vtt")

#: A browser may keep the bytes, but asks each time: it gets 304 while the clip is public, 410 once it is not.
ASK_AGAIN = {"Cache-Control": "no-cache"}


async def media(request: Request) -> Response:
    """Answer a published file. A version that is not shown any more answers 410: the corrected one has another name."""
    try:
        found = await sync_to_async(_find, thread_sensitive=False)(**request.path_params)
    except NoLongerShown:
        return PlainTextResponse("Gone", status_code=410, headers=ASK_AGAIN)
    except LookupError:
        return PlainTextResponse("Not found", status_code=404, headers=ASK_AGAIN)
    tag = f'"{found.sha256}"'
    headers = {**ASK_AGAIN, "ETag": tag, "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}
    if _has_already(request, tag):
        return Response(status_code=304, headers=headers)
    return FileResponse(found.path, headers=headers, media_type=mimetypes.guess_type(found.path.name)[0])


def _has_already(request: Request, tag: str) -> bool:
    """Tell whether the browser holds this very content (RFC 9110, If-None-Match)."""
    held = request.headers.get("if-none-match", "")
    return held.strip() == "*" or tag in {word.strip().removeprefix("W/") for word in held.split(",")}


def _find(remote_id: str, version: str, name: str) -> PublicFile:
    close_old_connections()
    try:
        return public_file(remote_id, version, name)
    finally:
        close_old_connections()
