"""Links for people without an account: made and ended by the newsroom, and the one page that such a link opens."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from clipdesk.accounts.doors import door, member_of_request, public_door
from clipdesk.accounts.roles import SEND_BACK
from clipdesk.clips.models.render import SHAPE_ICONS
from clipdesk.clips.pictures import THUMBNAIL
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.media.recipe import SHAPES
from clipdesk.review import guests, limits, note_forms
from clipdesk.review.access import access_guest_link, access_package
from clipdesk.review.changes import wears_own_picture
from clipdesk.review.models import GuestLink
from clipdesk.review.noted import pictures_of, shown
from clipdesk.review.tracks import tracks_of
from clipdesk.review.wording import FLAG_NAMES, named_in, shown_words
from clipdesk.ui.languages import language_choices
from clipdesk.ui.sentences import sentence

MOST_OPENINGS, MOST_NOTES = 200, 20
"""How often within ten minutes one link is opened, and how many notes are taken."""
_NOT_KEPT = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


@door(SEND_BACK, methods=("POST",))
def make(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Make a link; it is shown this once."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    days = next((days for days in guests.DAYS if str(days) == request.POST.get("days")), 0)
    token = guests.make(package, request.POST.get("for", ""), days, member=member)
    context = {"package": package, "link": guests.address_of(token), "made": guests.opened_by(token)}
    response = render(request, "review/guest_link.html", context)
    response["Cache-Control"] = "no-store"
    return response


@door(SEND_BACK, methods=("POST",))
def end(request: HttpRequest, station: str, link_id: UUID) -> HttpResponse:
    """End a link at once."""
    member = member_of_request(request)
    link = access_guest_link(member, link_id)
    guests.end(link, member=member)
    messages.success(request, _("The link is ended. It opens nothing any more."))
    return redirect("review:show", station=station, package_id=link.package_id)


@csrf_exempt  # no cookie is read: whoever knows the secret address may write, whichever page the form stood on
@public_door(methods=("GET", "POST"))
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """Show one package to whoever holds its link, and take their notes. It is kept by no cache and found by no search."""
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(language):
        response = _answer(request, token, language)
    for name, value in {**_NOT_KEPT, "Content-Language": language}.items():
        response[name] = value
    return response


def _answer(request: HttpRequest, token: str, language: str) -> HttpResponse:
    frame = {"language_links": language_choices(language), "chosen": f"?{urlencode({'lang': language})}"}
    try:
        link = guests.opened_by(token)
        limits.count("guest", str(link.pk), MOST_OPENINGS)
    except guests.LinkOver as error:
        return render(request, "review/guest_over.html", {**frame, "said": sentence(error)}, status=410)
    except limits.TooOften as error:
        return render(request, "review/guest_over.html", {**frame, "said": sentence(error)}, status=429)
    with timezone.override(ZoneInfo(link.station.timezone)):
        if request.method == "POST":
            return _take(request, token, link, frame)
        if request.method == "GET":
            guests.note_opening(link)
        return render(request, "review/guest.html", frame | _page(link, token, saved="saved" in request.GET))


def _take(request: HttpRequest, token: str, link: GuestLink, frame: dict[str, Any]) -> HttpResponse:
    """Take a note, or say why not and keep what was typed."""
    name = request.POST.get("name", "")
    try:
        limits.count("guest-note", str(link.pk), MOST_NOTES)
        said = note_forms.read(request.POST, link.package)
        guests.write(token, name, said)
    except guests.LinkOver as error:
        return render(request, "review/guest_over.html", {**frame, "said": sentence(error)}, status=410)
    except ClipdeskError as error:
        status = 429 if isinstance(error, limits.TooOften) else 422
        typed = {**note_forms.typed(request.POST), "name": name}
        context = _page(link, token, typed=typed, refused=sentence(error))
        return render(request, "review/guest.html", frame | context, status=status)
    return redirect(f"{request.path}{frame['chosen']}&saved#notes")


def _page(link: GuestLink, token: str, **more: Any) -> dict[str, Any]:
    """Return what the guest's page shows: what is sealed, and the notes on this very package."""
    package = link.package
    content = package.content
    files = {sealed["role"]: _file(token, sealed["name"]) for sealed in content["files"]}
    it = {
        "package": package,
        "content": content,
        "videos": [(shape, files[shape], size, SHAPE_ICONS[shape]) for shape, size in SHAPES.items() if shape in files],
        "poster": files.get(THUMBNAIL, ""),
        "own_picture": files[THUMBNAIL] if wears_own_picture(package) else "",
        "captions": files.get("captions", ""),
        "tracks": tracks_of(content, lambda sealed: _file(token, sealed["name"])),
        "flags": [label for name, label in FLAG_NAMES.items() if content["flags"].get(name)],
        **shown_words(content, named=False),
        "named": named_in(package),
        "compared": None,
    }
    notes = shown(package.picture_notes.all(), **pictures_of(package))
    return {"station": link.station, "link": link, "package": package, "it": it, "notes": notes, **more}


def _file(token: str, name: str) -> str:
    return f"/guest-files/{token}/{name}"
