"""XLSForms go in and out with the same meaning; pyxform, XLSForm's own reader, takes what we write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from clipdesk.surveys.form import Choice, Form, Group, Question, as_json, from_json
from clipdesk.surveys.refusals import NoXlsForm, XlsFormRefused
from clipdesk.surveys.tests.conftest import small_form
from clipdesk.surveys.usual import USUAL, usual_form
from clipdesk.surveys.xlsform_in import read_xlsform
from clipdesk.surveys.xlsform_out import write_xlsform


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are read in English here."""
    with translation.override("en"):
        yield


def book(
    survey: list[list[Any]], choices: list[list[Any]] | None = None, settings: list[list[Any]] | None = None
) -> bytes:
    """A workbook of rows, as somebody's own program would write it."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        if rows is not None:
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def problems(data: bytes) -> list[str]:
    with pytest.raises(XlsFormRefused) as refused:
        read_xlsform(data, "vi")
    return [str(one) for one in refused.value.problems]


REAL = book(
    [
        ["type", "name", "label::Tiếng Việt (vi)", "label::English (en)", "hint::English (en)", "required", "relevant",
         "constraint", "constraint_message::English (en)", "choice_filter", "parameters", "appearance"],
        ["begin_group", "who", "Bạn", "You", None, None, None, None, None, None, None, "field-list"],
        ["select_one region", "region", "Vùng?", "Region?", "Where you live", "yes", None, None, None, None, None, "minimal"],
        ["select_one province", "province", "Tỉnh?", "Province?", None, True, None, None, None, "Vung=${region}", None, None],
        ["integer", "age", "Tuổi?", "Age?", None, "true()", None, ". >= 16 and . <= 120", "16 to 120", None, None, None],
        ["end_group", None, None, None, None, None, None, None, None, None, None, None],
        ["select_multiple media", "media", "Nguồn?", "Sources?", None, None, "${age} >= 18",
         "not(selected(., 'none') and count-selected(.) > 1)", None, None, "randomize=true", None],
        ["range", "trust", "Tin?", "Trust?", None, None, "count-selected(${media}) > 0", None, None, None,
         "start=0 end=10 step=1", None],
        ["range", "stars", "Sao?", "Stars?", None, None, None, None, None, None, "start=1 end=5", "rating"],
        ["decimal", "hours", "Giờ?", "Hours?", None, None, None, None, None, None, None, None],
        ["text", "words", "Lời?", "Words?", None, None, None, "string-length(.) < 200", None, None, None, "multiline"],
        ["date", "last", "Khi nào?", "When?", None, None, None, ". <= today()", None, None, None, None],
        ["note", "bye", "Cảm ơn", "Thank you", None, None, None, None, None, None, None, None],
    ],
    [
        ["list_name", "name", "label::Tiếng Việt (vi)", "label::English (en)", "Vung"],
        ["region", "north", "Bắc", "North", None], ["region", "south", "Nam", "South", None],
        ["province", "hanoi", "Hà Nội", "Hanoi", "north"], ["province", "camau", "Cà Mau", "Ca Mau", "south"],
        ["media", "tv", "Tivi", "Television", None], ["media", "radio", "Radio", "Radio", None],
        ["media", "none", "Không", "None", None],
    ],
    [["form_title", "form_id", "default_language"], ["Nghe nhìn", "media_2026", "Tiếng Việt (vi)"]],
)  # fmt: skip


def judged(data: bytes, tmp_path: Any) -> str:
    """What pyxform makes of a workbook: the XForm, or its refusal."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    return str(convert(xlsform=path, validate=False, pretty_print=False).xform)


def test_a_form_from_the_field_comes_in(tmp_path: Any) -> None:
    assert "<h:title>Nghe nhìn</h:title>" in judged(REAL, tmp_path)  # the example itself is one
    form = read_xlsform(REAL, "vi")
    assert form.languages == {"vi": "Tiếng Việt", "en": "English"}
    assert form.title == {"vi": "Nghe nhìn"}
    kinds = [(one.name, one.kind, one.required) for one in form.questions]
    assert kinds == [
        ("region", "select_one", True), ("province", "select_one", True), ("age", "integer", True),
        ("media", "select_multiple", False), ("trust", "range", False), ("stars", "rating", False),
        ("hours", "decimal", False), ("words", "text", False), ("last", "date", False), ("bye", "note", False),
    ]  # fmt: skip
    province, media = form.question("province"), form.question("media")
    assert province is not None
    assert media is not None
    assert (province.choice_filter, media.randomize) == ("Vung=${region}", True)
    assert form.lists["province"][1] == Choice("camau", {"vi": "Cà Mau", "en": "Ca Mau"}, {"Vung": "south"})
    assert isinstance(form.items[0], Group)


