"""Makers begin, change, open, close and ask again; what was opened stays as it was."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from openpyxl import load_workbook

from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.history.transition import IllegalTransition
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.surveys import making
from clipdesk.surveys.models import Survey, SurveyVersion
from clipdesk.surveys.refusals import NotDraft, NotReady
from clipdesk.surveys.tests.conftest import opened, ready, small_form
from clipdesk.surveys.xlsform_out import write_xlsform


def verbs() -> list[str]:
    return [
        verb
        for verb in LedgerEntry.objects.order_by("seq").values_list("verb", flat=True)
        if verb.startswith("survey_")
    ]


def test_a_survey_is_made_in_the_browser_without_scripts(newsroom: Newsroom) -> None:
    client = newsroom.client(newsroom.huong)
    client.post(newsroom.path("surveys/new/"), {"usual": "news_habits"})
    survey = Survey.objects.get()
    base = newsroom.path(f"surveys/{survey.pk}/")
    assert "Thói quen xem, nghe, đọc tin tức" in client.get(base).content.decode()
    question = {
        "kind": "select_one", "after": "often", "label_vi": "Bạn xem lúc nào?", "label_en": "When do you watch?",
        "choice-1": "", "choice-1-place": "2", "choice-1-vi": "Buổi tối", "choice-1-en": "In the evening",
        "choice-2": "", "choice-2-place": "1", "choice-2-vi": "Buổi sáng", "choice-2-en": "In the morning",
        "choice-3": "", "choice-3-place": "3", "choice-3-vi": "", "choice-3-en": "", "required": "yes",
    }  # fmt: skip
    assert client.post(f"{base}add/", question).status_code == 302
    survey.refresh_from_db()
    form = survey.as_form
    made = form.question("question_1")
    assert made is not None
    assert [(one.name, one.label["en"]) for one in form.choices(made)] == [
        ("buoi_sang", "In the morning"),
        ("buoi_toi", "In the evening"),
    ]
    assert [one.name for one in form.questions][:2] == ["often", "question_1"]
    client.post(f"{base}questions/question_1/place/", {"do": "up"})
    survey.refresh_from_db()
    assert [one.name for one in survey.as_form.questions][:2] == ["question_1", "often"]
    client.post(f"{base}questions/question_1/place/", {"do": "delete"})
    survey.refresh_from_db()
    assert survey.as_form.question("question_1") is None
    refused = client.post(f"{base}add/", {**question, "label_vi": "Bạn theo tôn giáo nào?"})
    assert refused.status_code == 422
    assert "tín ngưỡng" in refused.content.decode()
    assert "Buổi sáng" in refused.content.decode()  # what was typed is still there


def test_opening_asks_for_everything_that_people_are_told(newsroom: Newsroom) -> None:
    survey = making.begin(newsroom.huong, small_form())
    with pytest.raises(NotReady):
        making.open_survey(survey, declared=True, member=newsroom.huong)
    survey = ready(newsroom)
    with pytest.raises(NotReady):
        making.open_survey(survey, declared=False, member=newsroom.huong)
    assert not SurveyVersion.objects.exists()
    making.open_survey(survey, declared=True, member=newsroom.huong)
    assert verbs()[-2:] == ["survey_opened", "survey_version_made"]
    assert LedgerEntry.objects.get(verb="survey_opened").actor_name == "Hương"


def test_what_was_opened_never_changes(newsroom: Newsroom) -> None:
    survey = opened(newsroom)
    with pytest.raises(NotDraft):
        making.keep_form(survey, small_form(), member=newsroom.huong)
    with pytest.raises(NotDraft):
        making.keep_conditions(survey, {"delete_on": None}, member=newsroom.huong)
    with pytest.raises(IllegalTransition):
        making.open_survey(survey, declared=True, member=newsroom.huong)
    table = SurveyVersion._meta.db_table
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET canonical = '{{}}'")
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_the_next_wave_asks_the_same_once(newsroom: Newsroom) -> None:
    survey = opened(newsroom)
    with pytest.raises(NotReady):
        making.ask_again(survey, member=newsroom.huong)
    making.close(survey, by=newsroom.huong.actor)
    run_waiting_jobs()
    wave = making.ask_again(survey, member=newsroom.huong)
    assert (wave.wave, wave.state, wave.form, wave.contact) == (2, "draft", survey.form, survey.contact)
    assert wave.delete_on is None  # people are promised a day of their own
    assert making.ask_again(survey, member=newsroom.huong).pk == wave.pk


def test_a_draft_can_go_an_open_survey_cannot(newsroom: Newsroom) -> None:
    making.delete_draft(ready(newsroom), member=newsroom.huong)
    assert not Survey.objects.exists()
    with pytest.raises(NotDraft):
        making.delete_draft(opened(newsroom), member=newsroom.huong)


def test_xlsform_out_and_in_through_the_pages(newsroom: Newsroom) -> None:
    survey = ready(newsroom)
    client = newsroom.client(newsroom.huong)
    base = newsroom.path(f"surveys/{survey.pk}/")
    handed = client.get(f"{base}form.xlsx").content
    assert load_workbook(BytesIO(handed)).sheetnames == ["survey", "choices", "settings"]
    file = BytesIO(handed)
    file.name = "form.xlsx"
    assert client.post(f"{base}form/", {"file": file}).status_code == 302
    bad = BytesIO(write_xlsform(small_form(), "s", "1"))
    book = load_workbook(bad)
    book["survey"].cell(3, 1).value = "geopoint"
    broken = BytesIO()
    book.save(broken)
    broken.seek(0)
    broken.name = "broken.xlsx"
    refused = client.post(f"{base}form/", {"file": broken})
    assert refused.status_code == 422
    assert "dòng 3: ở đây không dùng được “geopoint”" in refused.content.decode()


def test_producers_and_operators_make_no_surveys(real_newsroom: Newsroom) -> None:
    for member in (real_newsroom.lan, real_newsroom.tuan, real_newsroom.oanh, real_newsroom.thao):
        assert real_newsroom.client(member).get(real_newsroom.path("surveys/")).status_code in (302, 403)


def test_every_page_of_a_maker_opens_in_every_state(newsroom: Newsroom) -> None:
    client = newsroom.client(newsroom.huong)
    survey = ready(newsroom)
    base = newsroom.path(f"surveys/{survey.pk}/")
    drafts = ("", "words/", "conditions/", "preview/", "questions/kinds/", "questions/p1/", "results/", "population/")
    for rest in (*drafts, "add/?kind=rating", "add/?kind=group", "add/?kind=note"):
        assert client.get(base + rest).status_code == 200, rest
    making.open_survey(survey, declared=True, member=newsroom.huong)
    page = client.get(base).content.decode()
    assert f"/survey/{survey.public_name}/" in page
    assert "data:image/svg+xml;base64," in page
    for rest in ("conditions/", "preview/", "results/"):
        assert client.get(base + rest).status_code == 200, rest
    client.post(f"{base}close/")
    run_waiting_jobs()
    for rest in ("", "results/", "population/"):
        assert client.get(base + rest).status_code == 200, rest
    assert client.get(newsroom.path("surveys/")).status_code == 200
    assert client.get(newsroom.path("surveys/new/")).status_code == 200
