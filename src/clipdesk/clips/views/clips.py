"""The list of clips, a new clip, and one clip's own page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CORRECT, CUT, SEE, SEND
from clipdesk.clips import editing, suggestions
from clipdesk.clips.access import access_clip, clips_for
from clipdesk.clips.models import Clip, Render
from clipdesk.clips.models.render import SHAPE_ICONS, shown_render_of
from clipdesk.clips.pictures import THUMBNAIL, PictureDamaged, picture_of
from clipdesk.clips.planned import lines_offered, plan_of
from clipdesk.clips.views.finished import files_of
from clipdesk.clips.wording import own_words_by_name
from clipdesk.destinations.access import destinations_for
from clipdesk.history.transition import entries_of
from clipdesk.kernel.ids import is_id
from clipdesk.kernel.text import fold
from clipdesk.library.access import access_recording
from clipdesk.library.links import file_link
from clipdesk.media.recipe import SHAPES
from clipdesk.ui.languages import language_name
from clipdesk.ui.sentences import sentence

#: What happens next with a clip, by state.
NEXT = {
    Clip.DRAFT: gettext_lazy("Cut it, write its texts, then send it to review."),
    Clip.IN_REVIEW: gettext_lazy("It is rendered, sealed, and then waits for the sign-off of an editor-in-chief."),
    Clip.SENT_BACK: gettext_lazy("Change what was asked for, then send it to review again."),
    Clip.SIGNED: gettext_lazy("It goes out by itself: at once, or at its time."),
    Clip.PUBLISHED: gettext_lazy("It is public. A change is a correction, and needs a sign-off like the clip itself."),
    Clip.WITHDRAWN: gettext_lazy("It was withdrawn. Its page says so to the public; nothing more can be done with it."),
    Clip.EXPIRED: gettext_lazy("The sign-off ran out before the clip went out. Send it to review again."),
}


@door(SEE)
def clips(request: HttpRequest, station: str) -> HttpResponse:
    """List clips by state; search ignores diacritics."""
    member = member_of_request(request)
    wanted, query = request.GET.get("state", ""), request.GET.get("q", "").strip()
    rows = clips_for(member)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    tabs = [{"url": "?", "label": _("All"), "current": wanted not in Clip.STATES, "count": sum(counts.values())}]
    tabs += [
        {"url": f"?state={name}", "label": label, "current": wanted == name, "count": counts.get(name, 0)}
        for name, label in Clip.STATES.items()
        if counts.get(name)
    ]
    if wanted in Clip.STATES:
        rows = rows.filter(state=wanted)
    for word in fold(query).split():
        rows = rows.filter(text_folded__contains=word)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "clips/clips.html", {"page_obj": page, "tabs": tabs, "query": query, "wanted": wanted})


@door(CUT, methods=("POST",))
def new(request: HttpRequest, station: str, recording_id: UUID) -> HttpResponse:
    """Make a draft of a recording, of one item of its rundown, of a short of that, or of what was cut live, and open it."""
    member = member_of_request(request)
    recording = access_recording(member, recording_id, CUT)
    number = request.POST.get("item", "")
    item = recording.rundown.filter(pk=number).first() if number.isdecimal() and len(number) < 18 else None
    marked = request.POST.get("live_cut", "")
    live = recording.live_cuts.filter(pk=marked).first() if is_id(marked) else None
    if item is not None and "short" in request.POST:
        clip = suggestions.short_of_item(member, recording, item)
    else:
        clip = editing.new_clip(member, recording, item=item, cut=live.within if live else None)
    return redirect("clips:edit", station=station, clip_id=clip.pk)


@door(SEE)
def show(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Show one clip: where it stands, its files, its history."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id)
    content = clip.content
    may_cut = member.may(CUT, clip.desk_id)
    context = {
        **(files_of(clip, member) if may_cut else {}),
        "limit": settings.UPLOAD_LIMIT_BYTES,
        **_rendered(clip, member),
        "cues": content.recipe.heard,
        "named": content.recipe.named,
        "translations": [
            (language, language_name(language), replace(content.recipe, captions=content.captions_in(language)).heard)
            for language in sorted(content.translations)
        ],
        "own_words": own_words_by_name(content, destinations_for(member)),
        "ledger": entries_of(clip),
        "may_cut": may_cut,
        "may_send": member.may(SEND, clip.desk_id),
        "may_withdraw": member.may(CORRECT, clip.desk_id),
        "may_correct": member.may(CUT, clip.desk_id) or member.may(CORRECT, clip.desk_id),
        "sendable": clip.state in Clip.SEND.start,
        "editable": not clip.is_public,
        "droppable": clip.is_correction and clip.state in Clip.DROP_CORRECTION.start,
        "next": NEXT[clip.state],
        "plan": plan_of(clip),
        "lines": lines_offered(clip, member),
    }
    return render(request, "clips/clip.html", context)


@door(SEE)
def rendered(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer the part of the page that shows the render and its progress."""
    member = member_of_request(request)
    return render(request, "clips/rendered.html", _rendered(access_clip(member, clip_id), member))


@door(SEE, methods=("POST",))
def correct(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Open a published clip for a correction: those who cut it, and those who prepare corrections."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id)
    editing.begin_correction(clip, request.POST.get("note", ""), member=member)
    page = "clips:edit" if member.may(CUT, clip.desk_id) else "clips:show"
    return redirect(page, station=station, clip_id=clip_id)


@door(SEE, methods=("POST",))
def drop_correction(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Give a correction up that has not been sent."""
    member = member_of_request(request)
    editing.drop_correction(access_clip(member, clip_id), member=member)
    messages.success(request, _("The correction was dropped. The clip is again what the public sees."))
    return redirect("clips:show", station=station, clip_id=clip_id)


def _rendered(clip: Clip, member: Member) -> dict[str, Any]:
    """Return the render of the newest revision and links to its files."""
    found = shown_render_of(clip)
    files = {made.role: made.file for made in found.files.select_related("file")} if found else {}
    own = picture_of(clip)
    picture = own or files.get(THUMBNAIL)
    return {
        "clip": clip,
        "content": clip.content,
        "render": found,
        "busy": found is not None and found.state in {Render.WAITING, Render.RUNNING},
        "videos": [
            (shape, file_link(files[shape], member.person), size, SHAPE_ICONS[shape])
            for shape, size in SHAPES.items()
            if shape in files
        ],
        "captions_link": file_link(files["captions"], member.person) if "captions" in files else "",
        "poster": file_link(picture, member.person) if picture else "",
        "own_picture": own is not None,
        "picture_trouble": "" if own is None or own.is_whole() else sentence(PictureDamaged()),
    }
