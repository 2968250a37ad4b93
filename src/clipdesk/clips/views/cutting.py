"""The cutting page and what it asks the server for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import CUT, SEND
from clipdesk.clips import editing, plain_form
from clipdesk.clips.access import access_clip, may
from clipdesk.clips.asked import Asked, read_time
from clipdesk.clips.content import DESCRIPTION_CHARACTERS, FLAGS, MOST_TRANSLATIONS, TITLE_CHARACTERS, Content
from clipdesk.clips.forms import CARDS
from clipdesk.clips.looks import newest_looks
from clipdesk.clips.models import Clip
from clipdesk.clips.models.look import cards_of
from clipdesk.clips.models.render import order_for
from clipdesk.clips.names import names_to_offer
from clipdesk.clips.pictures import brought_for
from clipdesk.clips.playing import Playing
from clipdesk.clips.shapes import shape_buttons
from clipdesk.clips.views.captions import CAPTION_FORMS
from clipdesk.clips.wording import own_words_of, words_for
from clipdesk.destinations.access import destinations_for
from clipdesk.destinations.models import Destination
from clipdesk.history.transition import IllegalTransition
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.time import format_fraction, timecode
from clipdesk.library.links import WINDOW_SECONDS, file_link
from clipdesk.library.models import Recording
from clipdesk.library.transcripts import spoken_lines
from clipdesk.media.captions import LIMITS, OTHER_LANGUAGES, Readable
from clipdesk.media.captions.placement import ALL_APPS, INTERFACES, covered_by
from clipdesk.media.captions.words import SPEAKER_COLOURS
from clipdesk.media.film import film_of
from clipdesk.media.framing.propose import Proposal
from clipdesk.media.framing.propose import framing as path_of
from clipdesk.media.framing.recording import proposals
from clipdesk.media.lower_third import MAX_LOWER_THIRDS, MAX_NAME, MAX_ROLE, SHORTEST, USUAL
from clipdesk.media.lower_third_script import FADE
from clipdesk.media.preview import preview_frame
from clipdesk.media.recipe import MAX_RANGES, MAX_WORDS, SHAPES, Range
from clipdesk.media.render import Order
from clipdesk.media.still import LARGEST_BYTES, StillTooLarge
from clipdesk.media.under_apps import under_apps
from clipdesk.ui.languages import LANGUAGES
from clipdesk.ui.sentences import sentence

PREVIEW_WIDTH = 540
#: What the scripts ask of the desk, by the names of its addresses.
_MOST_MARKS = 200
_ASKED = (
    "save",
    "preview",
    "play",
    "slips",
    "counts",
    "words",
    "framing",
    "picture",
    "captions_import",
    "captions_carried",
    "listen",
    "show",
    "links",
    "loudness",
)
_KEPT_NOWHERE = {"Cache-Control": "no-store"}


class NoSuchCard(ClipdeskError):
    """A card is to be seen that the look does not have."""

    message = gettext_noop("This look has no such card. Choose another look, or give it one on the page “Looks”.")


@door(CUT, methods=("GET", "POST"))
def edit(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Show the cutting page; POST saves the plain form that works without JavaScript, and keeps what was typed."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    if clip.is_public:
        messages.info(request, _("This clip is public. Begin a correction on its page to change it."))
        return redirect("clips:show", station=station, clip_id=clip_id)
    if request.method != "POST":
        return render(request, "clips/edit.html", _page(member, clip))
    try:
        base = read_time(request.POST.get("base", ""))
        revision, voided = editing.save(clip, plain_form.read(request.POST, clip), base=int(base), member=member)
    except ClipdeskError as error:
        status = 409 if isinstance(error, IllegalTransition) else 422
        page = {**_page(member, clip), **plain_form.typed(request.POST), "refused": sentence(error)}
        return render(request, "clips/edit.html", page, status=status)
    said = _("Saved as revision {number}.").format(number=revision.number)
    messages.success(request, said + (" " + _("The sign-off is void.") if voided else ""))
    return redirect("clips:edit", station=station, clip_id=clip_id)


@door(CUT, methods=("POST",))
def save(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Save what the page holds, all or nothing: JSON `{base, content}` → `{number, voided, changed}`.

    `breaking` comes with it from those who may hurry a clip; without it, that stays as it is.
    """
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    asked = Asked(request)
    content, base, breaking = asked.content(clip), asked.whole("base"), asked.flag("breaking", usual=clip.breaking)
    before = clip.head_number
    with transaction.atomic():
        revision, voided = editing.save(clip, content, base=base, member=member)
        editing.mark_breaking(clip, breaking, member=member)
    return JsonResponse({"number": revision.number, "voided": voided, "changed": revision.number != before})


