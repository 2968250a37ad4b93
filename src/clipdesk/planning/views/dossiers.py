"""Dossiers as files, the files of letters, and the station's own template."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import PLAN
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.planning.contacts import station_template
from clipdesk.planning.contacts.access import access_contact, access_enclosure
from clipdesk.planning.contacts.docx_check import MEDIA_TYPE as DOCX
from clipdesk.planning.contacts.dossier import dossier_of
from clipdesk.planning.contacts.dossier_docx import dossier_docx
from clipdesk.planning.contacts.dossier_pdf import dossier_pdf
from clipdesk.planning.contacts.forms import TemplateForm
from clipdesk.planning.forms import one_line
from clipdesk.ui.sentences import sentence


@door(PLAN)
def pdf(request: HttpRequest, station: str, contact_id: UUID) -> HttpResponse:
    """Hand a dossier out as a tagged PDF."""
    contact = access_contact(member_of_request(request), contact_id)
    return _file(dossier_pdf(dossier_of(contact)), "application/pdf", f"dossier-{contact.pk}.pdf")


@door(PLAN)
def docx(request: HttpRequest, station: str, contact_id: UUID) -> HttpResponse:
    """Hand a dossier out as a Word document, in the station's own template."""
    contact = access_contact(member_of_request(request), contact_id)
    template = station_template.template_of(contact.station)
    written = dossier_docx(dossier_of(contact), bytes(template.data) if template else None)
    return _file(written, DOCX, f"dossier-{contact.pk}.docx")


@door(PLAN)
def enclosure(request: HttpRequest, station: str, contact_id: UUID, enclosure_id: UUID) -> HttpResponse:
    """Hand a file of a letter out as it is; a browser keeps it and does not open it here."""
    found = access_enclosure(member_of_request(request), contact_id, enclosure_id)
    return _file(bytes(found.data), found.media_type, found.name)


@door(PLAN, methods=("GET", "POST"))
def template(request: HttpRequest, station: str) -> HttpResponse:
    """Show which template the station has; take one in."""
    member = member_of_request(request)
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            station_template.bring(member, one_line(file.name), file.read(station_template.LARGEST_BYTES + 1))
        except ClipdeskError as error:
            form.add_error("file", sentence(error))
        else:
            messages.success(request, _("The template is in use: dossiers are written in its styles."))
            return redirect("planning:dossier_template", station=station)
    context = {
        "form": form,
        "template": station_template.template_of(member.station),
        "may_bring": member.desks_for(PLAN) is None,
    }
    return render(request, "planning/dossier_template.html", context, status=422 if form.is_bound else 200)


@door(PLAN, methods=("POST",))
def drop_template(request: HttpRequest, station: str) -> HttpResponse:
    """Put the template away."""
    station_template.drop(member_of_request(request))
    messages.success(request, _("The template is put away. Dossiers are written on plain A4."))
    return redirect("planning:dossier_template", station=station)


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
