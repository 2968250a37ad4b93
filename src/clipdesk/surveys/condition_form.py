"""The form of how a survey is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clipdesk.kernel.clock import now
from clipdesk.statistics.precision import SampleType
from clipdesk.surveys.form import ONE
from clipdesk.surveys.models import Survey

SAMPLES = {
    SampleType.OPEN_LINK.value: _("Open link: whoever finds it answers"),
    SampleType.PANEL.value: _("Panel: people who once agreed to be asked"),
    SampleType.PROBABILITY.value: _("Probability sample: chance alone decided who was asked"),
}
_MINUTE = "%Y-%m-%dT%H:%M"


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTE)
    return forms.DateTimeField(label=label, required=False, widget=widget, input_formats=[_MINUTE, "%Y-%m-%dT%H:%M:%S"])


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class HoursForm(forms.Form):
    """What may change while it is open."""

    asks_until = _moment(_("Open until"))
    daily_from = _clock(_("Every day from"))
    daily_until = _clock(_("Every day until"))

    def clean(self) -> dict[str, Any]:
        """Hours of the day come in twos."""
        data = super().clean() or {}
        if bool(data.get("daily_from")) != bool(data.get("daily_until")):
            self.add_error("daily_until", _("Write both hours of the day, or none."))
        return data


class ConditionsForm(HoursForm):
    """All of it, of a draft."""

    population = forms.CharField(
        label=_("Whom the figures are about"),
        max_length=500,
        required=False,
        help_text=_("For example: people from 16 years in the province who use our programmes."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    contact = forms.CharField(
        label=_("Who answers for the survey"),
        max_length=200,
        required=False,
        help_text=_("Shown to everybody who answers: an office with its e-mail address or telephone number."),
    )
    delete_on = forms.DateField(
        label=_("Single answers are deleted on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Within two years. Everybody who answers reads this day; the figures stay."),
    )
    sample_type = forms.ChoiceField(
        label=_("How people come to the survey"),
        choices=list(SAMPLES.items()),
        help_text=_("It decides what may be said of how sure the figures are."),
    )
    recruitment = forms.CharField(
        label=_("Where they were asked, in your words"),
        max_length=500,
        required=False,
        help_text=_("It stands in the methods section: programmes, links, lists, dates."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    links_only = forms.BooleanField(label=_("Only with a link that works once"), required=False)
    asks_from = _moment(_("Open from"))
    one_page = forms.BooleanField(
        label=_("All on one page"),
        required=False,
        help_text=_("Questions that depend on an answer stand on a page of their own all the same."),
    )
    least = forms.IntegerField(
        label=_("Smallest count that is shown"),
        min_value=5,
        max_value=100,
        help_text=_("Fewer answers than this are hidden, and as many others that nobody can work them out."),
    )
    field_order = (
        *("population", "contact", "delete_on", "sample_type", "recruitment", "links_only", "asks_from", "asks_until"),
        *("daily_from", "daily_until", "one_page", "least"),
    )

    def clean_population(self) -> str:
        """Return it on one line."""
        return " ".join(self.cleaned_data["population"].split())


def conditions_form(survey: Survey, data: Any = None) -> HoursForm:
    """Return the form of a draft, or the short one of an open survey."""
    names = [one.name for one in Survey._meta.get_fields() if hasattr(one, "attname")]
    initial = {name: getattr(survey, name) for name in names}
    if survey.state != Survey.DRAFT:
        return HoursForm(data, initial=initial)
    usual = (now() + timedelta(days=180)).astimezone(survey.zone).date()
    return ConditionsForm(data, initial={**initial, "delete_on": survey.delete_on or usual})


def read_quotas(survey: Survey, posted: Any) -> list[dict[str, Any]]:
    """Return the quotas that were typed: a whole number above 0 beside a choice."""
    found = []
    form = survey.as_form
    for question in form.questions:
        if question.kind != ONE:
            continue
        for choice in form.choices(question):
            said = posted.get(f"quota-{question.name}-{choice.name}", "").strip()
            if said.isdecimal() and int(said[:7]) > 0:
                found.append({"question": question.name, "choice": choice.name, "most": int(said[:7])})
    return found


def quota_fields(survey: Survey) -> list[dict[str, Any]]:
    """Return the questions to which quotas may be set, with what is set."""
    form = survey.as_form
    held = {(one["question"], one["choice"]): one["most"] for one in survey.quotas}
    language = get_language() or ""
    return [
        {
            "name": question.name,
            "label": form.said(question.label, language),
            "choices": [
                (one.name, form.said(one.label, language), held.get((question.name, one.name), ""))
                for one in form.choices(question)
            ],
        }
        for question in form.questions
        if question.kind == ONE
    ]
