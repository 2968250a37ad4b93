"""How a survey is asked: its conditions, opening, closing, the next wave, links that work once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import ASK
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.surveys import making
from clipdesk.surveys.access import access_survey
from clipdesk.surveys.condition_form import conditions_form, quota_fields, read_quotas
from clipdesk.surveys.models import Survey
from clipdesk.surveys.refusals import LinksUnfit
from clipdesk.ui.sentences import sentence


@door(ASK, methods=("GET", "POST"))
def conditions(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Show how it is asked; POST changes it."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    form = conditions_form(survey, request.POST if request.method == "POST" else None)
    context = {"survey": survey, "form": form, "quotas": quota_fields(survey) if survey.state == Survey.DRAFT else []}
    if request.method != "POST":
        return render(request, "surveys/conditions.html", context)
    if not form.is_valid():
        return render(request, "surveys/conditions.html", context, status=422)
    said = dict(form.cleaned_data)
    if survey.state == Survey.DRAFT:
        said["quotas"] = read_quotas(survey, request.POST)
    making.keep_conditions(survey, said, member=member)
    messages.success(request, _("Kept."))
    return redirect("surveys:show", station=station, survey_id=survey.pk)


@door(ASK, methods=("POST",))
def open_it(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Open it to the public."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    try:
        making.open_survey(survey, declared=request.POST.get("declared") == "yes", member=member)
    except ClipdeskError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("The survey is open. Its questions stay as they are from now on."))
    return redirect("surveys:show", station=station, survey_id=survey.pk)


@door(ASK, methods=("POST",))
def close_it(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Close it; its figures are made."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    making.close(survey, by=member.actor)
    messages.success(request, _("The survey is closed. Its figures are being made."))
    return redirect("surveys:show", station=station, survey_id=survey.pk)


@door(ASK, methods=("POST",))
def again(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Make the next wave."""
    member = member_of_request(request)
    following = making.ask_again(access_survey(member, survey_id), member=member)
    return redirect("surveys:show", station=station, survey_id=following.pk)


@door(ASK, methods=("POST",))
def delete(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Delete a draft."""
    member = member_of_request(request)
    making.delete_draft(access_survey(member, survey_id), member=member)
    messages.success(request, _("The draft is deleted."))
    return redirect("surveys:list", station=station)


@door(ASK, methods=("POST",))
def links(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Make links that work once and hand them out, this once, as CSV."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    file, said = request.FILES.get("file"), request.POST.get("count", "")
    if file is None and not (said.isdecimal() and len(said) < 6):
        raise LinksUnfit(most=making.MOST_LINKS)
    table = making.make_links(survey, file.read() if file is not None else int(said), member=member)
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="links-{survey.public_name}.csv"'
    response["Cache-Control"] = "no-store"
    return response
