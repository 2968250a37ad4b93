"""Rundowns as tables: what a newsroom types into Excel or exports as CSV, in Vietnamese and English."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time, timedelta, timezone
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from clipdesk.library.rundowns import NotARundown, Rundown, read_rundown

_VIETNAMESE = (
    "Bản tin sáng;;;;;;\n"
    "STT;Tiêu đề;Giờ bắt đầu;Thời lượng;Kịch bản;Người dẫn;Ghi chú\n"
    '1;Cảng mới;05:30:00;1:30;"Xin chào,\nquý vị";Lan;x\n'
    '2;Lũ trên sông;05:31:30;45";;Minh;\n'
    "\n"
    "3;Thời tiết;5h33;0:00:45;Trời nắng;;\n"
)


def _csv(text: str, encoding: str = "utf-8", name: str = "a.csv") -> Rundown:
    return read_rundown([(name, text.encode(encoding))], ZoneInfo("Asia/Ho_Chi_Minh"))


def _book(*rows: Sequence[Any], before: str = "") -> bytes:
    book = Workbook()
    if before:
        book.active.title = before
        book.create_sheet("Rundown")
    for row in rows:
        book.worksheets[-1].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_vietnamese_columns(encoding: str, separator: str) -> None:
    found = _csv(_VIETNAMESE.replace(";", separator), encoding)
    assert (found.form, found.unknown) == ("Table (CSV)", ("Ghi chú",))
    first, second, third = found.laid(found.begins(Fraction(600)))
    assert (first["title"], first["presenter"], first["script"]) == ("Cảng mới", "Lan", "Xin chào,\nquý vị")
    assert [(item["start"], item["end"]) for item in (first, second, third)] == [(0, 90), (90, 135), (180, 225)]


def test_old_windows_letters() -> None:
    text = "title,start,script\nL\u0169,1,S\xf4ng H\xf4\u0300ng\n"  # the grave is a letter of its own there
    (item,) = _csv(text, "utf-8").laid(Fraction(0))
    old = read_rundown([("a.csv", "title,start,script\nX,1,So\u0302ng".encode("cp1258", "ignore"))])
    assert item["script"] == "Sông Hồng"
    assert old.items[0].title == "X"


def test_clock_times_are_laid_on_the_recording() -> None:
    found = _csv("title,start,length\nA,05:30:00,60\nB,05:31:00,60\n")
    assert found.begins(Fraction(600)) == 19_800
    assert found.begins(Fraction(600), known=Fraction(19_790)) == 19_790  # when it was sent is known
    assert [item["start"] for item in found.laid(Fraction(19_790))] == [10, 70]
    assert found.begins(Fraction(86_400)) == 0  # in a recording of a whole day they are places
    assert found.begins(Fraction(0)) == 19_800  # not read yet
    assert _csv("title,start\nA,1.5\n").begins(Fraction(0)) == 0
    over = _csv("title,start\nA,23:59:30\nB,00:00:30\n")
    assert [item["start"] for item in over.laid(over.begins(Fraction(100)))] == [0, 60]


def test_what_has_no_time_follows_what_stands_before_it() -> None:
    found = _csv("title,start,length\nA,10,5\nB,,20\nC,,\nD,60,\n")
    assert [(item["start"], item["end"]) for item in found.laid(Fraction(0))] == [
        (10, 15),
        (15, 35),
        (35, 60),
        (60, 60),
    ]


def test_the_order_that_is_written_counts() -> None:
    assert [item.title for item in _csv("No,title,start\n2,B,20\n1,A,10\n").items] == ["A", "B"]
    assert [item.title for item in _csv("No,title,start\n1,B,20\n1,A,10\n").items] == ["B", "A"]


def test_an_excel_sheet_with_a_head_and_cells_of_all_kinds() -> None:
    rows: list[list[Any]] = [
        ["Rundown of 28 November"],
        [],
        ["Title", "Planned start", "Length", "Script", "Flags", "Colour"],
        ["A", time(5, 30), timedelta(minutes=1), "Hello", "UGC, court", 1],
        ["B", datetime(2026, 11, 28, 5, 32), 60, "Bye", None, None],  # noqa: DTZ001 - as Excel keeps it
        ["C", "2026-11-27T22:34:00Z", 60, 7, None, None],
    ]
    found = read_rundown([("a.xlsx", _book(*rows, before="Notes"))], ZoneInfo("Asia/Ho_Chi_Minh"))
    assert (found.form, found.unknown) == ("Excel sheet", ("Colour",))
    laid = found.laid(found.begins(Fraction(600)))
    assert [(item["start"], item["end"]) for item in laid] == [(0, 60), (120, 180), (240, 300)]
    assert (laid[0]["marks"], laid[2]["script"]) == (["UGC", "court"], "7")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title,start,script\nA,soon,x\n", "in row 2, “soon” under “start” is no time"),
        ("title,start,script\nA,1,x\nB,5:30,x\n", "in row 3, “5:30” under “start” can be hours and minutes"),
        ("title,start,script\nA,1,=HYPERLINK(1)\n", r"in row 2, the cell under “script” is a formula"),
        ("title,start,script\nA,900:00:00,x\n", "in row 2, “900:00:00” under “start” lies more than seven days"),
        ("when,who\n1,2\n", "no row names its columns"),
        ("title,start,script\n", "it has no items"),
        ("title,start\n" + "A,1\n" * 1001, "more than 1000 items"),
        ("title,start\n" + "A,1\n" * 5000, "more than 1000 items"),
    ],
)
def test_refusals_say_where_and_what_to_do(text: str, sentence: str) -> None:
    with pytest.raises(NotARundown, match=f"“a.csv” cannot be read: .*{sentence}"):
        _csv(text)


def test_formulas_are_refused_in_columns_that_are_read_alone() -> None:
    rows: list[list[Any]] = [["Title", "Start", "Sum"], ["A", 1, "=B2+1"], ["B", "=B2+60", None]]
    with pytest.raises(NotARundown, match="in row 3, the cell under “Start” is a formula"):
        read_rundown([("a.xlsx", _book(*rows))])
    assert [item.start for item in read_rundown([("a.xlsx", _book(*rows[:2]))]).items] == [1]


def test_a_zone_of_its_own_counts_on_the_stations_clocks() -> None:
    moment = datetime(2026, 11, 27, 22, 30, tzinfo=timezone.utc)  # noqa: UP017 - the other one has no isoformat of its own
    found = _csv(f"title,start\nA,{moment.isoformat()}\n")
    assert found.items[0].start == 19_800
