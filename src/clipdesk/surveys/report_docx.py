"""The report of a survey for a word processor (DOCX): what the PDF says, with headings, heads of tables and language marked."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils import translation
from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt
from docx.table import Table as Grid

from clipdesk.surveys.report_pdf import laid_out
from clipdesk.surveys.telling import Told

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WIDTHS = (70, 22, 22, 32, 24)  # in mm: the answer, then its figures
_LOCALES = {"vi": "vi-VN", "en": "en-GB"}


def report_docx(told: Told) -> bytes:
    """Return it in the language that is active."""
    said = laid_out(told)
    paper = Document()
    _set_up(paper, told, said)
    paper.add_heading(said["title"], level=1)
    for text in (said["precision"], said["doubtful"]):
        paper.add_paragraph(text)
    for table in said["tables"]:
        paper.add_heading(table["label"], level=2)
        if table["rows"]:
            _put_table(paper, said["head"], table)
        for note in table["notes"]:
            paper.add_paragraph(note).runs[0].font.size = Pt(9)
    paper.add_heading(said["words"]["methods"], level=2)
    for name, text in said["methods"]:
        line = paper.add_paragraph()
        line.add_run(f"{name}.").bold = True
        line.add_run(f" {text}")
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def _set_up(paper: Paper, told: Told, said: dict[str, Any]) -> None:
    """Say what the document is, in which language, and on which paper."""
    locale = _LOCALES.get(translation.get_language() or "en", said["language"])
    properties = paper.core_properties
    properties.title, properties.author, properties.language = said["title"], said["station"], locale
    properties.comments = ""
    properties.created = properties.modified = told.release.made_at.replace(tzinfo=None)
    spoken = paper.styles.element.find("/".join(map(qn, ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang"))))
    for name in ("val", "eastAsia"):
        spoken.set(qn(f"w:{name}"), locale)
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
    paper.styles["Normal"].font.size = Pt(10)


def _put_table(paper: Paper, head: list[str], table: dict[str, Any]) -> None:
    """Put a table whose first row is its head on every page, and which says by itself what it is."""
    grid = paper.add_table(rows=1, cols=len(head), style="Table Grid")
    grid.autofit = False
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), table["label"])
    grid._tbl.tblPr.append(caption)
    repeats = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(repeats)
    for cells in [head, *table["rows"]]:
        _put_row(grid, cells, is_head=cells is head)


def _put_row(grid: Grid, cells: list[str], *, is_head: bool) -> None:
    row = grid.rows[0] if is_head else grid.add_row()  # type: ignore[no-untyped-call]
    for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
        cell.width = Mm(_WIDTHS[place])
        line = cell.paragraphs[0]
        line.add_run(text).bold = is_head
        if place:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
