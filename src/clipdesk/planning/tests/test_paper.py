"""The agenda and the week on paper: PDF/UA, in both languages, whatever names begin with."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typst
from django.test import Client
from django.utils import translation

from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.media.sandbox import FONTS
from clipdesk.planning import assigning, feeds, ideas, lines, paper, stories
from clipdesk.planning.agenda import agenda_of
from clipdesk.planning.models import Assignment
from clipdesk.planning.views.calendar import today_of
from clipdesk.planning.week_page import week_of

#: What a worksheet, typst's markup or its code could take for a word of their own.
HOSTILE = '= Họp *báo* #sys.inputs $x$ =HYPERLINK("https://evil.example") \\ " // @x <y>'


@pytest.fixture
def busy(newsroom: Newsroom, plan_event: Any) -> Assignment:
    """A day with something of everything, all of it with names that begin with `=`."""
    today = today_of(newsroom.huong)
    plan_event(title=HOSTILE, place=HOSTILE, first_on=today, rule="")
    plan_event(title="Mưa lũ ở thượng nguồn", first_on=today, first_at=None, minutes=0, days=2, rule="")
    line = lines.make(newsroom.huong, HOSTILE[:80], "")
    lines.set_target(line, newsroom.huong, {"count": 3, "per": "week", "destination": None, "shape": "9:16"})
    said = {"title": HOSTILE, "slug": "=slug", "desk": newsroom.news, "line": line, "about": ""}
    story = stories.make(newsroom.huong, said)
    work: dict[str, Any] = {"kind": "cut", "what": HOSTILE, "destination": None, "minutes": 20}
    made = assigning.make(story, newsroom.huong, {**work, "deadline": now()}, newsroom.lan.person)
    assigning.make(story, newsroom.huong, {**work, "deadline": now() - timedelta(days=2)}, None)
    ideas.write(newsroom.lan, newsroom.news, f"{HOSTILE} 😀")
    return made


def _headings(said: dict[str, Any]) -> list[str]:
    """The headings of a paper as typst understands it."""
    page = Path(paper.__file__).parent / "templates" / "planning" / "paper.typ"
    told = json.loads(
        typst.query(
            str(page),
            "heading",
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(said, ensure_ascii=False)},
        )
    )
    return [_words(one["body"]) for one in told]


def _words(body: dict[str, Any]) -> str:
    return str(body["text"]) if "text" in body else "".join(_words(one) for one in body.get("children", []))


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("language", "title", "late"), [("en", "Agenda: ", "What is late"), ("vi", "", "Việc trễ hạn")]
)
def test_the_agenda_passes_the_gate_and_holds_no_markup(
    newsroom: Newsroom, language: str, title: str, late: str
) -> None:
    with translation.override(language):
        agenda = agenda_of(newsroom.huong, today_of(newsroom.huong))
        said = paper.agenda_said(agenda, newsroom.station)
        pdf = paper.agenda_pdf(agenda, newsroom.station)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid" in pdf
    assert said["title"].startswith(title)
    assert [part["heading"] for part in said["parts"]][1:3].count(late) == 1
    assert _headings(said) == [said["title"], *(part["heading"] for part in said["parts"])]
    (event, *_rest) = [row for row in said["parts"][0]["rows"] if row[1] == HOSTILE]
    assert event[2] == HOSTILE


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_week_passes_the_gate_and_holds_no_markup(newsroom: Newsroom, language: str) -> None:
    with translation.override(language):
        week = week_of(newsroom.huong, today_of(newsroom.huong))
        said = paper.week_said(week, newsroom.station)
        pdf = paper.week_pdf(week, newsroom.station)
    assert b"pdfuaid" in pdf
    assert _headings(said) == [said["title"], *(part["heading"] for part in said["parts"])]
    assert said["parts"][0]["rows"][0][0] == HOSTILE[:80]


def test_an_empty_day_is_a_paper_too(newsroom: Newsroom) -> None:
    agenda = agenda_of(newsroom.huong, today_of(newsroom.huong))
    assert b"pdfuaid" in paper.agenda_pdf(agenda, newsroom.station)
    assert paper.agenda_said(agenda, newsroom.station)["parts"] == []


@pytest.mark.usefixtures("busy")
def test_the_feed_gives_such_names_as_they_are(newsroom: Newsroom) -> None:
    """iCalendar is text of its own rules, and read as nothing else."""
    calendar = feeds.calendar_of(newsroom.huong).decode().replace("\r\n ", "")
    assert "SUMMARY:= Họp *báo* #sys.inputs $x$ =HYPERLINK(" in calendar


@pytest.mark.usefixtures("busy")
def test_pages_hand_them_out(newsroom: Newsroom) -> None:
    client: Client = newsroom.client(newsroom.lan)
    page = client.get(newsroom.path("planning/agenda/"))
    assert page.status_code == 200
    assert "Mưa lũ ở thượng nguồn" in page.content.decode()
    for address in ("agenda/agenda.pdf", "week/week.pdf", "agenda/agenda.pdf?on=2031-02-03"):
        answer = client.get(newsroom.path(f"planning/{address}"))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"pdfuaid" in answer.content


@pytest.mark.usefixtures("busy")
def test_an_agenda_of_another_desk_tells_nothing(newsroom: Newsroom) -> None:
    agenda = agenda_of(newsroom.binh, today_of(newsroom.binh))
    assert (agenda.events, agenda.due.count, agenda.late.count, agenda.ideas) == ([], 0, 0, [])
