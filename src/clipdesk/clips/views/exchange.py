"""A clip's cuts as files for craft editors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CUT
from clipdesk.clips.access import access_clip
from clipdesk.clips.models.look import cards_of
from clipdesk.media.exchange import to_edl, to_otio
from clipdesk.media.film import film_of
from clipdesk.media.recipe import Recipe
from clipdesk.media.source_info import SourceInfo

#: The forms cuts are handed out in: their media type, and who writes them.
FORMS: Mapping[str, tuple[str, Callable[[Recipe, SourceInfo, str, str, Fraction], str]]] = {
    "otio": ("application/json", to_otio),
    "edl": ("text/plain", to_edl),
}


@door(CUT)
def exchange(request: HttpRequest, station: str, clip_id: UUID, form: str) -> HttpResponse:
    """Answer the clip's cuts as OpenTimelineIO (`otio`) or CMX 3600 (`edl`), on the recording's own timecode; an opening card
    has its place before it."""
    if form not in FORMS:
        raise Http404
    clip = access_clip(member_of_request(request), clip_id, CUT)
    kind, write = FORMS[form]
    recording, recipe = clip.recording, clip.content.recipe
    info, cards = recording.source_info, cards_of(recipe.look, clip.station_id)
    text = write(recipe, info, clip.title, recording.original_name, film_of(recipe, info.grid, cards).lead)
    name = f'attachment; filename="clip-{clip_id}.{form}"'
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers={"Content-Disposition": name})
