"""Rundowns as tables: comma-separated text and Excel sheets. One row names the columns; what stands below are items."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import islice
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from clipdesk.library.rundowns.columns import fields_of, names_columns
from clipdesk.library.rundowns.errors import (
    MOST_ITEMS,
    Damaged,
    HasEntities,
    NoColumns,
    NotARundown,
    TooLarge,
    TooManyItems,
    TooManyParts,
)
from clipdesk.library.rundowns.items import Row
from clipdesk.media.captions.encoding import decode
from clipdesk.media.captions.errors import NotCaptions

_MOST_COLUMNS = 100
_HEAD_ROWS = 25  # above the names of the columns stand a title, a date, a logo
_MOST_ROWS = _HEAD_ROWS + 2 * MOST_ITEMS  # empty ones between blocks
_SEPARATORS = ",;\t|"
#: Of an Excel file: what it unpacks to, how many files and how many XML tags are in it. A rundown has some thousands.
_MOST_UNPACKED, _MOST_MEMBERS, _MOST_TAGS = 30_000_000, 2000, 400_000
_VALUES = (str, bool, int, float, datetime, time, timedelta)
#: What zipfile and openpyxl raise of a file that is none of theirs, damaged, encrypted or packed in a way of its own.
_STUMBLES = (
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, OSError, EOFError, RuntimeError),
    *(ValueError, TypeError, AttributeError, LookupError, ArithmeticError),
)
_Cells = Sequence[object]


def from_csv(content: bytes, name: str) -> tuple[list[Row], list[str]]:
    """Return the rows of comma-separated text, and the columns nothing is read from. The separator is the one with which
    a row names columns.

    Raises:
        NotARundown.
    """
    try:
        text, _encoding = decode(content, name)
    except NotCaptions as error:
        raise NotARundown(name=name) from error
    for separator in _SEPARATORS:
        try:
            lines = _lines(text, separator)
            found = _table(islice(lines, _MOST_ROWS), name)
            if next(lines, None) is not None:
                raise TooManyItems(name=name, limit=MOST_ITEMS)
            return found
        except NoColumns:
            continue
        except csv.Error as error:
            raise Damaged(name=name) from error
    raise NoColumns(name=name)


def _lines(text: str, separator: str) -> Iterator[tuple[int, _Cells]]:
    """Return the rows with the line that each begins in."""
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    line = 1
    for row in rows:
        yield line, row[:_MOST_COLUMNS]
        line = rows.line_num + 1


def from_sheet(content: bytes, name: str) -> tuple[list[Row], list[str]]:
    """Return the same of an Excel workbook: of the first sheet that names columns.

    Raises:
        NotARundown.
    """
    try:
        _check(content, name)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            return _first_table([_sheet_rows(sheet) for sheet in book.worksheets if hasattr(sheet, "iter_rows")], name)
        finally:
            book.close()
    except NotARundown:
        raise
    except DefusedXmlException as error:
        raise HasEntities(name=name) from error
    except _STUMBLES as error:
        raise Damaged(name=name) from error


def _check(content: bytes, name: str) -> None:
    """Unpack what is read of a workbook once, with bounds, before anything is made of it."""
    unpacked = tags = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise TooManyParts(name=name)
        if not any(member.filename == "xl/workbook.xml" for member in members):
            raise NotARundown(name=name)
        for member in members:
            if not member.filename.endswith((".xml", ".rels")):
                continue
            with archive.open(member) as file:
                while part := file.read(1_000_000):
                    unpacked += len(part)
                    tags += part.count(b"<")
                    if unpacked > _MOST_UNPACKED:
                        raise TooLarge(name=name, limit=10)
                    if tags > _MOST_TAGS:
                        raise TooManyParts(name=name)


def _sheet_rows(sheet: object) -> Iterator[tuple[int, _Cells]]:
    rows = sheet.iter_rows(max_row=_MOST_ROWS + 1, max_col=_MOST_COLUMNS, values_only=True)  # type: ignore[attr-defined]
    for number, cells in enumerate(rows, start=1):
        yield number, [_value(cell) for cell in cells]


def _value(cell: object) -> object:
    """Return what a cell holds; a formula of more than one cell, which comes as an object, as the others come."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e12:
        return int(cell)
    return cell if cell is None or isinstance(cell, _VALUES) else "="


def _first_table(sheets: Sequence[Iterator[tuple[int, _Cells]]], name: str) -> tuple[list[Row], list[str]]:
    for lines in sheets:
        try:
            found = _table(islice(lines, _MOST_ROWS), name)
        except NoColumns:
            continue
        if any(any(_is_filled(cell) for cell in cells) for _number, cells in lines):
            raise TooManyItems(name=name, limit=MOST_ITEMS)
        return found
    raise NoColumns(name=name)


def _table(lines: Iterator[tuple[int, _Cells]], name: str) -> tuple[list[Row], list[str]]:
    """Find the row that names the columns; return what stands below. Empty rows and columns without a name are left out."""
    for _number, cells in islice(lines, _HEAD_ROWS):
        if names_columns(cells):
            break
    else:
        raise NoColumns(name=name)
    fields, unknown = fields_of(cells)
    called = {field: str(cells[place]).strip() for field, place in fields.items()}
    rows = []
    for number, row in lines:
        values = {field: row[place] for field, place in fields.items() if place < len(row)}
        if any(_is_filled(value) for field, value in values.items() if field != "order"):
            rows.append(Row(str(number), values, called))
    return rows, unknown


def _is_filled(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))
