"""The station's fonts, on the page of its looks: brought, taken off the choice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import LOOK
from clipdesk.clips.font_forms import FontForm
from clipdesk.clips.fonts import bring_font, take_off
from clipdesk.clips.models import Font
from clipdesk.clips.views.looks import looks_page
from clipdesk.media.station_font import FontError
from clipdesk.ui.sentences import sentence


@door(LOOK, methods=("POST",))
def bring(request: HttpRequest, station: str) -> HttpResponse:
    """Take a font in."""
    member = member_of_request(request)
    form = FontForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            font = bring_font(member, form.cleaned_data["file"])
        except FontError as error:
            form.add_error("file", sentence(error))
        else:
            messages.success(request, _("Looks can now be written in “{name}”.").format(name=font))
            return redirect("clips:looks", station=station)
    return render(request, "clips/looks.html", looks_page(member, form), status=422)


@door(LOOK, methods=("POST",))
def drop(request: HttpRequest, station: str, font_id: int) -> HttpResponse:
    """Take a font off the choice."""
    member = member_of_request(request)
    font = get_object_or_404(Font, pk=font_id, station=member.station)
    take_off(font, member=member)
    messages.success(request, _("“{name}” is off the choice. Looks that wear it keep it.").format(name=font))
    return redirect("clips:looks", station=station)
