"""The pages on which people answer. No cookie, no script, nothing of another host; the code stands in the form, never in an
address, so that no log holds it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from clipdesk.accounts.doors import public_door
from clipdesk.accounts.tries import connection_of, too_often
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.surveys import asking
from clipdesk.surveys.access import public_survey
from clipdesk.surveys.drawing import drawn
from clipdesk.surveys.films import films_of
from clipdesk.surveys.form import Form
from clipdesk.surveys.models import Answer, Survey
from clipdesk.surveys.pages import pages_of, read_page, shown
from clipdesk.surveys.sampling import sampling_of
from clipdesk.ui.sentences import sentence

WINDOW_SECONDS = 600
#: Many phones of one mobile network come from one address, and a whole studio asks at the same minute.
MOST_BEGUN, MOST_TRIED, MOST_POSTED = 3000, 30, 300
_FRAME = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


class TooOften(ClipdeskError):
    """More than anybody answers in that time."""

    message = gettext_noop("That was too often. Wait {minutes} minutes, then go on.")


@csrf_exempt  # no cookie is read: whoever holds the code may answer, whichever page the form stood on
@public_door(methods=("GET", "POST"))
def ask(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for consent, then page by page; every page that comes is kept before the next one is shown."""
    survey = public_survey(name)
    sheet = _Sheet(request, survey)
    with sheet.in_its_language():
        try:
            return sheet.answered() if request.method == "POST" else sheet.opened()
        except asking.QuotaFull as error:
            return sheet.told("full", said=sentence(error))
        except ClipdeskError as error:
            status = 429 if isinstance(error, TooOften) else 422
            return sheet.told("refused", status, said=sentence(error))


@csrf_exempt
@public_door(methods=("GET", "POST"))
def mine(request: HttpRequest, name: str) -> HttpResponse:
    """With the code: go on, read everything that is kept, or erase it."""
    survey = public_survey(name)
    sheet = _Sheet(request, survey)
    with sheet.in_its_language():
        try:
            return sheet.opened_by_code() if request.method == "POST" else sheet.told("mine")
        except ClipdeskError as error:
            status = 429 if isinstance(error, TooOften) else 422
            return sheet.told("mine", status, said=sentence(error))


