"""What the page of a survey says beside its questions: how it is asked, how many came, what can be done."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from clipdesk.accounts.member import Member
from clipdesk.kernel.clock import now
from clipdesk.surveys import making
from clipdesk.surveys.counting import last_release
from clipdesk.surveys.form import ONE
from clipdesk.surveys.models import Answer, Survey
from clipdesk.surveys.sampling import sampling_of
from clipdesk.ui.qr import qr_picture


def facts_of(survey: Survey, member: Member) -> dict[str, Any]:
    """Return it for a template."""
    address = making.address_of(survey)
    drawing = sampling_of(survey)
    answers = Answer.objects.filter(survey=survey)
    return {
        "address": address,
        "square": qr_picture(address) if survey.state != Survey.DRAFT else "",
        "is_asked_now": survey.is_asked_at(now()),
        "complete": answers.exclude(completed_on=None).count(),
        "begun": answers.filter(completed_on=None).count(),
        "links": survey.links_made,
        "links_used": survey.links_made - survey.single_links.count(),
        "columns": [name for name in (drawing.strata, drawing.clusters) if name],
        "quotas": quotas_of(survey),
        "has_figures": last_release(survey) is not None,
        "following": Survey.objects.filter(previous=survey).first(),
        "most_links": making.MOST_LINKS,
    }


def quotas_of(survey: Survey) -> list[dict[str, Any]]:
    """Return each quota in words."""
    form = survey.as_form
    found = []
    for quota in survey.quotas:
        question = form.question(quota["question"])
        if question is None or question.kind != ONE:
            continue
        label = next((one.label for one in form.choices(question) if one.name == quota["choice"]), {})
        language = get_language() or ""
        found.append(
            {"said": f"{form.said(question.label, language)} {form.said(label, language)}", "most": quota["most"]}
        )
    return found
