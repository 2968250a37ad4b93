"""The page of a week as files: a tagged PDF (PDF/UA-1), a workbook, a CSV. What the page shows, nothing more."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from clipdesk.audience.learning.telling import Table, Told, Value
from clipdesk.audience.table import harmless
from clipdesk.ui.printing import printed

_PAGE = Path(__file__).parents[1] / "templates" / "audience" / "week.typ"
_NAME_LETTERS = 31  # of a sheet
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def week_pdf(told: Told) -> bytes:
    """Return it in the language that is active."""
    said = {
        "language": translation.get_language() or "en",
        "title": told.title,
        "station": told.station,
        "span": told.span,
        "said": list(told.said),
        "tables": [_table(one) for one in told.tables],
    }
    return printed(_PAGE, said)


def week_csv(told: Told) -> bytes:
    """Return it for a spreadsheet: UTF-8 with its mark; numbers as programs write them, no text taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in _lines(told):
        writer.writerow([harmless(one) if isinstance(one, str) else "" if one is None else one for one in row])
    return out.getvalue().encode("utf-8-sig")


def week_workbook(told: Told) -> bytes:
    """Return it with a sheet for each table; text stays text, also where it begins like a formula."""
    book = Workbook(write_only=True)
    for number, table in enumerate(told.tables, 1):
        name = f"{number} {table.title}".translate(_NOT_IN_NAMES)[:_NAME_LETTERS]
        sheet = book.create_sheet(name)
        for letter in "ABCDEFGHIJ"[: len(table.columns)]:
            sheet.column_dimensions[letter].width = 28
        head: list[list[Value]] = [[told.title, told.station, told.span]]
        head += [[line] for line in told.said] if number == 1 else []
        for row in head:
            _write(sheet, row, bold=False)
        for place, row in enumerate(_rows(table)):
            _write(sheet, row, bold=place < 2)  # its title, and the names of its columns
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _lines(told: Told) -> list[list[Value]]:
    lines: list[list[Value]] = [[told.title, told.station, told.span]]
    lines += [[line] for line in told.said]
    for table in told.tables:
        lines += [[], *_rows(table)]
    return lines


def _rows(table: Table) -> list[list[Value]]:
    rows: list[list[Value]] = [[table.title], [name for name, _is_number in table.columns]]
    rows += [[cell.value for cell in row] for row in table.rows] or [[table.empty]]
    rows += [[note] for note in table.notes]
    return rows


def _write(sheet: WriteOnlyWorksheet, row: list[Value], *, bold: bool) -> None:
    cells = []
    for value in row:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=bold)
        cells.append(cell)
    sheet.append(cells)


def _table(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "head": [name for name, _is_number in table.columns],
        "sides": ["right" if is_number else "left" for _name, is_number in table.columns],
        "rows": [[cell.text for cell in row] for row in table.rows],
        "empty": "" if table.rows else table.empty,
        "notes": list(table.notes),
        "chart": table.chart.file if table.chart else "",
        "alt": table.chart.alt if table.chart else "",
        "legend": table.chart.legend if table.chart else "",
    }
