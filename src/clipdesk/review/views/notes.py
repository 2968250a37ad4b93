"""Notes on the picture: write, answer, resolve, reopen; and what is still open, for the pages of the clip."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.roles import SEE
from clipdesk.clips.access import access_clip
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.review import note_forms, notes
from clipdesk.review.access import access_note, access_package
from clipdesk.review.models import Package
from clipdesk.review.noted import notes_on, open_notes_of
from clipdesk.ui.sentences import sentence


@door(SEE, methods=("POST",))
def write(request: HttpRequest, station: str, package_id: UUID) -> HttpResponse:
    """Write a note. A refusal shows the form again with what was typed."""
    member = member_of_request(request)
    package = access_package(member, package_id)
    try:
        note = notes.write(package, note_forms.read(request.POST, package), member=member)
    except NotAllowed:
        raise
    except ClipdeskError as error:
        context = {**notes_on(package, member), "package": package, "page": request.POST.get("page", "")}
        context |= {"typed": note_forms.typed(request.POST), "refused": sentence(error)}
        return render(request, "review/note.html", context, status=422)
    messages.success(request, _("The note is saved."))
    return redirect(f"{_page_of(request, package)}#note-{note.pk}")


@door(SEE, methods=("POST",))
def reply(request: HttpRequest, station: str, note_id: UUID) -> HttpResponse:
    """Answer a note."""
    member = member_of_request(request)
    note = access_note(member, note_id)
    notes.answer(note, request.POST.get("words", ""), member=member)
    messages.success(request, _("The answer is saved."))
    return redirect(f"{_page_of(request, _newest(note.package))}#note-{note.pk}")


@door(SEE, methods=("POST",))
def resolve(request: HttpRequest, station: str, note_id: UUID) -> HttpResponse:
    """Say that a note is done; a list in another page gets what is left, that page stays as it is."""
    member = member_of_request(request)
    note = access_note(member, note_id)
    notes.resolve(note, member=member)
    if request.headers.get("HX-Request"):
        context = {"notes": open_notes_of(note.clip, member), "station": member.station, "just_done": note}
        return render(request, "review/open_notes.html", context)
    messages.success(request, _("The note is marked as done."))
    return redirect(f"{_page_of(request, _newest(note.package))}#notes")


@door(SEE, methods=("POST",))
def reopen(request: HttpRequest, station: str, note_id: UUID) -> HttpResponse:
    """Say that a note is not done after all."""
    member = member_of_request(request)
    note = access_note(member, note_id)
    notes.reopen(note, member=member)
    messages.success(request, _("The note is open again."))
    return redirect(f"{_page_of(request, _newest(note.package))}#note-{note.pk}")


@door(SEE)
def of_clip(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer the open notes of a clip, for the cutting page."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id)
    notes.looked_at(clip, member.person)
    context = {"notes": open_notes_of(clip, member), "station": member.station}
    return render(request, "review/open_notes.html", context)


def _newest(package: Package) -> Package:
    """Return the package beside which the notes of a clip are read."""
    return notes.newest_package(package.clip) or package


def _page_of(request: HttpRequest, package: Package) -> str:
    """Return the page of a package: the one for phones where the form stood on that."""
    name = "review:phone" if request.POST.get("page") == "phone" else "review:show"
    return reverse(name, kwargs={"station": package.station.slug, "package_id": package.pk})
