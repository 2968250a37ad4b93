"""A form as XLSForm: a workbook that Excel, ODK and Kobo open, and that comes back with the same meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from clipdesk.surveys.checking import scale
from clipdesk.surveys.form import CHOOSING, RATING, SCALED, Form, Group, Item, Question, Texts

_TEXTS = ("label", "hint", "required_message", "constraint_message")
_PLAIN = ("required", "relevant", "constraint", "choice_filter", "parameters", "appearance")
_Row = Mapping[str, str]


def write_xlsform(form: Form, name: str, version: str) -> bytes:
    """Return the workbook. name: the form's id; version: which state of it this is."""
    book = Workbook()
    survey = book.active
    assert isinstance(survey, Worksheet)
    survey.title = "survey"
    spoken = {code: f"{name} ({code})" for code, name in form.languages.items()}
    columns = ["type", "name", *(f"{base}::{one}" for base in _TEXTS for one in spoken.values()), *_PLAIN]
    put_table(survey, [*columns, "clipdesk_source", "clipdesk_right", "clipdesk_clip"], list(_rows(form.items, spoken)))
    columns = ["list_name", "name", *(f"label::{one}" for one in spoken.values()), *_extra(form)]
    put_table(book.create_sheet("choices"), columns, list(_choices(form, spoken)))
    settings = {
        "form_title": form.title.get(form.default_language, ""),
        "form_id": name,
        "version": version,
        "default_language": spoken[form.default_language],
    }
    for base in ("title", "introduction", "thanks"):
        settings |= {f"clipdesk_{base}_{code}": text for code, text in getattr(form, base).items()}
    put_table(book.create_sheet("settings"), list(settings), [settings])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def put_table(sheet: Worksheet, columns: list[str], rows: list[_Row]) -> None:
    """Write a head and rows as plain text: nothing that begins like a formula becomes one."""
    for place, column in enumerate(columns, start=1):
        cell = sheet.cell(1, place, column)
        cell.font = Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(columns, start=1):
            if text := row.get(column):
                cell = sheet.cell(number, place, text)
                cell.data_type = "s"
    sheet.freeze_panes = "A2"


def _rows(items: tuple[Item, ...], spoken: Mapping[str, str]) -> Iterator[_Row]:
    for item in items:
        if isinstance(item, Group):
            said = {**_said("label", item.label, spoken), "relevant": item.relevant}
            yield {"type": "begin_group", "name": item.name, **said}
            yield from _rows(item.items, spoken)
            yield {"type": "end_group", "name": item.name}
        else:
            yield _question(item, spoken)


def _question(one: Question, spoken: Mapping[str, str]) -> _Row:
    row = {"type": f"{one.kind} {one.list}" if one.kind in CHOOSING else one.kind, "name": one.name}
    for base in _TEXTS:
        row |= _said(base, getattr(one, base), spoken)
    row |= {rule: getattr(one, rule) for rule in ("relevant", "constraint", "choice_filter")}
    row |= {"required": "yes" if one.required else "", "clipdesk_source": one.source, "clipdesk_right": one.right}
    row["clipdesk_clip"] = one.clip
    if one.kind in SCALED:
        start, end, step = scale(one)
        row |= {"type": "range", "parameters": f"start={start} end={end} step={step}"}
        row["appearance"] = "rating" if one.kind == RATING else ""
    elif one.randomize:
        row["parameters"] = "randomize=true"
    return row


def _said(base: str, texts: Texts, spoken: Mapping[str, str]) -> dict[str, str]:
    return {f"{base}::{spoken[code]}": text for code, text in texts.items() if code in spoken}


def _extra(form: Form) -> list[str]:
    """The columns of choices that rules ask about."""
    found = (column for choices in form.lists.values() for choice in choices for column in choice.columns)
    return list(dict.fromkeys(found))


def _choices(form: Form, spoken: Mapping[str, str]) -> Iterator[_Row]:
    for name, choices in form.lists.items():
        for choice in choices:
            yield {"list_name": name, "name": choice.name, **_said("label", choice.label, spoken), **choice.columns}
