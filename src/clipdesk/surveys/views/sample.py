"""How a sample was drawn: shown, described, and what was drawn so far."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import ASK
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.surveys import counting
from clipdesk.surveys.access import access_survey
from clipdesk.surveys.models import Survey
from clipdesk.surveys.sample_form import said_in, sample_form
from clipdesk.surveys.sampling import describe, sampling_of
from clipdesk.ui.sentences import sentence


@door(ASK, methods=("GET", "POST"))
def sample(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Show how the sample was drawn; POST says it. Of a closed survey the figures are made anew."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    held = sampling_of(survey)
    is_free = survey.state == Survey.DRAFT and not survey.links_made
    form = sample_form(held, is_free=is_free, data=request.POST if request.method == "POST" else None)
    drawn = [(name, len(units), sum(units.values())) for name, units in sorted(held.drawn.items())]
    context = {"survey": survey, "form": form, "held": held, "drawn": drawn, "is_free": is_free}
    if request.method != "POST":
        return render(request, "surveys/sample.html", context)
    if not form.is_valid():
        return render(request, "surveys/sample.html", context, status=422)
    try:
        describe(survey, said_in(form, held), member=member)
        if survey.state == Survey.CLOSED:
            counting.count(survey, member.actor)
    except ClipdeskError as error:
        return render(request, "surveys/sample.html", {**context, "said": sentence(error)}, status=422)
    if survey.state == Survey.CLOSED:
        messages.success(request, _("The figures were made anew."))
        return redirect("surveys:results", station=station, survey_id=survey.pk)
    messages.success(request, _("Kept."))
    return redirect("surveys:show", station=station, survey_id=survey.pk)
