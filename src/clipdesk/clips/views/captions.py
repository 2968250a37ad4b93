"""Captions in and out of a clip, as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CUT
from clipdesk.clips import editing, spoken
from clipdesk.clips.access import access_clip
from clipdesk.clips.asked import Asked, captions_of
from clipdesk.clips.content import check_fit
from clipdesk.clips.models import Clip
from clipdesk.kernel.time import format_fraction
from clipdesk.library.carried import carried_captions
from clipdesk.media.captions import Programme, to_ass, to_srt, to_stl, to_ttml, to_vtt
from clipdesk.media.recipe import Cue, Recipe

UNICODE = {"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"}
UNSURE_SHOWN = 3
#: The forms captions are handed out in: what people call them, their media type, and who writes them for which clip.
CAPTION_FORMS: Mapping[str, tuple[str, str, Callable[[Recipe, Clip], str | bytes]]] = {
    "srt": ("SRT", "application/x-subrip; charset=utf-8", lambda recipe, _: to_srt(recipe.captions)),
    "vtt": ("WebVTT", "text/vtt; charset=utf-8", lambda recipe, _: to_vtt(recipe.captions)),
    "ttml": (
        "TTML",
        "application/ttml+xml; charset=utf-8",
        lambda recipe, _: to_ttml(recipe.captions, recipe.language),
    ),
    "ass": (
        "ASS",
        "text/x-ssa; charset=utf-8",
        lambda recipe, _: to_ass(recipe.captions, "16:9", recipe.caption_style),
    ),
    "stl": (
        "EBU STL",
        "application/octet-stream",
        lambda recipe, clip: to_stl(recipe.captions, _programme(recipe, clip)),
    ),
}


@door(CUT, methods=("POST",))
def captions_import(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Read a caption file and answer its cues: `{cues: [{start, end, text, speaker?}], said}`, `said` being a sentence."""
    access_clip(member_of_request(request), clip_id, CUT)
    found = captions_of(request)
    said = _said(len(found.cues))
    if found.mended:
        mended = ngettext(
            "{count} overlapped and was mended.", "{count} overlapped and were mended.", found.mended
        ).format(count=found.mended)
        said = f"{said} {mended}"
    if found.encoding not in UNICODE:
        said = f"{said} " + _("The file is not in Unicode ({name}): check the letters.").format(name=found.encoding)
    return JsonResponse({"cues": [_cue(cue) for cue in found.cues], "said": said})


@door(CUT, methods=("POST",))
def listen(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Give the clip captions by listening: JSON `{content, script}` → `{cues, said}`; an empty script: the rundown's."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    asked = Asked(request)
    content, script = asked.content(clip), asked.text("script")
    editing.check(clip, content)
    check_fit(script)
    heard = spoken.listen(member, clip.recording, content.recipe, script)
    said = ngettext("{count} line heard.", "{count} lines heard.", heard.lines).format(count=heard.lines)
    for line in heard.unsure[:UNSURE_SHOWN]:
        said = f"{said} " + _("Check the times of “{text}”.").format(text=line)
    return JsonResponse({"cues": [_cue(cue) for cue in heard.captions], "said": said})


@door(CUT, methods=("POST",))
def captions_carried(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Give the clip the captions that its recording itself carries: JSON `{content}` → `{cues, said}`.

    `{waits: true}` while they are being taken out: then it is asked once more, with `again`.
    """
    clip = access_clip(member_of_request(request), clip_id, CUT)
    asked = Asked(request)
    content = asked.content(clip)
    editing.check(clip, content)
    found = carried_captions(clip.recording, again=asked.flag("again", usual=False))
    if found is None:
        return JsonResponse({"waits": True}, status=202)
    cues = spoken.laid_around(content.recipe, found)
    return JsonResponse({"cues": [_cue(cue) for cue in cues], "said": _said(len(cues))})


def _said(count: int) -> str:
    return ngettext("{count} caption read.", "{count} captions read.", count).format(count=count)


@door(CUT)
def captions_export(request: HttpRequest, station: str, clip_id: UUID, form: str) -> HttpResponse:
    """Answer the captions as a file, on the recording's timeline: in the clip's language, or in `?language=`."""
    if form not in CAPTION_FORMS:
        raise Http404
    clip = access_clip(member_of_request(request), clip_id, CUT)
    content = clip.content
    language = request.GET.get("language", content.language)
    if language != content.language and language not in content.translations:
        raise Http404
    recipe, mark = content.recipe, ""
    if language != content.language:
        recipe, mark = replace(recipe, captions=content.captions_in(language), language=language), f"-{language}"
    _name, kind, write = CAPTION_FORMS[form]
    name = f'attachment; filename="clip-{clip_id}{mark}.{form}"'
    return HttpResponse(write(recipe, clip), content_type=kind, headers={"Content-Disposition": name})


def _programme(recipe: Recipe, clip: Clip) -> Programme:
    """Return what the head of an EBU STL file says of a clip: its times are the recording's."""
    info, head = clip.recording.source_info, clip.head
    return Programme(
        title=clip.title,
        publisher=clip.station.name,
        language=recipe.language,
        rate=info.grid,
        timecode=info.timecode,
        made_on=head.made_at.date(),
        revision=head.number,
    )


def _cue(cue: Cue) -> dict[str, str]:
    plain = {"start": format_fraction(cue.start), "end": format_fraction(cue.end), "text": cue.text}
    return plain | {"speaker": cue.speaker} if cue.speaker else plain
