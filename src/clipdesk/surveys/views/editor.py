"""The editor: the questions of a draft are added, changed, moved and deleted; each works without scripts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import door, member_of_request
from clipdesk.accounts.roles import ASK
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.kernel.text import clean_words
from clipdesk.surveys import editing, making
from clipdesk.surveys.access import access_survey
from clipdesk.surveys.drawing import drawn
from clipdesk.surveys.films import films_of, offered_films
from clipdesk.surveys.form import CHOOSING, SCALED, Form, Group, Item, Question
from clipdesk.surveys.models import Survey
from clipdesk.surveys.pages import pages_of
from clipdesk.surveys.question_form import GROUP, KIND_NAMES, choice_rows, fresh, read_item
from clipdesk.surveys.refusals import XlsFormRefused
from clipdesk.surveys.running_facts import facts_of
from clipdesk.surveys.xlsform_in import read_xlsform
from clipdesk.surveys.xlsform_out import write_xlsform
from clipdesk.ui.sentences import sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Languages that a survey may be asked in, beside any that an XLSForm brings.
LANGUAGES = {
    "vi": "Tiếng Việt", "en": "English", "km": "ភាសាខ្មែរ", "hmn": "Hmoob", "tyz": "Tày", "ede": "Êđê", "jra": "Jarai",
    "lo": "ລາວ", "th": "ไทย", "zh": "中文", "ja": "日本語", "ko": "한국어", "fr": "Français", "de": "Deutsch", "es": "Español",
    "ru": "Русский",
}  # fmt: skip


@door(ASK)
def show(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Show one survey: its questions, how it is asked, and what can be done next."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    form = survey.as_form if survey.state == Survey.DRAFT else survey.versions.latest("number").as_form
    return render(request, "surveys/show.html", {"survey": survey, **_rows(form), **facts_of(survey, member)})


def _rows(form: Form) -> dict[str, Any]:
    language = get_language() or ""
    rows = [
        {
            "item": row.item,
            "depth": row.depth,
            "label": form.said(row.item.label, language),
            "kind": KIND_NAMES[GROUP if isinstance(row.item, Group) else row.item.kind],
            "said": [form.said(one.label, language) for one in form.choices(row.item)]
            if isinstance(row.item, Question)
            else [],
        }
        for row in editing.flat(form.items)
        if row.item is not None
    ]
    return {"form": form, "rows": rows, "kinds": KIND_NAMES, "offered": LANGUAGES}


@door(ASK, methods=("GET", "POST"))
def words(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Change title, introduction and thanks."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    form = survey.as_form
    if request.method == "POST":
        texts: dict[str, Any] = {
            name: {
                code: said
                for code in form.languages
                if (said := clean_words(request.POST.get(f"{name}_{code}", ""))[:2000])
            }
            for name in ("title", "introduction", "thanks")
        }
        making.keep_form(survey, replace(form, **texts), member=member)
        messages.success(request, _("Kept."))
        return redirect("surveys:show", station=station, survey_id=survey.pk)
    fields = [
        {
            "code": code,
            "name": name,
            **{one: getattr(form, one).get(code, "") for one in ("title", "introduction", "thanks")},
        }
        for code, name in form.languages.items()
    ]
    return render(request, "surveys/words.html", {"survey": survey, "fields": fields})


@door(ASK, methods=("POST",))
def languages(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Add a language, or take one away with its words."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    form = survey.as_form
    if (code := request.POST.get("take", "")) in form.languages:
        making.keep_form(survey, editing.without_language(form, code), member=member)
    elif (code := request.POST.get("add", "")) in LANGUAGES and code not in form.languages:
        making.keep_form(survey, editing.with_language(form, code, LANGUAGES[code]), member=member)
        messages.success(request, _("The language is there. Each question now has a field for its words."))
    return redirect("surveys:show", station=station, survey_id=survey.pk)


@door(ASK, methods=("GET", "POST"))
def add(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Write a new question; POST puts it after the one that was named, or at the end."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    form = survey.as_form
    asked = request.POST if request.method == "POST" else request.GET
    kind, after = asked.get("kind", ""), asked.get("after", "")
    if kind not in KIND_NAMES:
        return redirect("surveys:show", station=station, survey_id=survey.pk)
    item = fresh(kind, editing.free_name(form, "page_1" if kind == GROUP else "question_1"))

    known = {row.item.name for row in editing.flat(form.items) if row.item}

    def put(form: Form, item: Item) -> Form:
        return editing.with_item(form, item, after if after in known else "")

    return _change(request, survey, item, put, {"kind": kind, "after": after, "is_new": True})


@door(ASK, methods=("GET", "POST"))
def question(request: HttpRequest, station: str, survey_id: UUID, question: str) -> HttpResponse:
    """Show one question or group to be changed; POST changes it."""
    survey = access_survey(member_of_request(request), survey_id)
    item = _item(survey, question)
    kind = GROUP if isinstance(item, Group) else item.kind
    return _change(request, survey, item, lambda form, _item: form, {"kind": kind, "is_new": False})


def _change(request: HttpRequest, survey: Survey, item: Item, put: Any, context: dict[str, Any]) -> HttpResponse:
    """Answer the page of one question."""
    member, form = member_of_request(request), survey.as_form
    status, said = 200, ""
    if request.method == "POST":
        new, choices = read_item(form, item, request.POST)
        try:
            changed = editing.with_changed(put(form, new), item.name, new, choices)
            making.keep_form(survey, changed, member=member)
        except ClipdeskError as error:
            status, said, item = 422, sentence(error), new
            if choices is not None and isinstance(new, Question):
                form = replace(form, lists={**form.lists, "typed": choices})
                item = replace(new, list="typed")
        else:
            messages.success(request, _("Kept."))
            return redirect("surveys:show", station=survey.station.slug, survey_id=survey.pk)
    context |= {"survey": survey, "item": item, "said": said, **_fields(form, item)}
    context["films"] = _offered(survey, item)
    context |= {"kind_name": KIND_NAMES[context["kind"]], "is_draft": survey.state == Survey.DRAFT}
    return render(request, "surveys/question.html", context, status=status)


def _offered(survey: Survey, item: Item) -> list[tuple[str, str]]:
    """The films that the question can show, and the one it has, also where that is not public any more."""
    if not isinstance(item, Question):
        return []
    found = offered_films(survey.station)
    return found if not item.clip or item.clip in dict(found) else [(item.clip, item.clip), *found]


def _fields(form: Form, item: Item) -> dict[str, Any]:
    is_question = isinstance(item, Question)
    names = ("label", "hint", "constraint_message") if is_question else ("label",)
    words = [
        {"code": code, "name": name, **{one: getattr(item, one).get(code, "") for one in names}}
        for code, name in form.languages.items()
    ]
    found: dict[str, Any] = {"words": words, "is_question": is_question, "spoken": form.languages}
    if isinstance(item, Question) and item.kind in CHOOSING:
        found |= {"choices": choice_rows(form, item), "has_choices": True}
    if isinstance(item, Question) and item.kind in SCALED:
        found["is_scale"] = True
    found["names"] = [one.name for one in form.questions if one.name != item.name]
    return found


def _item(survey: Survey, name: str) -> Item:
    form = survey.as_form
    found = next((row.item for row in editing.flat(form.items) if row.item and row.item.name == name), None)
    if found is None:
        raise Http404
    return found


@door(ASK, methods=("POST",))
def place(request: HttpRequest, station: str, survey_id: UUID, question: str) -> HttpResponse:
    """Move a question up or down, or delete it."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    form, wanted = survey.as_form, request.POST.get("do", "")
    name = _item(survey, question).name
    if wanted == "delete":
        making.keep_form(survey, editing.without(form, name), member=member)
        messages.success(request, _("Deleted."))
    elif wanted in ("up", "down"):
        making.keep_form(survey, editing.moved(form, name, up=wanted == "up"), member=member)
    return redirect(f"{request.path.partition('/questions/')[0]}/#{name}")


