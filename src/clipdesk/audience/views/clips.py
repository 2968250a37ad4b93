"""What the audience did with one clip."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import SEE
from clipdesk.audience.access import outings_for
from clipdesk.audience.curve import HEIGHT, LEFT, TOP, WIDTH
from clipdesk.audience.figures import outlets_of
from clipdesk.audience.table import as_csv


@door(SEE)
def clip(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Show a clip's figures, destination by destination, and how the first metric of each grew."""
    found, publications = outings_for(member_of_request(request), clip_id)
    field = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - LEFT, "top": TOP}
    context = {"clip": found, "outlets": outlets_of(publications, curves=True), "field": field}
    return render(request, "audience/clip.html", context)


@door(SEE)
def as_file(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Hand every sample of a clip out as CSV."""
    found, publications = outings_for(member_of_request(request), clip_id)
    headers = {"Content-Disposition": f'attachment; filename="figures-{found.pk}.csv"', "Cache-Control": "no-store"}
    return HttpResponse(as_csv(publications), content_type="text/csv; charset=utf-8", headers=headers)


@door(SEE)
def of_clip(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer the newest figures of a clip, for the clip's own page; nothing while none of it was public."""
    found, publications = outings_for(member_of_request(request), clip_id)
    return render(request, "audience/of_clip.html", {"clip": found, "outlets": outlets_of(publications)})
