"""Surveys in every state, made by the room's own verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.surveys import asking, making
from clipdesk.surveys.form import Choice, Form, Group, Question
from clipdesk.surveys.models import Answer, Survey
from clipdesk.surveys.pages import pages_of

BOTH = {"vi": "Tiếng Việt", "en": "English"}


def said(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


def small_form() -> Form:
    """Two pages: whether somebody listens, what to, how good it is; and their age."""
    yes_no = (Choice("yes", said("Có", "Yes")), Choice("no", said("Không", "No")))
    kinds = (Choice("news", said("Tin tức", "News")), Choice("music", said("Âm nhạc", "Music")))
    ages = (Choice("young", said("Dưới 40", "Under 40")), Choice("old", said("Từ 40", "40 or older")))
    hears = Question(
        "select_one", "hears", said("Bạn có nghe đài không?", "Do you listen?"), list="yes_no", required=True
    )
    what = Question(
        "select_multiple", "kinds", said("Bạn nghe gì?", "What to?"), list="kinds", relevant="${hears} = 'yes'"
    )
    good = Question("rating", "good", said("Hay đến mức nào?", "How good?"), required=True)
    age = Question("select_one", "age", said("Tuổi?", "Your age?"), list="ages", required=True)
    words = Question("text", "words", said("Bạn muốn nói gì thêm?", "Anything else?"))
    return Form(
        languages=BOTH,
        title=said("Nghe đài", "Listening"),
        lists={"yes_no": yes_no, "kinds": kinds, "ages": ages},
        items=(Group("p1", said("Nghe", "Listening"), items=(hears, what, good)), Group("p2", {}, items=(age, words))),
    )


def ready(newsroom: Newsroom, form: Form | None = None, **conditions: Any) -> Survey:
    """A draft with all that opening asks for."""
    survey = making.begin(newsroom.huong, form or small_form())
    usual = {
        "population": "Người nghe đài",
        "contact": "Phòng Thính giả, thinhgia@songhong.example",
        "delete_on": (now() + timedelta(days=90)).date(),
    }
    making.keep_conditions(survey, {**usual, **conditions}, member=newsroom.huong)
    return survey


def opened(newsroom: Newsroom, form: Form | None = None, **conditions: Any) -> Survey:
    survey = ready(newsroom, form, **conditions)
    making.open_survey(survey, declared=True, member=newsroom.huong)
    return survey


def answer(survey: Survey, data: Mapping[str, Any], **begins: Any) -> asking.Begun:
    """Answer and send, as one person would."""
    begun = asking.begin(survey, "vi", **begins)
    asking.keep(begun.answer, dict(data), 60, caught=False)
    form = begun.answer.version.as_form
    assert asking.send(survey, begun.answer, form, pages_of(form, one_page=False)) is None
    return begun


def many(survey: Survey, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Put so many sent answers of each kind into the database: what `answer` does, without its time."""
    version = survey.versions.get()
    day = asking.today_of(survey)
    made = [
        Answer(
            survey=survey,
            version=version,
            code_sha256=f"{number:032d}{place:032d}",
            language="vi",
            data=dict(data),
            seconds=60,
            begun_on=day,
            completed_on=day,
        )
        for number, (count, data) in enumerate(rows)
        for place in range(count)
    ]
    Answer.objects.bulk_create(made)


@pytest.fixture
def asked(newsroom: Newsroom) -> Survey:
    """A survey that is open."""
    return opened(newsroom)


@pytest.fixture
def public() -> Client:
    """A browser of somebody whom nobody knows."""
    return Client(headers={"host": "localhost:8080"})


Post = Callable[..., Any]


@pytest.fixture
def post(asked: Survey, public: Client) -> Post:
    """`post(do="begin")` posts to the open survey."""
    return lambda **fields: public.post(f"/survey/{asked.public_name}/", fields)
