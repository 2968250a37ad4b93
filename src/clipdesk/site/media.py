"""`/media/<remote id>/<version>/<name>`: the published files, with Range, straight from the disk."""

from __future__ import annotations

import mimetypes

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from clipdesk.library.serving import answer_file, in_thread
from clipdesk.site.posts import NoLongerShown, public_file

mimetypes.add_type("text/vtt", ".vtt")

#: A browser may keep the bytes, but asks each time: it gets 304 while the clip is public, 410 once it is not.
ASK_AGAIN = {"Cache-Control": "no-cache"}


async def media(request: Request) -> Response:
    """Answer a published file. A version that is not shown any more answers 410: the corrected one has another name."""
    try:
        found = await in_thread(public_file, **request.path_params)
    except NoLongerShown:
        return PlainTextResponse("Gone", status_code=410, headers=ASK_AGAIN)
    except LookupError:
        return PlainTextResponse("Not found", status_code=404, headers=ASK_AGAIN)
    media_type = mimetypes.guess_type(found.path.name)[0]
    headers = {**ASK_AGAIN, "Access-Control-Allow-Origin": "*"}
    return answer_file(request, found.path, sha256=found.sha256, media_type=media_type, headers=headers)
