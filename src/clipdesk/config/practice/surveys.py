"""Surveys of the practice station: one that is a draft, one that is asked, one that is closed and has weighted figures.

The people are made up: their answers are drawn with fixed odds, so that every build has the same figures.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from clipdesk.accounts.member import Member
from clipdesk.config.practice.own_jobs import run_own_jobs
from clipdesk.kernel.clock import now
from clipdesk.surveys import asking, counting, making
from clipdesk.surveys.checking import steps
from clipdesk.surveys.crossing import keep_pairs
from clipdesk.surveys.editing import with_changed
from clipdesk.surveys.films import offered_films
from clipdesk.surveys.form import DATE, DECIMAL, INTEGER, MULTIPLE, NOTE, SCALED, TEXT, Form, Question
from clipdesk.surveys.models import Answer, Survey
from clipdesk.surveys.pages import Data, Page, choices_for, pages_of, shown
from clipdesk.surveys.usual import usual_form

OPEN, CLOSED, DRAFT = "user_needs", "news_habits", "short_clips"
FEW, MANY = 24, 240
#: What nobody writes beside something else.
_ALONE = "none"
#: Who answers is a little younger and more urban than everybody, as it mostly is.
_WHO = {"age": [20, 30, 25, 15, 10], "gender": [50, 46, 6], "area": [60, 40]}
_WISHES = ("Thêm tin địa phương.", "Phụ đề to hơn.", "Nhiều câu chuyện của người trẻ hơn.")


def ask_the_audience(editor: Member) -> None:
    """Make them, by the verbs of the product."""
    making.begin(editor, _with_film(editor, usual_form(DRAFT)))
    open_one = _opened(editor, OPEN)
    _answer(open_one, FEW, random.Random(7))  # noqa: S311  the same people each time
    closed = _opened(editor, CLOSED)
    _answer(closed, MANY, random.Random(11))  # noqa: S311
    making.close(closed, by=editor.actor)
    run_own_jobs()
    margins = [
        {"question": name, "source": "Số liệu thực hành / figures for practice", "targets": targets}
        for name, targets in (
            ("age", {"a18_24": 13, "a25_34": 21, "a35_44": 21, "a45_54": 18, "a55": 27}),
            ("gender", {"female": 49, "male": 47, "other": 4}),
        )
    ]
    counting.weigh(closed, margins, False, member=editor)
    keep_pairs(closed, {("sources", "video"): "shape:9:16", ("sources", "social"): "length:60"}, member=editor)


def _with_film(editor: Member, form: Form) -> Form:
    """The form with the newest film of the station's own site above its question on kinds of clips."""
    films, question = offered_films(editor.station), form.question("formats")
    if not films or question is None:
        return form
    return with_changed(form, question.name, replace(question, clip=films[0][0]))


def _opened(editor: Member, key: str) -> Survey:
    survey = making.begin(editor, usual_form(key))
    conditions = {
        "population": "Khán giả, thính giả từ 16 tuổi ở vùng Sông Xanh",
        "contact": "Phòng Thính giả, thinhgia@song-xanh.example",
        "recruitment": "Liên kết trên trang của đài và mã quét trên màn hình",
        "delete_on": (now() + timedelta(days=180)).astimezone(survey.zone).date(),
    }
    making.keep_conditions(survey, conditions, member=editor)
    making.open_survey(survey, declared=True, member=editor)
    return survey


def _answer(survey: Survey, count: int, draw: random.Random) -> None:
    form = survey.versions.get().as_form
    pages = pages_of(form, one_page=False)
    odds: dict[str, list[float]] = {
        name: [draw.random() + 0.15 for _ in choices] for name, choices in form.lists.items()
    } | {name: [float(one) for one in odds] for name, odds in _WHO.items()}
    for _ in range(count):
        begun = asking.begin(survey, draw.choice(("vi", "vi", "vi", "en")))
        data = somebody(form, pages, begun.answer, draw, lambda question: odds[question.list])
        asking.keep(begun.answer, data, draw.randint(40, 240) if draw.random() < 0.92 else 9, caught=False)
        asking.send(survey, begun.answer, form, pages)


def somebody(
    form: Form, pages: list[Page], answer: Answer, draw: random.Random, odds: Callable[[Question], list[float]]
) -> Data:
    """Return what one made-up person answers, page by page. odds: of the choices of a question."""
    data: Data = {}
    for page in pages:
        for question in shown(form, page, data, answer.begun_on):
            said = _said(form, question, data, draw, odds)
            if said:
                data[question.name] = said
    return data


def _said(
    form: Form, question: Question, data: Data, draw: random.Random, odds: Callable[[Question], list[float]]
) -> str | list[str]:
    if question.kind in (NOTE, DATE):
        return ""
    if question.kind == TEXT:
        return draw.choice(_WISHES) if draw.random() < 0.4 else ""
    if question.kind in (INTEGER, DECIMAL):
        return str(draw.randint(5, 180))
    if question.kind in SCALED:
        return draw.choices(steps(question), range(2, len(steps(question)) + 2))[0]
    weights = dict(zip((choice.name for choice in form.choices(question)), odds(question), strict=True))
    names = [choice.name for choice in choices_for(form, question, data, "")]
    if question.right:
        return question.right
    if question.kind == MULTIPLE:
        taken = [name for name in names if name != _ALONE and draw.random() < weights[name] / 2]
        return taken[:3] or [_ALONE if _ALONE in names else names[0]]
    return draw.choices(names, [weights[name] for name in names])[0]
