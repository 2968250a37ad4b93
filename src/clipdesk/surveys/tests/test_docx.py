"""The report for word processors: the same figures as page, workbook and PDF, and marked so that it can be listened to."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from clipdesk.accounts.models import Person
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.surveys import counting, making
from clipdesk.surveys.form import Choice, Form, Question
from clipdesk.surveys.models import Survey
from clipdesk.surveys.report_pdf import laid_out
from clipdesk.surveys.telling import tell
from clipdesk.surveys.tests.conftest import many, opened, said, small_form

ROWS: list[tuple[int, dict[str, Any]]] = [
    (50, {"hears": "yes", "kinds": ["news"], "good": "5", "age": "old"}),
    (40, {"hears": "no", "good": "2", "age": "young"}),
    (4, {"hears": "no", "good": "3", "age": "young"}),
]


def closed(newsroom: Newsroom, form: Form | None = None, rows: Any = ROWS) -> Survey:
    survey = opened(newsroom, form)
    many(survey, rows)
    making.close(survey, by=newsroom.huong.actor)
    run_waiting_jobs()
    return survey


def handed(newsroom: Newsroom, survey: Survey, suffix: str, language: str) -> bytes:
    Person.objects.filter(pk=newsroom.huong.person.pk).update(language=language)
    client = newsroom.client(newsroom.huong)
    return bytes(client.get(newsroom.path(f"surveys/{survey.pk}/results.{suffix}")).content)


@pytest.mark.parametrize(("language", "locale"), [("vi", "vi-VN"), ("en", "en-GB")])
def test_it_says_what_the_pdf_says(newsroom: Newsroom, language: str, locale: str) -> None:
    survey = closed(newsroom)
    data = handed(newsroom, survey, "docx", language)
    paper = Document(BytesIO(data))
    release = counting.last_release(survey)
    assert release is not None
    with translation.override(language):
        whole = laid_out(tell(survey, release, survey.versions.get(), language))
    styled = [(str(line.style.name) if line.style else "", line.text) for line in paper.paragraphs]
    headings = [(style, text) for style, text in styled if style.startswith("Heading")]
    assert headings == [
        ("Heading 1", whole["title"]),
        *(("Heading 2", table["label"]) for table in whole["tables"]),
        ("Heading 2", whole["words"]["methods"]),
    ]
    asked = [table for table in whole["tables"] if table["rows"]]
    shown = [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]
    assert shown == [[whole["head"], *table["rows"]] for table in asked]
    assert any("–" in row for table in shown for row in table)  # four threes are hidden here, too
    text = "\n".join(line.text for line in paper.paragraphs)
    assert all(f"{name}. {words}" in text for name, words in whole["methods"])
    assert "margin of error" not in text.lower()
    for table in paper.tables:
        head = table.rows[0]._tr.trPr
        assert head is not None
        assert head.find(qn("w:tblHeader")) is not None
    assert paper.core_properties.language == locale
    styles = ZipFile(BytesIO(data)).read("word/styles.xml").decode()
    assert re.findall(r'<w:lang [^>]*w:val="([^"]+)"', styles) == [locale]


def test_words_that_begin_like_a_formula_stay_words(newsroom: Newsroom) -> None:
    choices = (Choice("a", said("=1+1", "=1+1")), Choice("b", said("@SUM(1)", "@SUM(1)")))
    question = Question("select_one", "q", said("=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"), list="c")
    form = Form(small_form().languages, said("=HYPERLINK(1)", "=HYPERLINK(1)"), lists={"c": choices}, items=(question,))
    survey = closed(newsroom, form, [(20, {"q": "a"}), (20, {"q": "b"})])
    book = load_workbook(BytesIO(handed(newsroom, survey, "xlsx", "en")))
    cells = {cell.value: cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    for words in ("=HYPERLINK(1)", "=cmd|'/c calc'!A1", "=1+1", "@SUM(1)"):
        assert cells[words] == "s"
    paper = Document(BytesIO(handed(newsroom, survey, "docx", "en")))
    assert "=1+1" in [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "<w:instrText" not in paper.element.xml