@door(CUT, methods=("POST",))
def preview(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer one frame of the clip as the renderer makes it: JSON `{content, shape, at}` → PNG; `full`: as large, too;
    `bare`: without the logo; `card` ("opening", "closing"): the look's card in place of the frame.

    The header `X-Clipdesk-Under` tells, as JSON, which apps lie over captions, strap and names of the upright clip.
    """
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    asked = Asked(request)
    order = _order(clip, asked)
    shape, at, look = asked.shape(), asked.moment(order.recipe.duration), order.look
    width = None if asked.flag("full", usual=False) else PREVIEW_WIDTH
    card = asked.one_of("card", ("", *CARDS))
    if card and getattr(look, card) is None:
        raise NoSuchCard
    if card:
        at = Fraction(0) if card == "opening" else film_of(order.recipe, order.info.grid, look.cards).seconds
    else:
        look = replace(look, opening=None, closing=None)  # what is cut is shown from its first frame to its last
    look = replace(look, logo=None) if asked.flag("bare", usual=False) else look
    picture = preview_frame(order.recipe, order.source, order.info, shape, at, width, look=look, index=order.index)
    under = json.dumps(under_apps(order.recipe, order.info, order.look))
    return HttpResponse(picture, content_type="image/png", headers={**_KEPT_NOWHERE, "X-Clipdesk-Under": under})


@door(CUT, methods=("POST",))
def play(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponseBase:
    """Answer the whole clip as the renderer makes it, small, while it is made: JSON `{content, shape}` → a stream of MP4."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    asked = Asked(request)
    playing = Playing(_order(clip, asked), asked.shape())
    return StreamingHttpResponse(playing, content_type="video/mp4", headers=_KEPT_NOWHERE)


@door(CUT)
def links(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer new addresses for what the page plays and draws: `{proxy, sheets, peaks: {coarse, fine}, pictures}`, the last
    by their SHA-256."""
    member = member_of_request(request)
    return JsonResponse(_links(access_clip(member, clip_id, CUT), member), headers=_KEPT_NOWHERE)


@door(CUT)
def words(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer what is known to be said in the clip's recording, in milliseconds (ends not included).

    `{lines: [{title, language, unsure, words: [[start, end, text], …]}, …]}`
    """
    recording = access_clip(member_of_request(request), clip_id, CUT).recording
    lines = [
        {"title": line.title, "language": line.language, "unsure": line.unsure, "words": line.spoken}
        for line in spoken_lines(recording)
    ]
    return JsonResponse({"lines": lines}, json_dumps_params={"separators": (",", ":")})


@door(CUT, methods=("POST",))
def counts(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer how many characters the destinations count in all words together, and how many they take: JSON `{content}` →
    `{counts: [{id, count, limit}, …]}`; those that do not count them together are left out."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    content = Asked(request).content(clip)
    places = [one for one in destinations_for(member) if one.is_connected and one.limits.text_characters]
    counted = {one: one.characters(words_for(content, one, clip.correction_note)) for one in places}
    found = [{"id": str(one.pk), "count": n, "limit": one.limits.text_characters} for one, n in counted.items()]
    return JsonResponse({"counts": found})


@door(CUT, methods=("POST",))
def framing(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Propose a window for every shot: JSON `{content}` → `{framing: {shape: framing}, why: {shape: [{start, said}]}}`."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    content = Asked(request).content(clip)
    editing.check(clip, content)
    recording = clip.recording
    found = proposals(recording.source_info, recording.analysis_with_faces, content.recipe.ranges, SHAPES)
    return JsonResponse(
        {
            "framing": {shape: path_of(each).to_json() for shape, each in found.items()},
            "why": {shape: [_why(proposal) for proposal in each] for shape, each in found.items()},
        }
    )


def _order(clip: Clip, asked: Asked) -> Order:
    """Return what the engine needs for the edit that the page sent, once it was found to be one."""
    content = asked.content(clip)
    editing.check(clip, content)
    return order_for(clip.recording, content.recipe)


def _page(member: Member, clip: Clip) -> dict[str, Any]:
    """Return what the cutting page needs."""
    recording, content, places = clip.recording, clip.content, list(destinations_for(member))
    own_places, offered, offered_looks = _own_places(places, content), names_to_offer(member), _looks(clip)
    urls = {
        name: reverse(f"clips:{name}", kwargs={"station": clip.station.slug, "clip_id": clip.pk}) for name in _ASKED
    }
    return {
        "clip": clip,
        "recording": recording,
        "content": content,
        "form": plain_form.shown(content),
        "shapes": shape_buttons(),
        "flags": _flag_names(),
        "looks": offered_looks,
        "has_names": clip.station.names.exists(),
        "has_script": recording.rundown.exclude(script="").exists(),
        "caption_languages": list(LANGUAGES.items()),
        "apps": [(name, INTERFACES[name].name) for name in INTERFACES],
        "caption_forms": [(form, name) for form, (name, *_) in CAPTION_FORMS.items()],
        "limits": {
            "title": TITLE_CHARACTERS,
            "description": DESCRIPTION_CHARACTERS,
            "name": MAX_NAME,
            "role": MAX_ROLE,
        },
        "offered_names": offered,
        "may_hurry": may(member, SEND, clip),
        "may_send": member.may(SEND, clip.desk_id) and clip.state in Clip.SEND.start,
        "own_places": own_places,
        "voids": clip.state in {Clip.IN_REVIEW, Clip.SIGNED},
        "data": {
            "urls": urls,
            "base": clip.head_number,
            "content": content.to_json() | {"picture": content.picture},
            "largest_picture": LARGEST_BYTES,
            "picture_too_large": sentence(StillTooLarge(limit=LARGEST_BYTES // 1_000_000)),
            **_source(recording),
            "links": _links(clip, member),
            "links_for": WINDOW_SECONDS // 2,  # they live for at least a whole window
            "destinations": [
                {"name": str(place), "longest": place.limits.longest_seconds} for place in places if place.is_connected
            ],
            "cards": {name: _cards(name, clip) for name, _title in offered_looks},
            "own_places": own_places,
            "readable": _readable(),
            "names": _names_on_picture(offered),
            "most_ranges": MAX_RANGES,
            "most_languages": MOST_TRANSLATIONS,
            "most_words": MAX_WORDS,
            "apps": _covered(),
            "speaker_colours": SPEAKER_COLOURS,
        },
    }


def _links(clip: Clip, member: Member) -> dict[str, Any]:
    """Return the addresses of what the browser plays and draws; empty where there is no such file."""
    recording = clip.recording
    proxy = recording.file("proxy")
    sheets = recording.files.filter(kind="filmstrip").order_by("position").select_related("file")
    peaks = {name: recording.file("peaks", place) for name, place in (("coarse", 1), ("fine", 2))}
    return {
        "proxy": file_link(proxy, member.person) if proxy else "",
        "sheets": [file_link(sheet.file, member.person) for sheet in sheets],
        "peaks": {name: file_link(file, member.person) if file else "" for name, file in peaks.items()},
        "pictures": {one.file_id: file_link(one.file, member.person) for one in brought_for(clip)},
    }


def _source(recording: Recording) -> dict[str, Any]:
    """Return what the scripts need to know of the recording."""
    info, rate, found = recording.source_info, recording.frame_rate, recording.analysis
    return {
        "rate": format_fraction(rate),
        "duration": format_fraction(recording.duration),
        "size": list(info.video.display_size) if info.video else None,
        "timecode": recording.start_timecode or timecode(Fraction(0), rate),
        "shots": found.shots,
        "silence": _frames(found.silence, rate),
        "speech": _frames(found.speech.spans, rate) if found.speech else [],
        "items": [
            {"title": item.title or item.slug, "start": item.start, "end": item.end} for item in recording.rundown.all()
        ],
        "marks": [
            {"title": str(mark), "frame": round(mark.seconds * rate)} for mark in recording.marks.all()[:_MOST_MARKS]
        ],
    }


def _own_places(places: Iterable[Destination], content: Content) -> list[dict[str, Any]]:
    """Return where a clip may have words of its own, with what each takes; what is not connected any more, too, where it
    has some: they may be wrong. `counts`: whether it counts all words together."""
    wanted = (one for one in places if not one.is_own_site and (one.is_connected or own_words_of(content, one)))
    return [
        {
            "id": str(place.pk),
            "name": place.name if place.is_connected else _("{name} (not connected)").format(name=place.name),
            "title": place.limits.title_characters,
            "description": place.limits.description_characters,
            "counts": place.is_connected and place.limits.text_characters > 0,
        }
        for place in wanted
    ]


def _names_on_picture(offered: Mapping[str, str]) -> dict[str, Any]:
    """Return what the scripts need for the names on the picture; times in seconds. roles: of the names that are offered."""
    return {
        "roles": offered,
        "most": MAX_LOWER_THIRDS,
        "longest": {"name": MAX_NAME, "role": MAX_ROLE},
        "usual": float(USUAL),
        "shortest": float(SHORTEST),
        "fade": FADE / 1000,
    }


def _frames(spans: Sequence[Range], rate: Fraction) -> list[list[int]]:
    return [[round(span.start * rate), round(span.end * rate)] for span in spans]


def _readable() -> dict[str, dict[str, float]]:
    """Return what a reader can follow, per language; "" for all others."""
    limits = {**LIMITS, "": OTHER_LANGUAGES}
    return {language: _plain(limit) for language, limit in limits.items()}


def _plain(limit: Readable) -> dict[str, float]:
    return {
        "per_second": limit.per_second,
        "per_line": limit.per_line,
        "shortest": float(limit.shortest),
        "longest": float(limit.longest),
    }


def _covered() -> dict[str, dict[str, float]]:
    """Return what each app covers of an upright picture, as shares of it; `all`: what any of them does."""
    found = {name: covered_by(name) for name in (*INTERFACES, ALL_APPS)}
    return {
        name: {edge: float(getattr(covered, edge)) for edge in ("top", "bottom", "left", "right")}
        for name, covered in found.items()
        if covered
    }


def _flag_names() -> list[tuple[str, str]]:
    """Return the disclosure flags with their questions."""
    names = {
        "ai_altered": _("Made or altered with artificial intelligence"),
        "paid": _("Paid content"),
        "made_for_children": _("Made for children"),
    }
    return [(name, names[name]) for name in FLAGS]


def _looks(clip: Clip) -> list[tuple[str, str]]:
    """Return what a clip may look like: none, the station's looks, those that come with Clipdesk, and what it has."""
    own = [(look.name, look.title) for look in newest_looks(clip.station_id)]
    offered = [("", _("No look")), *own, ("plain", _("Plain")), ("bulletin", _("Bulletin"))]
    has = clip.content.recipe.look
    if has not in dict(offered):
        offered.append((has, _("{name} (an earlier version)").format(name=has)))
    return offered


def _cards(look: str, clip: Clip) -> dict[str, float]:
    """Return how many seconds the cards of a look stand; 0 where there is none."""
    return {kind: float(seconds) for kind, seconds in vars(cards_of(look, clip.station_id)).items()}


def _why(proposal: Proposal) -> dict[str, str]:
    return {"start": format_fraction(proposal.parts[0].start), "said": _(proposal.reason)}
