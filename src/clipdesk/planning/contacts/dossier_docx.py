"""A dossier as a Word document, written into the styles of the station's own template.

What stands in the template stays: its letterhead, headers, footers, and what is written on its page; the dossier follows.
A style that it does not have is done without. Text is text: nothing of it becomes a field, a link or a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as Written
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm
from docx.table import Table

from clipdesk.planning.contacts.dossier import Dossier

_TITLE, _HEADING, _LETTER, _TABLE = "Title", "Heading 1", "Heading 2", "Table Grid"


def dossier_docx(dossier: Dossier, template: bytes | None) -> bytes:
    """Return it as a file. template: the station's own, checked when it was brought; None: plain A4."""
    document = Document(BytesIO(template)) if template else _plain(dossier.language)
    writing = _Writing(document)
    _describe(document, dossier)
    writing.heading(dossier.title, _TITLE)
    writing.table(None, dossier.facts)
    if dossier.about:
        writing.heading(dossier.words["about"], _HEADING)
        writing.lines(dossier.about)
    writing.heading(dossier.words["letters"], _HEADING)
    if not dossier.letters:
        writing.lines([dossier.words["no_letters"]])
    for letter in dossier.letters:
        writing.heading(letter.heading, _LETTER)
        writing.lines(letter.lines)
        if letter.files:
            writing.lines([dossier.words["files"]])
            writing.table([dossier.words[name] for name in ("file", "size", "digest")], letter.files)
    writing.heading(dossier.words["posts"], _HEADING)
    if dossier.posts:
        head = [dossier.words[name] for name in ("title", "destination", "since", "until")]
        writing.table(head, dossier.posts)
    else:
        writing.lines([dossier.words["no_posts"]])
    if dossier.outcome:
        writing.heading(dossier.words["outcome"], _HEADING)
        writing.lines(dossier.outcome)
    writing.lines([f"{dossier.words['own']} {dossier.made}"])
    written = BytesIO()
    document.save(written)
    return written.getvalue()


class _Writing:
    """Writes at the end of a document, in those of its styles that it has."""

    def __init__(self, document: Written) -> None:
        self._document = document
        self._known = {(style.type, style.name) for style in document.styles}

    def heading(self, text: str, style: str) -> None:
        """Write a heading; bold where the template has no such style."""
        has_style = (WD_STYLE_TYPE.PARAGRAPH, style) in self._known
        paragraph = self._document.add_paragraph(style=style if has_style else None)
        paragraph.add_run(text).bold = None if has_style else True

    def lines(self, lines: Sequence[str]) -> None:
        """Write a paragraph per line."""
        for line in lines:
            self._document.add_paragraph(line)

    def table(self, head: Sequence[str] | None, rows: Sequence[Sequence[str]]) -> None:
        """Write a table; its head, where it has one, is repeated on every page. Without a head, names stand at the left."""
        width = len(head or rows[0])
        table = self._document.add_table(rows=0, cols=width)
        if (WD_STYLE_TYPE.TABLE, _TABLE) in self._known:
            table.style = _TABLE
        if head is not None:
            self._row(table, head, bold=width)
            mark = OxmlElement("w:tblHeader")
            mark.set(qn("w:val"), "true")
            table.rows[0]._tr.get_or_add_trPr().append(mark)
        for row in rows:
            self._row(table, row, bold=0 if head else 1)
        self._document.add_paragraph()

    def _row(self, table: Table, row: Sequence[str], *, bold: int) -> None:
        cells = table.add_row().cells  # type: ignore[no-untyped-call]
        for number, (cell, text) in enumerate(zip(cells, row, strict=True)):
            run = cell.paragraphs[0].add_run(text)
            run.bold = True if number < bold else None


def _plain(language: str) -> Written:
    """Return an empty document on A4, in a language."""
    document = Document()
    for mark in document.styles.element.iter(qn("w:lang")):
        mark.set(qn("w:val"), language)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    return document


def _describe(document: Written, dossier: Dossier) -> None:
    """Say what it is, whose and in which language, instead of what the template said of itself."""
    said = document.core_properties
    said.title, said.author, said.language = dossier.title, dossier.station, dossier.language
    said.last_modified_by, said.comments, said.keywords, said.subject = dossier.station, "", "", ""