@door(ASK)
def xlsform(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Hand the questions out as XLSForm."""
    survey = access_survey(member_of_request(request), survey_id)
    name = f"survey_{survey.public_name}"
    response = HttpResponse(write_xlsform(survey.as_form, name, str(survey.wave)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@door(ASK, methods=("POST",))
def bring(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Take a draft's questions from an XLSForm; what is said around them stays where the file says nothing of it."""
    member = member_of_request(request)
    survey = access_survey(member, survey_id)
    file = request.FILES.get("file")
    try:
        form = read_xlsform(file.read() if file else b"", member.station.language)
    except XlsFormRefused as error:
        context = {"survey": survey, "said": sentence(error), "problems": [sentence(one) for one in error.problems]}
        return render(request, "surveys/not_brought.html", context, status=422)
    before = survey.as_form
    texts = {name: getattr(form, name) or getattr(before, name) for name in ("introduction", "thanks")}
    making.keep_form(survey, replace(form, **texts), member=member)
    messages.success(request, _("The questions of the file are there."))
    return redirect("surveys:show", station=station, survey_id=survey.pk)


@door(ASK)
def preview(request: HttpRequest, station: str, survey_id: UUID) -> HttpResponse:
    """Show the pages as people will see them, all questions below each other; nothing is kept."""
    survey = access_survey(member_of_request(request), survey_id)
    form = survey.as_form
    wanted = (request.GET.get("lang", ""), get_language() or "", form.default_language)
    language = next(code for code in wanted if code in form.languages)
    films = films_of(survey.station, [one.clip for one in form.questions])
    pages = [
        {
            "title": form.said(page.title, language),
            "questions": [drawn(form, one.question, None, language, {}, films) for one in page.asked],
        }
        for page in pages_of(form, one_page=survey.one_page)
    ]
    links = [{"code": code, "name": name, "url": f"?lang={code}"} for code, name in form.languages.items()]
    context = {
        "survey": survey,
        "station": survey.station,
        "language": language,
        "title": form.said(form.title, language),
        "introduction": form.said(form.introduction, language),
        "pages": pages,
        "links": links,
        "part": "consent",
    }
    return render(request, "surveys/preview.html", context)
