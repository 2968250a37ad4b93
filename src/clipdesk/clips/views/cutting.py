"""The cutting page and what it asks the server for."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CUT
from clipdesk.clips import editing
from clipdesk.clips.access import access_clip
from clipdesk.clips.content import DESCRIPTION_CHARACTERS, FLAGS, TITLE_CHARACTERS, Content
from clipdesk.clips.models import Clip
from clipdesk.kernel.time import NotATime, format_fraction, frame_at, parse_fraction, timecode
from clipdesk.library.links import file_link
from clipdesk.library.models import Recording
from clipdesk.media.captions import read_file, to_srt, to_vtt
from clipdesk.media.preview import preview_frame
from clipdesk.media.recipe import SHAPES, Cue, Range

PREVIEW_WIDTH = 540
CAPTION_FILE_BYTES = 2_000_000


@door(CUT, methods=("GET", "POST"))
def edit(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Show the cutting page; POST saves the plain form that works without JavaScript."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    if request.method == "POST":
        content = _from_form(request, clip)
        revision, voided = editing.save(clip, content, base=int(request.POST.get("base", 0)), member=member)
        said = _("Saved as revision {number}.").format(number=revision.number)
        messages.success(request, said + (" " + _("The sign-off is void.") if voided else ""))
        return redirect("clips:edit", station=station, clip_id=clip_id)
    return render(request, "clips/edit.html", _page(clip))


@door(CUT, methods=("POST",))
def save(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Save what the page holds: JSON `{base, content, breaking}` → `{number, voided, changed}`."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    data = json.loads(request.body)
    content = editing.content_with(clip.content, data["content"])
    before = clip.head_number
    revision, voided = editing.save(clip, content, base=int(data["base"]), member=member)
    if clip.breaking != bool(data.get("breaking", False)):
        editing.mark_breaking(clip, bool(data.get("breaking", False)), member=member)
    return JsonResponse({"number": revision.number, "voided": voided, "changed": revision.number != before})


@door(CUT, methods=("POST",))
def preview(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer one frame of the clip as the renderer makes it: JSON `{content, shape, at}` → PNG."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    data = json.loads(request.body)
    recipe = editing.content_with(clip.content, data["content"]).recipe
    shape = data.get("shape") if data.get("shape") in SHAPES else "9:16"
    recording = clip.recording
    at = parse_fraction(data.get("at", "0"))
    picture = preview_frame(recipe, recording.original_path, recording.source_info, shape, at, PREVIEW_WIDTH)
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "no-store"})


@door(CUT, methods=("POST",))
def captions_import(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Read a caption file and answer its cues: `{cues: [{start, end, text}], mended, encoding}`."""
    member = member_of_request(request)
    access_clip(member, clip_id, CUT)
    file = request.FILES.get("captions")
    data = file.read(CAPTION_FILE_BYTES) if file else b""
    found = read_file(data, (file.name or "") if file else "")
    cues = [_cue(cue) for cue in found.cues]
    return JsonResponse({"cues": cues, "mended": found.mended, "encoding": found.encoding})


@door(CUT)
def captions_export(request: HttpRequest, station: str, clip_id: UUID, form: str) -> HttpResponse:
    """Answer the captions as a file, on the recording's timeline."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    cues = clip.content.recipe.captions
    text, kind = (to_srt(cues), "application/x-subrip") if form == "srt" else (to_vtt(cues), "text/vtt")
    name = f'attachment; filename="clip-{clip.pk}.{form}"'
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers={"Content-Disposition": name})


def _page(clip: Clip) -> dict[str, Any]:
    """Return what the cutting page needs."""
    recording, content = clip.recording, clip.content
    urls = {
        name: reverse(f"clips:{name}", kwargs={"station": clip.station.slug, "clip_id": clip.pk})
        for name in ("save", "preview", "captions_import", "show")
    }
    proxy = recording.file("proxy")
    return {
        "clip": clip,
        "recording": recording,
        "content": content,
        "start": content.recipe.ranges[0].start,
        "end": content.recipe.ranges[-1].end,
        "captions_text": to_srt(content.recipe.captions),
        "shapes": [
            (shape, name) for shape, name in (("9:16", _("Upright")), ("1:1", _("Square")), ("16:9", _("Wide")))
        ],
        "flags": [(name, label, content.flags.get(name, False)) for name, label in _flag_names()],
        "limits": {"title": TITLE_CHARACTERS, "description": DESCRIPTION_CHARACTERS},
        "proxy": file_link(proxy) if proxy else "",
        "editable": clip.state not in {Clip.PUBLISHED, Clip.WITHDRAWN},
        "voids": clip.state in {Clip.IN_REVIEW, Clip.SIGNED},
        "data": {"urls": urls, "base": clip.head_number, "content": content.to_json(), **_source(recording)},
    }


def _source(recording: Recording) -> dict[str, Any]:
    """Return what the scripts need to know of the recording."""
    sheets = recording.files.filter(kind="filmstrip").order_by("position").select_related("file")
    peaks = recording.file("peaks")
    info, rate = recording.source_info, recording.frame_rate
    return {
        "rate": format_fraction(rate),
        "duration": format_fraction(recording.duration),
        "size": list(info.video.display_size) if info.video else None,
        "timecode": recording.start_timecode or timecode(Fraction(0), rate),
        "shots": recording.analysis.shots,
        "sheets": [file_link(sheet.file) for sheet in sheets],
        "peaks": file_link(peaks) if peaks else "",
        "items": [
            {"title": item.title or item.slug, "start": item.start, "end": item.end} for item in recording.rundown.all()
        ],
    }


def _flag_names() -> list[tuple[str, str]]:
    """Return the disclosure flags with their questions."""
    names = {
        "ai_altered": _("Made or altered with artificial intelligence"),
        "paid": _("Paid content"),
        "made_for_children": _("Made for children"),
    }
    return [(name, names[name]) for name in FLAGS]


def _from_form(request: HttpRequest, clip: Clip) -> Content:
    """Read the plain form on top of the newest revision."""
    old, form = clip.content, request.POST
    rate = clip.recording.frame_rate
    cues = old.recipe.captions
    text = form.get("captions", "")
    if text.strip() and text.replace("\r\n", "\n").strip() != to_srt(cues).strip():
        cues = read_file(text.encode(), _("the captions field")).cues
    elif not text.strip():
        cues = ()
    recipe = replace(old.recipe, captions=cues)
    if len(old.recipe.ranges) == 1 and form.get("start") and form.get("end"):
        recipe = replace(recipe, ranges=(Range(_time(form["start"], rate), _time(form["end"], rate)),))
    return replace(
        old,
        recipe=recipe,
        title=form.get("title", "").strip(),
        description=form.get("description", "").strip().replace("\r\n", "\n"),
        language=form.get("language", old.language),
        flags={name: name in form for name in FLAGS},
    )


def _time(text: str, rate: Fraction) -> Fraction:
    """Read `h:mm:ss.fff`, `m:ss.fff` or seconds, and take the frame shown then.

    Raises:
        NotATime: it is none of these.
    """
    seconds = Fraction(0)
    for part in text.strip().replace(",", ".").split(":"):
        try:
            seconds = seconds * 60 + Fraction(part)
        except (ValueError, ZeroDivisionError) as error:
            raise NotATime(text=text) from error
    return Fraction(frame_at(seconds + Fraction(1, 1000), rate)) / rate


def _cue(cue: Cue) -> dict[str, str]:
    return {"start": format_fraction(cue.start), "end": format_fraction(cue.end), "text": cue.text}
