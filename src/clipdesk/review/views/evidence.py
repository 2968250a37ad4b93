"""The evidence file of a clip, for somebody outside."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import SEND_BACK
from clipdesk.clips.access import access_clip
from clipdesk.review.evidence import evidence_of

_LARGEST = 150_000_000  # bytes: a page holds it several times in memory; the command line takes more


@door(SEND_BACK)
def evidence(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Hand out the file."""
    clip = access_clip(member_of_request(request), clip_id, SEND_BACK)
    headers = {"Content-Disposition": f'attachment; filename="evidence-{clip.pk}.zip"', "Cache-Control": "no-store"}
    return HttpResponse(evidence_of(clip, _LARGEST), content_type="application/zip", headers=headers)
