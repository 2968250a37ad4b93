"""`/media/<remote id>/<version>/<name>`: the published files, with Range, straight from the disk."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from clipdesk.site.posts import public_file

mimetypes.add_type("text/vtt", ".vtt")


async def media(request: Request) -> Response:
    """Answer a published file. A version that is not shown any more answers 410: the corrected one has another name."""
    path = await sync_to_async(_find, thread_sensitive=False)(**request.path_params)
    if path is None:
        return PlainTextResponse("Gone", status_code=410, headers={"Cache-Control": "no-cache"})
    # `no-cache` still lets a browser keep the bytes: it asks with the ETag and gets 304 while the clip is public.
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}
    return FileResponse(path, headers=headers, media_type=mimetypes.guess_type(path.name)[0])


def _find(remote_id: str, version: str, name: str) -> Path | None:
    close_old_connections()
    try:
        return public_file(remote_id, version, name)
    finally:
        close_old_connections()
