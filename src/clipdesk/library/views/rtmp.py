"""What nginx-rtmp asks the desk of each stream (`on_publish`, `on_update`, `on_publish_done`). The key is the only word for
being let in, and no cookie is read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from clipdesk.accounts.doors import public_door
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library import rtmp


@csrf_exempt  # a program asks, and no cookie is read
@public_door(methods=("POST",))
def rtmp_publish(request: HttpRequest) -> HttpResponse:
    """Answer where the stream is led on to (302), or 422: nginx-rtmp closes the connection then."""
    try:
        there = rtmp.admit(*_asked(request))
    except ClipdeskError:
        return HttpResponse(status=422)
    answer = HttpResponse(status=302)
    answer["Location"] = there
    return answer


@csrf_exempt  # as above
@public_door(methods=("POST",))
def rtmp_update(request: HttpRequest) -> HttpResponse:
    """Answer whether a sender may go on. nginx-rtmp asks the same of its own line to the application `desk`
    (`update_play`): where the sender may, that goes on too."""
    if request.POST.get("call") == "update_play":
        return HttpResponse(status=204)
    try:
        rtmp.still_sends(*_asked(request))
    except ClipdeskError:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


@csrf_exempt  # as above
@public_door(methods=("POST",))
def rtmp_done(request: HttpRequest) -> HttpResponse:
    """Take that a sender has left."""
    rtmp.has_left(*_asked(request))
    return HttpResponse(status=204)


def _asked(request: HttpRequest) -> tuple[str, str]:
    """Return the key and the number of the connection."""
    return request.POST.get("name", "")[:200], request.POST.get("clientid", "")[:40]
