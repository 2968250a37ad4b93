"""`/by-hand-files/<token>/<name>`: the sealed files for whoever has a clip in hand to post it, with Range.

Everything is asked anew each time: what is on hold, no longer signed or not in hand any more gives no file. The bytes are
read against their hash before the first of them leaves.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from clipdesk.connectors.contract import SealedFile
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library.serving import answer_file, in_thread
from clipdesk.publishing.by_hand import check_may_post_now, in_hand
from clipdesk.publishing.handing import files_of

NOT_KEPT = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow"}


async def hand_file(request: Request) -> Response:
    """Answer one sealed file to keep on the phone; 410 where nothing may be posted with it."""
    try:
        found = await in_thread(file_for, **request.path_params)
    except LookupError:
        return PlainTextResponse("Not found", status_code=404, headers=NOT_KEPT)
    except ClipdeskError:
        return PlainTextResponse("Gone", status_code=410, headers=NOT_KEPT)
    headers = {**NOT_KEPT, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}"}
    return answer_file(request, found.path, sha256=found.sha256, media_type=found.media_type, headers=headers)


def file_for(token: str, name: str) -> SealedFile:
    """Return a sealed file by the name that it was sealed under, whole and unchanged.

    Raises:
        ClipdeskError: nothing may be posted now, or its bytes are not those that were signed.
        LookupError: there is no such file.
    """
    held = in_hand(token)
    check_may_post_now(held)
    found = next((one for one in files_of(held.publication) if one.name == name), None)
    if found is None:
        raise LookupError("no such file")
    for _chunk in found.chunks():
        pass
    return found
