"""Being told while no page is open: the person's devices, the service worker, and the bell of an open page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.translation import gettext as _

from clipdesk.accounts import pushing
from clipdesk.accounts.access import notices_for
from clipdesk.accounts.choosing import chosen_by
from clipdesk.accounts.doors import door, member_of_request, person_of_request, public_door, signed_in_door
from clipdesk.accounts.models.notice import URGENT
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.ui.formats import number
from clipdesk.ui.sentences import sentence

_WORKER = Path(__file__).parent.parent / "static" / "accounts" / "push-worker.js"


@signed_in_door(methods=("POST",))
def add_device(request: HttpRequest) -> HttpResponse:
    """Let this browser show the person's notices."""
    try:
        pushing.register(person_of_request(request), request.POST.get("name", ""), request.POST.get("subscription", ""))
    except ClipdeskError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("This device shows your notices from now on. A first one is on its way."))
    return redirect("accounts:me")


@signed_in_door(methods=("POST",))
def remove_device(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Let one of the person's own devices show no more notices; one that is not theirs, or no more, stays as it is."""
    if person_of_request(request).devices.filter(pk=device_id).delete()[0]:
        messages.success(request, _("The device shows no more notices."))
    return redirect("accounts:me")


@door()
def bell(request: HttpRequest, station: str) -> HttpResponse:
    """Say how much the person has not read, the newest of it that is urgent, and whether they want to hear it."""
    unread = notices_for(member_of_request(request)).filter(read_at=None)
    count, urgent = unread.count(), unread.filter(kind__in=URGENT).first()
    sounds = chosen_by(person_of_request(request)).sounds
    said = {"count": count, "shown": number(count), "urgent": str(urgent.pk) if urgent else "", "sounds": sounds}
    return JsonResponse(said, headers={"Cache-Control": "no-store"})


@public_door()
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the service worker: it must lie at the root, for it looks after everything below its own address."""
    return HttpResponse(_worker(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@public_door()
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the desk as something to put on a phone's home screen; some phones show notices only then."""
    icon = {"src": static("ui/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    said = {"name": "Clipdesk", "short_name": "Clipdesk", "start_url": "/", "display": "standalone", "icons": [icon]}
    return JsonResponse(said, content_type="application/manifest+json")


@cache
def _worker() -> str:
    return _WORKER.read_text(encoding="utf-8")
