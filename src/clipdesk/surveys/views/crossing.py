"""What people want beside what they watch: the page, what a choice stands for, and the way to the board of ideas."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import ASK
from clipdesk.planning.access import seen_desks
from clipdesk.planning.models import Idea
from clipdesk.surveys import counting
from clipdesk.surveys.access import access_survey
from clipdesk.surveys.crossing import AGE, PERIOD, choices_of, cross, keep_pairs, propose
from clipdesk.surveys.form import CHOOSING
from clipdesk.surveys.models import Survey


@door(ASK, methods=("GET", "POST"))
def crossing(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Show both sides of each choice; POST says what choices stand for."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    release = counting.last_release(survey)
    if release is None:
        return redirect("surveys:results", station=station, survey_id=survey.pk)
    if request.method == "POST":
        said = {
            (name.split("/", 2)[1], name.split("/", 2)[2]): str(request.POST[name])
            for name in request.POST
            if name.startswith("of/") and name.count("/") >= 2
        }
        keep_pairs(survey, said, member=member)
        messages.success(request, _("Kept."))
        return redirect("surveys:crossing", station=station, survey_id=survey.pk)
    rows = cross(survey, release, member, translation.get_language() or "")
    path = reverse("surveys:crossing", kwargs={"station": station, "survey_id": survey.pk})
    links = [f"{path}#{one.anchor}" for one in rows]
    there = set(Idea.objects.filter(source="surveys", link__in=links).values_list("link", flat=True))
    context: dict[str, Any] = {
        "survey": survey,
        "rows": [(one, link in there) for one, link in zip(rows, links, strict=True)],
        "fields": _fields(survey),
        "offered": choices_of(survey),
        "desks": seen_desks(member),
        "period": PERIOD.days,
        "age": AGE.days,
    }
    return render(request, "surveys/crossing.html", context)


@door(ASK, methods=("POST",))
def to_the_board(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Put one choice on a desk's board of ideas."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    release = counting.last_release(survey)
    desk = next((one for one in seen_desks(member) if str(one.pk) == request.POST.get("desk")), None)
    rows = cross(survey, release, member, translation.get_language() or "") if release else []
    one = next((row for row in rows if row.anchor == request.POST.get("choice")), None)
    path = reverse("surveys:crossing", kwargs={"station": station, "survey_id": survey.pk})
    if one is None or desk is None:
        messages.error(request, _("This choice stands for nothing any more. Nothing was put on the board."))
        return redirect(path)
    propose(survey, one, desk, f"{path}#{one.anchor}", member=member)
    messages.success(request, _("It is on the ideas board."))
    return redirect(f"{path}#{one.anchor}")


def _fields(survey: Survey) -> list[dict[str, Any]]:
    """Each question with choices, and what they stand for now."""
    form, language = survey.versions.latest("number").as_form, translation.get_language() or ""
    held = {(pair["question"], pair["choice"]): pair["of"] for pair in survey.crossing}
    return [
        {
            "label": form.said(question.label, language),
            "open": any(key[0] == question.name for key in held),
            "choices": [
                {
                    "field": f"of/{question.name}/{choice.name}",
                    "label": form.said(choice.label, language),
                    "of": held.get((question.name, choice.name), ""),
                }
                for choice in form.choices(question)
            ],
        }
        for question in form.questions
        if question.kind in CHOOSING and not question.right
    ]
