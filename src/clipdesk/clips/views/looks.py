"""The station's looks: list, make, change, see at once."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import LOOK, SEE
from clipdesk.clips.font_forms import FontForm
from clipdesk.clips.fonts import fonts_to_choose
from clipdesk.clips.forms import CARDS, LookForm
from clipdesk.clips.incoming import incoming, laid, workplace
from clipdesk.clips.looks import Worn, keep_look, newest_looks
from clipdesk.clips.models import Look, own_look
from clipdesk.clips.models.look import LOGO
from clipdesk.clips.shapes import shape_buttons
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.access import listed_recordings_for
from clipdesk.library.models import Recording, StoredFile
from clipdesk.media.film import film_of
from clipdesk.media.look import read_look
from clipdesk.media.lower_third import LowerThird
from clipdesk.media.preview import preview_frame
from clipdesk.media.recipe import SHAPES, Cue, Framing, Range, Recipe
from clipdesk.media.still import make_card
from clipdesk.ui.sentences import sentence

PREVIEW_WIDTH = 360
_SECOND = Fraction(1)


class NothingToShow(ClipdeskError):
    """There is no recording to lay a look over."""

    message = gettext_noop("A look is shown over the newest recording, and there is none yet. Bring one in first.")


class LookUnclear(ClipdeskError):
    """A form that cannot be drawn as it stands."""

    message = gettext_noop("The look cannot be shown yet: {detail}")


class NoCard(ClipdeskError):
    """A look without the card that is to be seen."""

    message = gettext_noop("This look has no closing card yet. Choose a picture for it.")


class NoOpeningCard(NoCard):
    """The same of the opening card."""

    message = gettext_noop("This look has no opening card yet. Choose a picture for it.")


@door(SEE)
def looks(request: HttpRequest, station: str) -> HttpResponse:
    """List the looks, and the fonts for them."""
    return render(request, "clips/looks.html", looks_page(member_of_request(request), FontForm()))


def looks_page(member: Member, font_form: FontForm) -> dict[str, Any]:
    """Return what the page of looks and fonts shows."""
    station_id, may_change = member.station.pk, member.may(LOOK)
    fonts = {"fonts": fonts_to_choose(station_id), "font_form": font_form}
    return {"looks": newest_looks(station_id), "may_change": may_change, **fonts}


@door(LOOK, methods=("GET", "POST"))
def look(request: HttpRequest, station: str) -> HttpResponse:
    """Make a look, or (`?look=` its name) the next version of one."""
    member = member_of_request(request)
    before = _before(request, member)
    fonts = fonts_to_choose(member.station.pk, before.font if before else None)
    form = LookForm(request.POST or None, request.FILES or None, before=before, fonts=fonts)
    if request.method == "POST" and form.is_valid():
        logo = before.logo if before and form.keeps_logo else _stored(form.cleaned_data["logo"])
        logo = logo if form.values["logo"] else None
        cards = {kind: _card_for(member, form, kind) for kind in CARDS}
        if form.is_valid():
            worn = Worn(logo, form.font, **cards)
            made = keep_look(member, form.cleaned_data["title"], form.values, worn, before)
            messages.success(
                request, _("“{title}” is kept as version {number}.").format(title=made, number=made.number)
            )
            return redirect("clips:looks", station=station)
    context = {"form": form, "before": before, "shapes": shape_buttons()}
    return render(request, "clips/look.html", context, status=422 if request.method == "POST" else 200)


@door(LOOK, methods=("POST",))
def look_preview(request: HttpRequest, station: str) -> HttpResponse:
    """Answer a frame of the newest recording with the look that the form holds, or (`card`: "opening", "closing") what stands
    before or after a clip: PNG, or a sentence.
    """
    member = member_of_request(request)
    before = _before(request, member)
    typed = request.POST.copy()
    typed["title"] = typed.get("title") or "–"  # it can be seen before it has a name
    fonts = fonts_to_choose(member.station.pk, before.font if before else None)
    form = LookForm(typed, request.FILES, before=before, fonts=fonts)
    if not form.is_valid():
        raise LookUnclear(detail=" ".join(str(text) for texts in form.errors.values() for text in texts))
    shape = request.POST.get("shape", "")
    recording = _newest_recording(member)
    with workplace() as folder:
        drawn = read_look(form.values, _pictures(form, before, folder), form.font.typeface if form.font else None)
        card = request.POST.get("card", "")
        if card in CARDS and getattr(drawn, card) is None:
            raise NoOpeningCard if card == "opening" else NoCard
        middle = recording.duration / 2
        words = Cue(Fraction(0), recording.duration, _("Captions look like this"))
        recipe = Recipe(recording.original_id, (Range(middle, min(recording.duration, middle + _SECOND)),))
        named = LowerThird(Fraction(0), recording.duration, _("A name looks like this"), _("and a role like this"))
        recipe = replace(recipe, captions=(words,), look="plain", title=_("The strap"), framing={shape: Framing()})
        recipe = replace(recipe, lower_thirds=(named,))
        source, info, index = recording.original_path, recording.source_info, recording.key_frames
        film = film_of(recipe, info.grid, drawn.cards)
        middle = film.lead + recipe.duration / 2  # a name comes and goes
        at = {"opening": Fraction(0), "closing": film.seconds}.get(card, middle)
        shape = shape if shape in SHAPES else "9:16"
        picture = preview_frame(recipe, source, info, shape, at, PREVIEW_WIDTH, look=drawn, index=index)
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "no-store"})


def _before(request: HttpRequest, member: Member) -> Look | None:
    """The version that the address or the form names.

    Raises:
        Http404: the station has no such look.
    """
    name = request.POST.get("look") or request.GET.get("look")
    if not name:
        return None
    found = own_look(name, member.station.pk)
    if found is None:
        raise Http404
    return found


def _newest_recording(member: Member) -> Recording:
    for recording in listed_recordings_for(member).filter(state=Recording.READY)[:20]:
        if recording.has_video:
            return recording
    raise NothingToShow


def _stored(file: UploadedFile[bytes] | None) -> StoredFile | None:
    if file is None:
        return None
    with workplace() as folder:
        return StoredFile.add(laid(file, folder / "logo.png"), media_type="image/png")


def _pictures(form: LookForm, before: Look | None, folder: Path) -> dict[str, Path]:
    """The files of logo and cards that the form asks for."""
    logo = before.logo.path if before and before.logo and form.keeps_logo else None
    brought = form.cleaned_data["logo"]
    logo = laid(brought, folder / "logo.png") if brought else logo
    found = {LOGO: logo} if logo else {}
    for kind, (name, _seconds) in CARDS.items():
        kept, new = form.kept_card(kind), form.new_card(kind)
        if new:
            room = folder / kind
            room.mkdir()
            found[name] = make_card(laid(new, room / "source"), room)
        elif kept:
            found[name] = kept.path
    return found


def _card_for(member: Member, form: LookForm, kind: str) -> StoredFile | None:
    """A card that the form asks for; why a picture cannot be one is added to the form."""
    file = form.new_card(kind)
    if file is None:
        return form.kept_card(kind)
    try:
        with incoming(member, file) as source:
            return StoredFile.add(make_card(source, source.parent), media_type="image/png")
    except ClipdeskError as error:
        form.add_error(kind, sentence(error))
        return None
