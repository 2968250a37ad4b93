"""Facts for a declaration: a page to choose the time, and the same as a file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import DECLARE
from clipdesk.kernel.clock import now
from clipdesk.publishing.declaration import LONGEST, Facts, Period, TooMuchAtOnce, facts_of
from clipdesk.publishing.declaration_pages import facts_json, facts_pdf, limits
from clipdesk.ui.sentences import sentence

SHOWN = 30
"""Packages that the page lists; the files hold all."""
_USUAL = timedelta(days=89)


class PeriodForm(forms.Form):
    """Which days."""

    first = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and more than a year."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last:
            if last < first:
                self.add_error("last", _("This day is before the first one."))
            elif last - first > LONGEST or not 1900 < first.year < 9000:
                self.add_error("last", _("Choose at most one year."))
        return data


@door(DECLARE)
def declaration(request: HttpRequest, station: str) -> HttpResponse:
    """Show what a period holds, or hand it out as JSON or PDF."""
    member = member_of_request(request)
    member.require_reach(DECLARE, None)
    form = PeriodForm(_asked(request, member.station))
    facts, problem = None, ""
    if form.is_valid():
        zone = ZoneInfo(member.station.timezone)
        try:
            facts = facts_of(member.station, Period(form.cleaned_data["first"], form.cleaned_data["last"], zone))
        except TooMuchAtOnce as error:
            problem = sentence(error)
    if facts and request.GET.get("as") in _MADE:
        return _file(facts, request.GET["as"])
    newest = facts.reviewed[-SHOWN:][::-1] if facts else []
    context = {"form": form, "facts": facts, "newest": newest, "problem": problem, "limits": limits()}
    return render(request, "publishing/declaration.html", context)


def _asked(request: HttpRequest, station: Station) -> dict[str, Any]:
    """Return the days asked for, else the last ninety."""
    today = now().astimezone(ZoneInfo(station.timezone)).date()
    usual: dict[str, date | str] = {"first": today - _USUAL, "last": today}
    return {name: request.GET.get(name, day) for name, day in usual.items()}


_MADE = {"json": (facts_json, "application/json"), "pdf": (facts_pdf, "application/pdf")}


def _file(facts: Facts, kind: str) -> HttpResponse:
    make, content_type = _MADE[kind]
    name = f"declaration-{facts.station.slug}-{facts.period.first}-{facts.period.last}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(make(facts), content_type=content_type, headers=headers)
