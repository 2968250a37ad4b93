"""What a watch page tells of a viewing: counted, and forgotten."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt

from clipdesk.accounts.doors import public_door
from clipdesk.accounts.tries import network_of
from clipdesk.audience.models import SiteCount
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.site.counting import (
    Tries,
    asks_not_to_be_counted,
    believed,
    is_from_elsewhere,
    is_program,
    seconds_since,
)
from clipdesk.site.posts import post_of, shown_on_sites

_tries = Tries()


@csrf_exempt  # no cookie is read, and a page of another site is not listened to
@public_door(methods=("POST",))
def count(request: HttpRequest, station: str, remote_id: str) -> HttpResponse:
    """Add what a page tells to the counts of the hour. What is not counted is answered in the same way."""
    publication = get_object_or_404(shown_on_sites(), station__slug=station, remote_id=remote_id)
    if not (asks_not_to_be_counted(request) or is_program(request) or is_from_elsewhere(request)):
        _add(request, publication)
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Cache-Control": "no-store"})


def _add(request: HttpRequest, publication: Publication) -> None:
    moment, post = now(), post_of(publication)
    age = seconds_since(publication.remote_id, request.POST.get("ticket", ""), moment)
    if age is None or post is None:
        return
    said = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    told = believed(said, age, post.duration)
    network = network_of(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For"))
    if _tries.has_room(network, publication.remote_id, starts=bool(told[SiteCount.START])):
        SiteCount.add(publication, moment, told)
