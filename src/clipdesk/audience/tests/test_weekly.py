"""The page of a week: its figures are the same on the page, in the PDF, in the workbook and in the CSV, in both languages;
who chose it gets it by e-mail, once."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import translation
from openpyxl import load_workbook

from clipdesk.audience.learning import deciding, drafting, mailing
from clipdesk.audience.learning.charts import bars, intervals
from clipdesk.audience.learning.deciding import Said
from clipdesk.audience.learning.telling import Told
from clipdesk.audience.learning.week import Week, last_week, side, told_of, week_named, week_of
from clipdesk.audience.learning.week_files import week_csv, week_pdf, week_workbook
from clipdesk.audience.models import Decision, WeeklyReader
from clipdesk.audience.tests.printed_text import text_of
from clipdesk.audience.tests.test_decisions import before, week_old
from clipdesk.audience.tests.test_pages import page
from clipdesk.audience.tests.test_usual import COUNTS
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom
from clipdesk.destinations.models import Destination
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication

__all__ = ["week_old"]
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def week(newsroom: Newsroom, week_old: Publication) -> Week:
    """The week in which the clip's verdict came due; its destination has a name that looks like a formula."""
    Destination.objects.filter(pk=week_old.destination_id).update(name=FORMULA)
    before(newsroom, COUNTS)
    drafting.go_round()
    run_waiting_jobs()
    decision = Decision.objects.get(clip=week_old.clip_id)
    deciding.confirm(decision, Said("more", learnt="+ Con số ở đầu"), member=newsroom.huong)
    return week_of(now() - timedelta(days=1), newsroom.station)


def asked(newsroom: Newsroom, week: Week, rest: str = "") -> bytes:
    """Return the page of a week, or one of its files, as Lan gets it."""
    answer = newsroom.client(newsroom.lan).get(newsroom.path(f"audience/week/{rest}?week={week.monday}"))
    assert answer.status_code == 200
    return bytes(answer.content)


def plain(text: str) -> str:
    """Without white space: lines break differently on each."""
    return re.sub(r"\s", "", text)


def weeks_mailed() -> list[EmailMessage]:
    """Return the mails that bring a file; notices bring none."""
    return [one for one in mail.outbox if one.attachments]


