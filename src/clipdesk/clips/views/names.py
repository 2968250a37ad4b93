"""The names that a station knows: list, write down, take off; and where a clip writes them otherwise."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import CUT, SEE, SEND
from clipdesk.clips.access import access_clip
from clipdesk.clips.asked import Asked
from clipdesk.clips.forms import NameForm
from clipdesk.clips.names import drop_name, keep_name, names_of, slips_in
from clipdesk.kernel.text import clean_words


@door(SEE, methods=("GET", "POST"))
def names(request: HttpRequest, station: str) -> HttpResponse:
    """List the names; POST writes one down."""
    member = member_of_request(request)
    form = NameForm(request.POST or None)
    if request.method == "POST":
        member.require(SEND)
        if form.is_valid():
            name = keep_name(
                member, form.cleaned_data["written"], form.cleaned_data["wrong"], form.cleaned_data["note"]
            )
            messages.success(request, _("“{name}” is on the list.").format(name=name))
            return redirect("clips:names", station=station)
    context = {"names": names_of(member.station.pk), "form": form, "may_change": member.may(SEND)}
    return render(request, "clips/names.html", context, status=422 if request.method == "POST" else 200)


@door(SEND, methods=("POST",))
def drop(request: HttpRequest, station: str) -> HttpResponse:
    """Take the name `written` off the list."""
    member = member_of_request(request)
    written = clean_words(request.POST.get("written", ""))
    drop_name(member, written)
    messages.success(request, _("“{name}” is off the list.").format(name=written))
    return redirect("clips:names", station=station)


@door(CUT, methods=("POST",))
def slips(request: HttpRequest, station: str, clip_id: UUID) -> HttpResponse:
    """Answer where an edit writes a name otherwise: JSON `{content}` → `{slips: [{found, written, count}, …]}`."""
    member = member_of_request(request)
    clip = access_clip(member, clip_id, CUT)
    found = slips_in(Asked(request).content(clip), names_of(clip.station_id))
    return JsonResponse({"slips": [asdict(slip) for slip in found]})
