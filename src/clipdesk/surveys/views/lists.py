"""The surveys of a station, and how one is begun: from a usual one, from nothing, or from an XLSForm."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import ASK
from clipdesk.kernel.text import clean_words
from clipdesk.surveys import making
from clipdesk.surveys.access import surveys_for
from clipdesk.surveys.form import Form
from clipdesk.surveys.refusals import XlsFormRefused
from clipdesk.surveys.usual import USUAL, empty_form, usual_form
from clipdesk.surveys.xlsform_in import read_xlsform
from clipdesk.ui.sentences import sentence

PAGE_SIZE = 30


@door(ASK)
def surveys(request: HttpRequest, station: str) -> HttpResponse:
    """List the station's surveys."""
    member = member_of_request(request)
    page = Paginator(surveys_for(member), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "surveys/list.html", {"page_obj": page})


@door(ASK, methods=("GET", "POST"))
def new(request: HttpRequest, station: str) -> HttpResponse:
    """Show what a survey can begin with; POST begins one."""
    member = member_of_request(request)
    context = {"usual": [(key, name, len(usual_form(key).questions)) for key, name in USUAL.items()]}
    if request.method != "POST":
        return render(request, "surveys/new.html", context)
    try:
        survey = making.begin(member, _form(request, member))
    except XlsFormRefused as error:
        problems = [sentence(one) for one in error.problems]
        return render(
            request, "surveys/new.html", {**context, "said": sentence(error), "problems": problems}, status=422
        )
    return redirect("surveys:show", station=station, survey_id=survey.pk)


def _form(request: HttpRequest, member: Member) -> Form:
    """Return the form that was chosen."""
    if file := request.FILES.get("file"):
        return read_xlsform(file.read(), member.station.language)
    key = request.POST.get("usual", "")
    if key in USUAL:
        return usual_form(key)
    if key:
        raise Http404
    language = request.POST.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else member.station.language
    title = clean_words(request.POST.get("title", ""))[:200] or _("New survey")
    return empty_form(language, get_language_info(language)["name_local"], title)