class _Sheet:
    """One request of somebody who answers."""

    def __init__(self, request: HttpRequest, survey: Survey) -> None:
        self.request, self.survey = request, survey
        self.form: Form = survey.versions.latest("number").as_form
        asked = request.POST.get("lang") or request.GET.get("lang") or ""
        spoken = translation.get_language() or ""
        own = next((code for code in (asked, spoken) if code in self.form.languages), self.form.default_language)
        self.language = own
        self.pages = pages_of(self.form, one_page=survey.one_page)

    @contextmanager
    def in_its_language(self) -> Iterator[None]:
        """The desk's own words in the language of the form, where it knows it; else in the station's."""
        known = self.language if self.language in dict(settings.LANGUAGES) else self.survey.station.language
        with translation.override(known), timezone.override(self.survey.zone):
            yield

    # what is shown

    def opened(self) -> HttpResponse:
        """The page of consent, or why nobody is asked."""
        if not self.survey.is_asked_at(now()):
            over = self.survey.state == Survey.CLOSED
            return self.told("over" if over else "shut", 410 if over else 200)
        return self._consent(self.request.GET.get("t", "")[:64])

    def _consent(self, token: str, status: int = 200, **more: Any) -> HttpResponse:
        drawing = sampling_of(self.survey)
        grouped = bool(drawing.strata or drawing.clusters)
        return self.told("consent", status, token=token, grouped=grouped, **more)

    def told(self, part: str, status: int = 200, **more: Any) -> HttpResponse:
        """One page of what is said around the questions."""
        return self._render("surveys/said.html", {"part": part, **more}, status)

    def page(self, answer: Answer, code: str, number: int, faults: dict[str, Any] | None = None) -> HttpResponse:
        """One page of questions."""
        page = self.pages[number]
        questions = shown(self.form, page, answer.data, asking.today_of(self.survey))
        films = films_of(self.survey.station, [one.clip for one in questions])
        context = {
            "page": page,
            "page_title": self.form.said(page.title, self.language),
            "questions": [drawn(self.form, one, answer, self.language, faults or {}, films) for one in questions],
            "faults": faults,
            "number": number,
            "place": number + 1,
            "count": len(self.pages),
            "is_last": number == len(self.pages) - 1,
            "has_before": self._step(answer, number, -1) is not None,
            "code": code,
            "stamp": asking.stamp(),
        }
        return self._render("surveys/asked.html", context, 422 if faults else 200)

    def _render(self, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        frame = {
            "survey": self.survey,
            "station": self.survey.station,
            "language": self.language,
            "title": self.form.said(self.form.title, self.language),
            "introduction": self.form.said(self.form.introduction, self.language),
            "thanks": self.form.said(self.form.thanks, self.language),
            "links": [
                {"code": code, "name": name, "url": f"?{urlencode(self._kept() | {'lang': code})}"}
                for code, name in self.form.languages.items()
            ],
        }
        response = render(self.request, template, {**frame, **context}, status=status)
        for name, value in {**_FRAME, "Content-Language": self.language}.items():
            response[name] = value
        return response

    def _kept(self) -> dict[str, str]:
        token = self.request.GET.get("t", "")
        return {"t": token} if token else {}

    # what is done

    def answered(self) -> HttpResponse:
        """One step further, back, or away for now."""
        posted = self.request.POST
        wanted = posted.get("do", "")
        if wanted == "begin":
            return self._begin()
        code = posted.get("code", "")
        self._count("answered", MOST_POSTED, code)
        answer = asking.answers_under(self.survey, code)
        if answer.completed_on is not None:
            raise asking.AlreadyGiven
        if wanted == "send":
            return self._send(answer, code)
        said = posted.get("page", "")
        number = min(int(said), len(self.pages) - 1) if said.isdecimal() and len(said) < 4 else 0
        return self._turn(answer, code, number, wanted)

    def _begin(self) -> HttpResponse:
        posted = self.request.POST
        token = posted.get("t", "")[:64]
        if posted.get("agree") != "yes":
            return self._consent(token, 422, missing=True)
        self._count("begun", MOST_BEGUN)
        begun = asking.begin(self.survey, self.language, token, caught=bool(posted.get("website")))
        first = self._step(begun.answer, -1, 1)
        return self.page(begun.answer, begun.code, first or 0)

    def _turn(self, answer: Answer, code: str, number: int, wanted: str) -> HttpResponse:
        """Keep a page, then go where the button says. Who goes back or away takes along what fits already."""
        posted = self.request.POST
        questions = shown(self.form, self.pages[number], answer.data, asking.today_of(self.survey))
        fields = {name: posted.getlist(name) for name in posted}
        read = read_page(self.form, questions, fields, answer.data, asking.today_of(self.survey))
        data = {name: said for name, said in read.data.items() if name not in read.faults}
        seconds = asking.seconds_since(posted.get("shown", ""))
        asking.keep(answer, data, seconds, caught=bool(posted.get("website")))
        if wanted == "save":
            return self.told("saved", code=code)
        if wanted == "back":
            before = self._step(answer, number, -1)
            return self.page(answer, code, number if before is None else before)
        if read.faults:
            answer.data = read.data
            return self.page(
                answer, code, number, {name: str(said) for name, said in self._faults(read.faults).items()}
            )
        asking.check_quota(self.survey, answer)
        following = self._step(answer, number, 1)
        if following is not None:
            return self.page(answer, code, following)
        if len(self.pages) == 1:
            return self._send(answer, code)
        return self.told("send", code=code, last=number)

    def _faults(self, faults: Any) -> dict[str, Any]:
        """The form's own words in the language that is spoken."""
        return {
            name: self.form.said(said, self.language) if isinstance(said, dict) else said
            for name, said in faults.items()
        }

    def _send(self, answer: Answer, code: str) -> HttpResponse:
        lacking = asking.send(self.survey, answer, self.form, self.pages)
        if lacking is not None:
            return self.page(answer, code, lacking, {"": _("Something is still missing on this page.")})
        # What is said here is true: the answers are committed.
        return self.told("thanks", code=code)

    def opened_by_code(self) -> HttpResponse:
        """What somebody wants of their answers."""
        posted = self.request.POST
        code = posted.get("code", "")
        self._count("tried", MOST_TRIED)
        answer = asking.answers_under(self.survey, code)
        wanted = posted.get("do", "")
        if wanted == "erase":
            asking.erase(answer)
            return self.told("erased")
        if wanted == "read":
            said = json.dumps(asking.handed_out(answer), ensure_ascii=False, indent=1)
            response = HttpResponse(said, content_type="application/json; charset=utf-8")
            response["Content-Disposition"] = 'attachment; filename="my-answers.json"'
            response["Cache-Control"] = "no-store"
            return response
        if answer.completed_on is not None:
            raise asking.AlreadyGiven
        if not self.survey.is_asked_at(now()):
            raise asking.NotAsked
        self.language = answer.language
        return self.page(answer, asking.spelled("".join(filter(str.isalnum, code.upper()))), self._reached(answer))

    def _reached(self, answer: Answer) -> int:
        """The first page with a question that has no answer yet."""
        today = asking.today_of(self.survey)
        for number, page in enumerate(self.pages):
            if any(
                one.kind != "note" and one.name not in answer.data for one in shown(self.form, page, answer.data, today)
            ):
                return number
        return len(self.pages) - 1

    def _step(self, answer: Answer, number: int, by: int) -> int | None:
        """The next page, forward or back, on which this person is asked something."""
        today, at = asking.today_of(self.survey), number + by
        while 0 <= at < len(self.pages):
            if shown(self.form, self.pages[at], answer.data, today):
                return at
            at += by
        return None

    def _count(self, what: str, most: int, whose: str = "") -> None:
        meta = self.request.META
        address, forwarded = str(meta.get("REMOTE_ADDR", "")), meta.get("HTTP_X_FORWARDED_FOR")
        key = connection_of(f"clipdesk.surveys.{what}", whose or address, None if whose else forwarded)
        if too_often(f"surveys:{what}:{self.survey.public_name}:{key}", most, WINDOW_SECONDS):
            raise TooOften(minutes=WINDOW_SECONDS // 60)