@pytest.mark.parametrize(
    "form", [read_xlsform(REAL, "vi"), small_form(), *map(usual_form, USUAL)], ids=lambda one: str(one.title)
)
def test_what_goes_out_comes_in_unchanged_and_pyxform_takes_it(form: Form, tmp_path: Any) -> None:
    data = write_xlsform(form, "survey_1", "1")
    again = read_xlsform(data, "vi")
    assert as_json(again) == as_json(_spelled_out(form))
    xform = judged(data, tmp_path)
    for question in form.questions:
        assert f"/{question.name}" in xform
        for rule in ("relevant", "constraint"):
            assert (f' {rule}="' in xform) or not getattr(question, rule)


def _spelled_out(form: Form) -> Form:
    """The scale that stands for an empty one is written out."""

    def spelled(item: Group | Question) -> Group | Question:
        if isinstance(item, Group):
            return replace(item, items=tuple(map(spelled, item.items)))
        if item.kind == "rating":
            return replace(item, start=item.start or "1", end=item.end or "5", step=item.step or "1")
        return item

    return replace(form, items=tuple(map(spelled, form.items)))


def test_json_says_the_same() -> None:
    for key in USUAL:
        form = usual_form(key)
        assert from_json(as_json(form)) == form


HEAD = ["type", "name", "label"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [HEAD, ["text", "a", "A"], ["begin_repeat", "kids", "Kids"], ["text", "b", "B"], ["end_repeat"]],
            "row 3: repeats",
        ),
        ([HEAD, ["geopoint", "a", "A"]], "row 2: “geopoint”"),
        ([HEAD, ["start", "a", None]], "row 2: “start”"),
        ([HEAD, ["calculate", "a", "A"]], "row 2: “calculate”"),
        ([HEAD, ["rank things", "a", "A"]], "row 2: “rank things”"),
        ([[*HEAD, "relevant"], ["text", "a", "A", "regex(., 'x')"]], "row 2: relevant"),
        ([[*HEAD, "default"], ["text", "a", "A", "x"]], "row 2: “default”"),
        ([[*HEAD, "media::image"], ["text", "a", "A", "x.png"]], "row 2: “media::image”"),
        ([[*HEAD, "appearance"], ["text", "a", "A", "signature"]], "row 2: “appearance signature”"),
        ([[*HEAD, "required"], ["text", "a", "A", "${b} = 1"]], "row 2: “required"),
        ([[*HEAD, "parameters"], ["text", "a", "A", "rows=3"]], "row 2: “parameters rows=3”"),
        ([HEAD, ["text", "a", "Hello ${b}"]], "row 2: “${…}”"),
        ([HEAD, ["select_one nowhere", "a", "A"]], "row 2: the list “nowhere”"),
        ([HEAD, ["begin_group", "g", "G"], ["text", "a", "A"]], "row 2: a group begins"),
        ([HEAD, ["text", "a", "A"], ["end_group"]], "row 3: a group ends"),
    ],
)
def test_what_is_not_taken_over_is_named_with_its_row(rows: list[list[Any]], said: str) -> None:
    found = problems(book(rows))
    assert len(found) == 1
    assert said in found[0]


def test_everything_is_named_at_once() -> None:
    rows = [HEAD, ["geopoint", "a", "A"], ["begin_repeat", "b", "B"], ["end_repeat"], ["audio", "c", "C"]]
    assert [one.split(":")[0] for one in problems(book(rows))] == [f"Sheet “survey”, row {row}" for row in (2, 3, 5)]


def test_what_is_no_workbook_says_so() -> None:
    for data in (b"", b"PK\x03\x04", b"type,name\n", book([], [["list_name"]])):
        with pytest.raises(NoXlsForm):
            read_xlsform(data, "vi")


def test_nothing_becomes_a_formula() -> None:
    form = replace(small_form(), title={"vi": "=1+1", "en": "=cmd|' /C calc'!A0"})
    data = write_xlsform(form, "s", "1")
    cells = [cell for sheet in load_workbook(BytesIO(data)) for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert read_xlsform(data, "vi").title == form.title


_WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cn", "Co"), blacklist_characters="$"),
    min_size=1,
    max_size=20,
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["text", "integer", "decimal", "date", "note", "rating"]), _WORDS, _WORDS, st.booleans()
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_words_come_back(rows: list[tuple[str, str, str, bool]]) -> None:
    items = tuple(
        Question(kind, f"q{number}", {"vi": vi, "en": en}, required=required and kind != "note")
        for number, (kind, vi, en, required) in enumerate(rows)
    )
    form = Form({"vi": "Tiếng Việt", "en": "English"}, {"vi": "T", "en": "T"}, items=items)
    assert as_json(read_xlsform(write_xlsform(form, "s", "1"), "vi")) == as_json(_spelled_out(form))