def rows_of(shown: str) -> list[list[str]]:
    """Return the cells of every row of the page's tables."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", shown, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in row] for row in cells if row]


def test_the_page_says_what_came_of_the_posts(newsroom: Newsroom, week: Week) -> None:
    """By hand: 2050 after a week, of 25 before it the median 1300, 1.6 times that, 80 of 100, Wilson 61 to 91."""
    shown = asked(newsroom, week).decode()
    (row,) = [row for row in rows_of(shown) if row[:1] == ["Nước sông Hồng lên nhanh"] and "1.300" in row]
    assert row[3:] == ["2.050", "1.300", "1,6", "80", "từ 61 đến 91"]
    stood = [row for row in rows_of(shown) if len(row) == 8 and row[0] == FORMULA and row[2] == "7,0 ngày"]
    assert stood
    assert [int(cell) for cell in stood[0][5:]] == [1, 0, 0]
    assert 'role="img" aria-label="' in shown
    assert "Con số ở đầu" in asked(newsroom, week_of(now(), newsroom.station)).decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_numbers_of_every_file_are_those_of_the_page(newsroom: Newsroom, week: Week, language: str) -> None:
    client = newsroom.client(newsroom.lan)
    newsroom.lan.person.language = language
    newsroom.lan.person.save(update_fields=["language"])
    shown, printed = (
        client.get(newsroom.path(f"audience/week/{rest}?week={week.monday}")).content for rest in ("", "week.pdf")
    )
    rows = rows_of(shown.decode())
    assert ("Beats of 100" in shown.decode()) is (language == "en")
    assert sum(len(row) for row in rows) > 20
    text = plain(text_of(printed))
    for row in rows:
        assert plain("".join(row)) in text, row
    with translation.override(language):
        told = told_of(newsroom.lan, week)
    assert [[cell.text for cell in row] for table in told.tables for row in table.rows] == rows
    values = [[cell.value for cell in row] for table in told.tables for row in table.rows]
    for table in (_csv_rows(told), _workbook_rows(told)):
        assert [row for row in table if row in values] == values
    for kept, texts in zip(values, rows, strict=True):
        assert [_said(value, text, language) for value, text in zip(kept, texts, strict=True)] == kept


def _said(value: object, text: str, language: str) -> object:
    """Read a figure back from what people see of it."""
    if not isinstance(value, (int, float)):
        return value
    return float(text.replace(".", "").replace(",", ".") if language == "vi" else text.replace(",", ""))


def _csv_rows(told: Told) -> list[list[object]]:
    rows = csv.reader(io.StringIO(week_csv(told).decode("utf-8-sig")))
    return [[_read(cell) for cell in row] for row in rows]


def _read(cell: str) -> object:
    plain_cell = cell.removeprefix("'")
    try:
        return float(plain_cell)
    except ValueError:
        return plain_cell or None


def _workbook_rows(told: Told) -> list[list[object]]:
    book = load_workbook(io.BytesIO(week_workbook(told)))
    rows: list[list[object]] = []
    for number, sheet in enumerate(book.worksheets):
        wide = len(told.tables[number].columns)
        rows += [list(row[:wide]) for row in sheet.iter_rows(values_only=True)]
    return rows


def test_no_cell_is_a_formula(newsroom: Newsroom, week: Week) -> None:
    told = told_of(newsroom.lan, week)
    assert f"'{FORMULA}" in week_csv(told).decode("utf-8-sig")
    assert f",{FORMULA}" not in week_csv(told).decode("utf-8-sig")
    assert "'+ Con số ở đầu" in week_csv(told_of(newsroom.lan, week_of(now(), newsroom.station))).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(week_workbook(told)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value == FORMULA]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_pdf_is_tagged_and_its_drawings_have_words(newsroom: Newsroom, week: Week) -> None:
    for language in ("vi", "en"):
        with translation.override(language):
            told = told_of(newsroom.lan, week)
            printed = week_pdf(told)
        assert printed.startswith(b"%PDF-1.7")
        assert b"/MarkInfo" in printed
        assert b"pdfuaid" in printed
        charts = [table.chart for table in told.tables if table.chart]
        assert charts
        assert printed.count(b"/S/Figure/") == len(charts)
        assert all(chart.alt in html.unescape(chart.svg) for chart in charts)


def test_a_week_is_the_stations_and_names_its_monday(newsroom: Newsroom) -> None:
    found = week_of(datetime(2026, 11, 22, 17, 30, tzinfo=UTC), newsroom.station)  # 0:30 on Monday in Hà Nội
    assert found.monday.isoformat() == "2026-11-23"
    assert found.since.isoformat() == "2026-11-23T00:00:00+07:00"
    assert week_named("2026-11-25", newsroom.station) == found
    assert [week_named(name, newsroom.station) for name in ("", "x", "0001-01-01", "9999-12-31")] == [None] * 4
    assert newsroom.client(newsroom.lan).get(newsroom.path("audience/week/?week=9999-12-31")).status_code == 200


def test_an_empty_week_says_so_and_prints(newsroom: Newsroom) -> None:
    told = told_of(newsroom.lan, last_week(newsroom.station))
    assert all(not table.rows for table in told.tables)
    assert plain(told.tables[0].empty) in plain(text_of(week_pdf(told)))


def test_one_side_is_sure_and_the_other_is_not() -> None:
    assert [side(percentile, 50) for percentile in (65, 35, 60, 50)] == ["above", "below", "within", "within"]


def test_who_chose_it_gets_it_once_in_their_language(newsroom: Newsroom, week: Week) -> None:
    client, way = newsroom.client(newsroom.lan), newsroom.path("audience/week/by-mail/")
    assert client.post(way, {"say": "send"}).status_code == 302
    reader = WeeklyReader.objects.get()
    moment = week_of(now(), newsroom.station).since + timedelta(hours=8)
    mailing.go_round(moment)
    run_waiting_jobs()
    assert weeks_mailed() == []  # from next Monday on
    WeeklyReader.objects.update(sent_for=None)
    mailing.go_round(moment - timedelta(hours=2))  # six in the morning
    run_waiting_jobs()
    assert weeks_mailed() == []
    for _twice in range(2):
        mailing.go_round(moment)
        run_waiting_jobs()
    (sent,) = weeks_mailed()
    assert sent.to == [newsroom.lan.person.email]
    name, content, kind = sent.attachments[0]
    assert (name, kind) == (f"week-{last_week(newsroom.station).monday}.pdf", "application/pdf")
    told = told_of(newsroom.lan, last_week(newsroom.station))
    assert all(line in sent.body for line in told.said)
    assert plain(told.tables[0].title) in plain(text_of(bytes(content)))
    assert client.post(way, {"say": "stop"}).status_code == 302
    assert not WeeklyReader.objects.filter(pk=reader.pk).exists()


def test_who_left_gets_none(newsroom: Newsroom, week: Week) -> None:
    mailing.choose(newsroom.lan, wanted=True)
    WeeklyReader.objects.update(sent_for=None)
    newsroom.lan.person.memberships.all().delete()
    mailing.mail_week(WeeklyReader.objects.select_related("person", "station").get())
    assert weeks_mailed() == []


def test_a_restored_desk_mails_no_week_twice(newsroom: Newsroom) -> None:
    mailing.choose(newsroom.lan, wanted=True)
    WeeklyReader.objects.update(sent_for=None)
    mailing.after_restore()
    mailing.go_round(week_of(now(), newsroom.station).since + timedelta(hours=8))
    run_waiting_jobs()
    assert weeks_mailed() == []


def test_nobody_of_another_desk_reads_its_clips(newsroom: Newsroom, week: Week) -> None:
    shown = newsroom.client(newsroom.binh).get(newsroom.path(f"audience/week/?week={week.monday}")).content.decode()
    assert "Nước sông Hồng" not in shown
    assert "2.050" not in shown
    assert "Con số" not in page_of(newsroom, "audience/learnt/")


def page_of(newsroom: Newsroom, rest: str) -> str:
    """Return a page as Bình of the sport desk sees it."""
    return newsroom.client(newsroom.binh).get(newsroom.path(rest)).content.decode()


def test_names_in_drawings_are_no_markup() -> None:
    name = '<script>"&'
    for chart in (bars([(name, (1, 2, 3))], "abc", name), intervals([(name, 10, 20, 30)], name)):
        assert "<script>" not in chart.svg
        assert "&lt;script&gt;" in chart.svg


def test_the_clip_of_a_page_is_linked(newsroom: Newsroom, week: Week) -> None:
    clip = Clip.objects.get(publications__remote_id__startswith="777")
    assert f"clips/{clip.pk}/audience/" in page(newsroom, f"audience/week/?week={week.monday}")
