"""`/guest-files/<token>/<name>`: the sealed files of one package, for whoever holds a guest's link to it, with Range.

The link is asked anew each time: what was ended, or decided on, shows nothing from that moment on.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from clipdesk.library.serving import answer_file, in_thread
from clipdesk.review.guests import LinkOver, file_for

NOT_KEPT = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow"}


async def guest_file(request: Request) -> Response:
    """Answer one sealed file; 410 where the link does not work."""
    try:
        found = await in_thread(file_for, **request.path_params)
    except LinkOver:
        return PlainTextResponse("Gone", status_code=410, headers=NOT_KEPT)
    except LookupError:
        return PlainTextResponse("Not found", status_code=404, headers=NOT_KEPT)
    return answer_file(request, found.path, sha256=found.sha256, media_type=found.media_type, headers=NOT_KEPT)
