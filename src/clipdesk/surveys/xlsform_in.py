"""An XLSForm becomes a form: sheets “survey”, “choices”, “settings” of a workbook. What is not taken over is named with its row.

Nothing is guessed: a construct that we do not ask exactly as XLSForm means it is refused, never left out silently.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from clipdesk.kernel.errors import ClipdeskError
from clipdesk.kernel.text import clean_words
from clipdesk.surveys.checking import check
from clipdesk.surveys.form import (
    CHOOSING,
    DATE,
    DECIMAL,
    INTEGER,
    MULTIPLE,
    NOTE,
    ONE,
    RANGE,
    RATING,
    TEXT,
    Choice,
    Form,
    Group,
    Item,
    Question,
)
from clipdesk.surveys.refusals import FileTooLarge, NoXlsForm, RepeatRefused, RowUnfit, Unsupported, XlsFormRefused
from clipdesk.surveys.rules import parse

MOST_ROWS, MOST_COLUMNS, MOST_UNPACKED = 2000, 100, 30_000_000
PLAIN = {
    "integer": INTEGER,
    "int": INTEGER,
    "decimal": DECIMAL,
    "text": TEXT,
    "string": TEXT,
    "date": DATE,
    "note": NOTE,
}
CHOSEN = {"select_one": ONE, "select one": ONE, "select_multiple": MULTIPLE, "select multiple": MULTIPLE}
#: Only how it looks; the desk draws its own pages.
LOOKS = frozenset(
    {
        *("minimal", "quick", "quickcompact", "compact", "horizontal", "horizontal-compact", "vertical", "likert"),
        *("list", "list-nolabel", "label", "multiline", "numbers", "thousands-sep", "field-list", "pages", "picker"),
        *("columns", "columns-pack", "no-buttons", "w1", "w2", "w3", "w4"),
    }
)
#: Names of languages that stand without a code.
KNOWN = {"english": "en", "vietnamese": "vi", "tiếng việt": "vi", "vi": "vi", "en": "en"}
_TEXTS = {
    "label": "label",
    "hint": "hint",
    "required_message": "required_message",
    "constraint_message": "constraint_message",
}
_OWN = {"clipdesk_source": "source", "clipdesk_right": "right", "clipdesk_clip": "clip"}
_TAKEN = {"type", "name", "required", "relevant", "constraint", "choice_filter", "parameters", "appearance", *_OWN}
_ALIASES = {"constraint-message": "constraint_message", "required-message": "required_message", "relevance": "relevant"}
_FORM_TEXTS = ("title", "introduction", "thanks")
_SETTINGS = {"form_title", "form_id", "id_string", "version", "default_language", "style"}
_OF_CHOICES = {"list_name", "list name", "name", "value", "label"}
_MEDIA = {"image", "audio", "video", "media"}
_KNOWN_COLUMNS = {*_TAKEN, *_TEXTS, *_ALIASES, *_SETTINGS, *_OF_CHOICES, *_MEDIA}
_SHEETS = {"survey", "choices", "settings"}
#: Further sheets that change what is asked.
_OTHERS = {"external_choices", "entities", "osm"}
_CODE = re.compile(r"(?P<name>.*?)\s*\((?P<code>[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\)")
_ROW = Mapping[str, str]


@dataclass
class _Sheet:
    """One sheet: its rows by column, each with its number."""

    name: str
    rows: list[tuple[int, _ROW]] = field(default_factory=list)
    header: tuple[str, ...] = ()


def read_xlsform(data: bytes, language: str) -> Form:
    """Return the form of a workbook; language: what its words are in where they do not say.

    Raises:
        NoXlsForm, FileTooLarge: it cannot be read at all.
        XlsFormRefused: some of it is not taken over; `problems` names each with its row.
    """
    sheets = _sheets(data)
    if "survey" not in sheets or not sheets["survey"].rows:
        raise NoXlsForm
    return _Reading(sheets, language).form()


def _sheets(data: bytes) -> dict[str, _Sheet]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise FileTooLarge(rows=MOST_ROWS)
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise NoXlsForm from error  # a broken XML part is a SyntaxError
    found = {}
    for sheet in book.worksheets:
        name = sheet.title.strip().lower()
        if name in _SHEETS | _OTHERS:
            found[name] = _read_sheet(name, sheet.iter_rows(values_only=True))
    return found


def _read_sheet(name: str, lines: Iterator[tuple[Any, ...]]) -> _Sheet:
    read = _Sheet(name)
    for number, line in enumerate(lines, start=1):
        if number > MOST_ROWS:
            raise FileTooLarge(rows=MOST_ROWS)
        cells = [_text(cell) for cell in line[:MOST_COLUMNS]]
        if not any(cells):
            continue
        if not read.header:
            read.header = tuple(_column(cell) for cell in cells)
        else:
            read.rows.append((number, dict(zip(read.header, cells, strict=False))))
    return read


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell == int(cell):
        cell = int(cell)
    return "" if cell is None else clean_words(str(cell)).strip()


def _column(cell: str) -> str:
    """The name of a column; what XLSForm does not know is a column of the choices, of which rules ask letter by letter."""
    base, mark, language = cell.partition("::")
    base = base.strip()
    base = base.lower() if base.lower() in _KNOWN_COLUMNS else base
    return _ALIASES.get(base, base) + (mark + language.strip() if mark else "")


class _Reading:
    """One pass over the sheets; everything that is wrong is collected, so that it is told at once."""

    def __init__(self, sheets: Mapping[str, _Sheet], language: str) -> None:
        self.sheets = sheets
        self.problems: list[ClipdeskError] = []
        self.codes: dict[str, str] = {}  # as written after “::” → code
        self.languages: dict[str, str] = {}  # code → name
        settings = sheets["settings"].rows[0] if "settings" in sheets and sheets["settings"].rows else (2, {})
        self.settings_row, self.settings = settings
        self._find_languages(language)

    def form(self) -> Form:
        """Return the form, or raise all that is wrong."""
        self._check_sheets()
        lists = self._lists()
        items = self._items()
        texts = {name: self._form_text(name) for name in _FORM_TEXTS}
        if not texts["title"].get(self.default):
            texts["title"] = {**texts["title"], self.default: self.settings.get("form_title", "") or "Survey"}
        used = {one.list for one in _questions(items) if one.list}
        kept = {name: choices for name, choices in lists.items() if name in used}
        languages = {self.default: self.languages[self.default], **self.languages}
        form = Form(languages=languages, lists=kept, items=items, **texts)
        if not self.problems:
            try:
                check(form)
            except ClipdeskError as error:
                self.problems.append(error)
        if self.problems:
            raise XlsFormRefused(self.problems)
        return form

    # languages

    def _find_languages(self, fallback: str) -> None:
        names = {"vi": "Tiếng Việt", "en": "English"}
        for sheet in self.sheets.values():
            for column in sheet.header:
                base, mark, written = column.partition("::")
                if mark and base in _TEXTS and written not in self.codes:
                    self._learn(sheet.name, written)
        said = self.settings.get("default_language", "")
        code = self.codes.get(said) or self._code(said)[0] or (next(iter(self.languages), "") or fallback)
        self.default = code
        self.languages.setdefault(code, names.get(code, code))

    def _learn(self, sheet: str, written: str) -> None:
        code, name = self._code(written)
        if not code:
            what = _("the language “%s” without its code; write for example “English (en)”")
            self.problems.append(RowUnfit(sheet=sheet, row=1, what=str(what) % written))
            return
        self.codes[written] = code
        self.languages.setdefault(code, name)

    def _code(self, written: str) -> tuple[str, str]:
        found = _CODE.fullmatch(written)
        if found:
            return found["code"], found["name"] or found["code"]
        code = KNOWN.get(written.strip().lower(), "")
        return code, written if code and written.lower() != code else {"vi": "Tiếng Việt", "en": "English"}.get(
            code, code
        )

    def _texts(self, row: _ROW, base: str) -> dict[str, str]:
        """A text in every language; the plain column is the default language."""
        found = {self.default: row[base]} if row.get(base) else {}
        for column, text in row.items():
            name, mark, written = column.partition("::")
            if mark and name == base and text and written in self.codes:
                found[self.codes[written]] = text
        return found

    def _form_text(self, name: str) -> dict[str, str]:
        start = f"clipdesk_{name}_"
        return {key.removeprefix(start): text for key, text in self.settings.items() if key.startswith(start) and text}

    # sheets

    def _check_sheets(self) -> None:
        for name in _OTHERS & set(self.sheets):
            self._unsupported(name, 1, name)
        for column, text in self.settings.items():
            if text and column not in _SETTINGS and not column.startswith("clipdesk_"):
                self._unsupported("settings", self.settings_row, column)
        for number, row in self.sheets["survey"].rows:
            for column, text in row.items():
                base = column.partition("::")[0]
                if text and column and base not in _TEXTS and column not in _TAKEN:
                    self._unsupported("survey", number, column)
                if base == "label" and "${" in text:
                    self._unsupported("survey", number, "${…}")

    def _unsupported(self, sheet: str, row: int, what: str) -> None:
        self.problems.append(Unsupported(sheet=sheet, row=row, what=what))

    def _lists(self) -> dict[str, tuple[Choice, ...]]:
        lists: dict[str, list[Choice]] = {}
        sheet = self.sheets.get("choices", _Sheet("choices"))
        for number, row in sheet.rows:
            name, value = row.get("list_name") or row.get("list name", ""), row.get("name") or row.get("value", "")
            if not name or not value:
                self.problems.append(RowUnfit(sheet="choices", row=number, what=_("list_name or name is missing")))
                continue
            columns = {}
            for column, text in row.items():
                base, mark, _language = column.partition("::")
                if base in _OF_CHOICES or not text or not column:
                    continue
                if mark or base in _MEDIA:
                    self._unsupported("choices", number, column)
                else:
                    columns[column] = text
            lists.setdefault(name, []).append(Choice(value, self._texts(row, "label"), columns))
        return {name: tuple(choices) for name, choices in lists.items()}

    # rows of the sheet “survey”

    def _items(self) -> tuple[Item, ...]:
        open_groups: list[tuple[int, _ROW, list[Item]]] = []
        items: list[Item] = []
        for number, row in self.sheets["survey"].rows:
            kind = " ".join(row.get("type", "").replace("_", " ").split()).lower()
            if kind == "begin group":
                open_groups.append((number, row, items))
                items = []
            elif kind == "end group":
                if not open_groups:
                    self.problems.append(RowUnfit(sheet="survey", row=number, what=_("a group ends that never began")))
                    continue
                begun, begin, outer = open_groups.pop()
                outer.append(self._group(begun, begin, tuple(items)))
                items = outer
            elif kind == "begin repeat":
                self.problems.append(RepeatRefused(row=number))
            elif kind != "end repeat":
                items += self._question(number, row)
        for number, _row, _outer in open_groups:
            self.problems.append(RowUnfit(sheet="survey", row=number, what=_("a group begins that never ends")))
        return tuple(items)

    def _group(self, number: int, row: _ROW, items: tuple[Item, ...]) -> Group:
        for column in ("constraint", "choice_filter", "parameters", "required"):
            if row.get(column):
                self._unsupported("survey", number, column)
        self._check_rules(number, row)
        self._appearance(number, row)
        return Group(row.get("name", ""), self._texts(row, "label"), row.get("relevant", ""), items)

    def _question(self, number: int, row: _ROW) -> list[Question]:
        kind, chosen = self._kind(number, row)
        if not kind:
            return []
        said = self._parameters(number, row, kind)
        self._check_rules(number, row)
        said |= {name: row.get(column, "") for column, name in _OWN.items()}
        said |= {name: self._texts(row, base) for base, name in _TEXTS.items()}
        said |= {rule: row.get(rule, "") for rule in ("relevant", "constraint", "choice_filter")}
        return [Question(kind, row.get("name", ""), list=chosen, required=self._required(number, row), **said)]

    def _kind(self, number: int, row: _ROW) -> tuple[str, str]:
        written = " ".join(row.get("type", "").split())
        words = written.split(" ")
        if written.lower() in PLAIN:
            self._appearance(number, row)
            return PLAIN[written.lower()], ""
        if written.lower() == "range":
            is_rating = "rating" in row.get("appearance", "").split()
            self._appearance(number, row, "rating")
            return (RATING if is_rating else RANGE), ""
        for begins, kind in CHOSEN.items():
            parts = len(begins.split(" "))
            if " ".join(words[:parts]).lower() == begins and len(words) == parts + 1:
                if words[parts] not in {
                    one.get("list_name") or one.get("list name") for _n, one in self._choice_rows()
                }:
                    what = _("the list “%s” does not stand on the sheet “choices”")
                    self.problems.append(RowUnfit(sheet="survey", row=number, what=str(what) % words[parts]))
                self._appearance(number, row)
                return kind, words[parts]
        self._unsupported("survey", number, written or "type")
        return "", ""

    def _choice_rows(self) -> list[tuple[int, _ROW]]:
        return self.sheets["choices"].rows if "choices" in self.sheets else []

    def _appearance(self, number: int, row: _ROW, *more: str) -> None:
        for word in row.get("appearance", "").split():
            if word not in LOOKS and word not in more:
                self._unsupported("survey", number, f"appearance {word}")

    def _required(self, number: int, row: _ROW) -> bool:
        said = row.get("required", "").lower().removesuffix("()")
        if said not in ("", "yes", "no", "true", "false"):
            self._unsupported("survey", number, f"required {row['required']}")
        return said in ("yes", "true")

    def _parameters(self, number: int, row: _ROW, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for part in re.split(r"[\s;,]+", row.get("parameters", "").replace(" = ", "=")):
            name, _mark, value = part.partition("=")
            name = name.strip().lower()
            if not name or (name == "randomize" and value.lower() == "false" and kind in CHOOSING):
                continue
            if name == "randomize" and kind in CHOOSING and value.lower() == "true":
                found["randomize"] = True
            elif name in ("start", "end", "step") and kind in (RANGE, RATING):
                found[name] = value
            else:
                self._unsupported("survey", number, f"parameters {part}")
        if kind in (RATING, RANGE):
            usual = {"start": "0" if kind == RANGE else "1", "end": "10", "step": "1"}
            found = {name: found.get(name, value) for name, value in usual.items()}
        return found

    def _check_rules(self, number: int, row: _ROW) -> None:
        for rule in ("relevant", "constraint", "choice_filter"):
            try:
                if row.get(rule):
                    parse(row[rule], of_choices=rule == "choice_filter")
            except ClipdeskError as error:
                what = f"{rule}: {error}"
                self.problems.append(RowUnfit(sheet="survey", row=number, what=what))


def _questions(items: tuple[Item, ...]) -> Iterator[Question]:
    for item in items:
        if isinstance(item, Group):
            yield from _questions(item.items)
        else:
            yield item
