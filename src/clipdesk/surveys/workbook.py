"""The report of a survey as a workbook: what the page shows, nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from clipdesk.surveys.telling import Table, Told

_Cell = str | int | float | None
HIDDEN = "–"


def workbook_of(told: Told) -> bytes:
    """Return it with a sheet of tables and one of methods."""
    book = Workbook(write_only=True)
    results = book.create_sheet(_("Results"))
    for letter, width in zip("ABCDEFG", (60, 12, 12, 12, 12, 16, 60), strict=True):
        results.column_dimensions[letter].width = width
    _line(results, [str(told.survey)], bold=True)
    _line(results, [told.precision])
    _line(results, [told.doubtful])
    for table in told.tables:
        for number, row in enumerate(_rows(table)):
            _line(results, row, bold=number in (1, 2))
    methods = book.create_sheet(_("Methods"))
    methods.column_dimensions["A"].width, methods.column_dimensions["B"].width = 34, 110
    for name, text in told.methods:
        _line(methods, [name, text])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _rows(table: Table) -> Iterator[list[_Cell]]:
    yield []
    yield [table.label]
    yield [_("Answer"), _("Answers"), _("Share in %"), _("from"), _("to"), _("Without doubtful")]
    for line in table.lines:
        shares = [None if one is None else round(one, 1) for one in (line.share, line.low, line.high, line.sound)]
        yield [line.label, HIDDEN if line.count is None else line.count, *shares]
    yield [_("Base"), table.base if table.base is not None else HIDDEN, None, None, None, table.base_sound]
    for text in (table.mean, table.note, table.source):
        if text:
            yield [text]


def _line(sheet: WriteOnlyWorksheet, row: list[_Cell], *, bold: bool = False) -> None:
    """Write a row; text stays text, also where it begins like a formula."""
    cells = []
    for value in row:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=bold)
        cells.append(cell)
    sheet.append(cells)
