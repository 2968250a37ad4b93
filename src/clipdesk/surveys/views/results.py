"""Figures of a survey: the page, the workbook, and what is known of the population."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import ASK
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.surveys import counting
from clipdesk.surveys.access import access_survey
from clipdesk.surveys.form import ONE, TEXT, Form
from clipdesk.surveys.models import Answer, Release, Survey
from clipdesk.surveys.report_docx import DOCX, report_docx
from clipdesk.surveys.report_pdf import report_pdf
from clipdesk.surveys.telling import Told, is_modelled, tell
from clipdesk.surveys.trends import trend, waves_of
from clipdesk.surveys.views.editor import XLSX
from clipdesk.surveys.workbook import workbook_of
from clipdesk.ui.sentences import sentence

MOST_TEXTS = 300


@door(ASK)
def results(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Show the newest figures, or why there are none yet."""
    survey = access_survey(member_of_request(request), survey_id)
    release = counting.last_release(survey)
    if release is None:
        reason = counting.hindrance(survey) if survey.state == Survey.CLOSED else None
        why = sentence(reason) if reason else ""
        return render(request, "surveys/no_results.html", {"survey": survey, "reason": why})
    told = _told(survey, release)
    waves = waves_of(survey)
    form = survey.versions.latest("number").as_form
    context: dict[str, Any] = {
        "survey": survey,
        "told": told,
        "weights": release.content["weights"],
        "is_modelled": is_modelled(survey),
        "texts": _texts(survey, form, release),
        "waves": waves if len(waves) > 1 else [],
        "trend": trend(waves, form, _language()) if len(waves) > 1 else [],
        "releases": survey.releases.order_by("-number")[:20],
    }
    return render(request, "surveys/results.html", context)


@door(ASK)
def workbook(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Hand the newest figures out as a workbook."""
    survey = access_survey(member_of_request(request), survey_id)
    return _file(survey, workbook_of(_newest(survey)), XLSX, "xlsx")


@door(ASK)
def as_pdf(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Hand the newest figures out as a PDF that screen readers read."""
    survey = access_survey(member_of_request(request), survey_id)
    return _file(survey, report_pdf(_newest(survey)), "application/pdf", "pdf")


@door(ASK)
def as_docx(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Hand the newest figures out for a word processor."""
    survey = access_survey(member_of_request(request), survey_id)
    return _file(survey, report_docx(_newest(survey)), DOCX, "docx")


@door(ASK, methods=("GET", "POST"))
def population(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Show what is known of the population; POST weighs the answers by it."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    context: dict[str, Any] = {"survey": survey, "fields": _fields(survey, request.POST), "trims": survey.trims}
    if request.method != "POST":
        return render(request, "surveys/population.html", context)
    try:
        counting.weigh(survey, _margins(survey, request.POST), bool(request.POST.get("trims")), member=member)
    except ClipdeskError as error:
        context |= {"said": sentence(error), "trims": bool(request.POST.get("trims"))}
        return render(request, "surveys/population.html", context, status=422)
    messages.success(request, _("The figures were made anew."))
    return redirect("surveys:results", station=station, survey_id=survey.pk)


def _newest(survey: Survey) -> Told:
    release = counting.last_release(survey)
    if release is None:
        raise Http404
    return _told(survey, release)


def _file(survey: Survey, data: bytes, kind: str, suffix: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="survey-{survey.public_name}.{suffix}"'
    return response


def _told(survey: Survey, release: Release) -> Told:
    return tell(survey, release, survey.versions.latest("number"), _language())


def _language() -> str:
    return translation.get_language() or ""


def _texts(survey: Survey, form: Form, release: Release) -> list[dict[str, Any]]:
    """What people wrote, in alphabetical order: beside no other answer, and only where as many wrote as are shown at least."""
    shown = {one["name"] for one in release.content["questions"] if one["kind"] == TEXT and not one.get("hidden")}
    found = []
    for question in form.questions:
        if question.name in shown and survey.answers_deleted_on is None:
            rows = Answer.objects.filter(survey=survey, data__has_key=question.name).exclude(completed_on=None)
            said = sorted(str(row.data[question.name]) for row in rows.only("data"))
            if len(said) >= survey.least:
                label = form.said(question.label, _language())
                found.append({"label": label, "said": said[:MOST_TEXTS], "more": max(0, len(said) - MOST_TEXTS)})
    return found


def _fields(survey: Survey, posted: Any) -> list[dict[str, Any]]:
    """Every question that can be a margin, with what was typed or is kept."""
    form, kept = survey.as_form, {one["question"]: one for one in survey.margins}
    language = _language()
    found = []
    for question in form.questions:
        if question.kind != ONE or question.right:
            continue
        held = kept.get(question.name, {"source": "", "targets": {}})
        choices = [
            {
                "field": (field := f"{question.name}-{one.name}"),
                "label": form.said(one.label, language),
                "value": posted.get(field, _plain(held["targets"].get(one.name))),
            }
            for one in form.choices(question)
        ]
        source = posted.get(f"source-{question.name}", held["source"])
        found.append(
            {"name": question.name, "label": form.said(question.label, language), "choices": choices, "source": source}
        )
    return found


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}" if number < 1e6 else str(int(number))


def _margins(survey: Survey, posted: Any) -> list[dict[str, Any]]:
    """Those questions of which anything was typed."""
    form = survey.as_form
    found = []
    for field in _fields(survey, posted):
        question = form.question(field["name"])
        assert question is not None
        typed = {one.name: str(posted.get(f"{question.name}-{one.name}", "")).strip() for one in form.choices(question)}
        if any(typed.values()):
            targets = {name: _number(said) for name, said in typed.items()}
            found.append({"question": question.name, "source": field["source"].strip()[:300], "targets": targets})
    return found


def _number(said: str) -> float:
    try:
        found = float(said.replace(" ", "").replace("\u00a0", "").replace(",", "."))
    except ValueError:
        return 0.0
    return found if 0 < found < 1e12 else 0.0
