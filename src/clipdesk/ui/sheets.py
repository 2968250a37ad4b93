"""Tables that people take along, as CSV and as a workbook. Text stays text, also where it begins like a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

Cell = str | int | float | None
#: A spreadsheet would take a text of a CSV file that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as UTF-8 with its mark; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    out = StringIO()
    csv.writer(out).writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(name: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a workbook of one sheet called `name` (at most 31 letters, none of `[]:*?/\\`); its first row is the heading."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    lines = list(rows)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(zip(*lines, strict=True)):
        width = max(len(str(cell)) for cell in column if cell is not None) + 2
        sheet.column_dimensions[chr(ord("A") + number)].width = min(width, _WIDEST)
    for number, row in enumerate(lines):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 0)
            cells.append(cell)
        sheet.append(cells)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
