"""How loud the clip's recording is, for the timeline."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CUT
from clipdesk.clips.access import access_clip
from clipdesk.media.loudness.curve import curve


@door(CUT)
def loudness(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer the loudness as bytes, ten a second (see `media.loudness.curve`); none where there is no sound."""
    series = access_clip(member_of_request(request), clip_id, CUT).recording.loudness_series
    drawn = curve(series) if series else b""
    return HttpResponse(drawn, content_type="application/octet-stream", headers={"Cache-Control": "no-store"})
