"""Dossiers: what they say, in both languages and both forms; a name that begins like a formula is only a name."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from datetime import date
from io import BytesIO
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.utils import translation
from docx import Document

from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.clock import now
from clipdesk.planning.contacts import corresponding
from clipdesk.planning.contacts.docx_check import DocxReachesOut, check_template
from clipdesk.planning.contacts.dossier import dossier_of
from clipdesk.planning.contacts.dossier_docx import dossier_docx
from clipdesk.planning.contacts.dossier_pdf import dossier_pdf
from clipdesk.planning.contacts.enclosures import read_files
from clipdesk.planning.models import Contact, Made

FORMULA = '=HYPERLINK("https://evil.example","Bấm vào đây")'
CODE = '#image("/etc/passwd") $x$ *đậm* @ai <b>&amp;'
PDF = b"%PDF-1.7\n%%EOF\n"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def contact(newsroom: Newsroom) -> Contact:
    """A request whose every name begins like a formula, with two letters, a file, a post; closed."""
    said = {"subject": FORMULA, "desk": newsroom.news, "direction": Contact.THEIRS, "kind": Contact.REGULATOR}
    named = {"party": "=Sở Thông tin", "about": f"{CODE}\n\n=1+1", "due_on": date(2030, 1, 9), "keeper": None}
    made = corresponding.begin(newsroom.huong, {**said, **named})
    came = {"direction": "received", "on": date(2030, 1, 7), "reference": "=12/CV", "text": "@SUM(A1)\n-2"}
    corresponding.add_letter(made, newsroom.huong, came, read_files([("=cmd.pdf", PDF)]))
    went = {"direction": "sent", "on": date(2030, 1, 8), "reference": "", "text": "Đài trả lời."}
    corresponding.add_letter(made, newsroom.huong, went, [])
    site = newsroom.station.destinations.get()
    post = {"publication": uuid4(), "clip": uuid4(), "title": "=Nước lên", "destination": site, "shape": ""}
    corresponding.link(made, Made.objects.create(station=newsroom.station, at=now(), **post), newsroom.huong)
    corresponding.close(made, outcome="+Đã xong", member=newsroom.huong)
    return made


def _texts(written: bytes) -> str:
    document = Document(BytesIO(written))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def _objects(pdf: bytes) -> str:
    """Everything that a PDF holds, its packed streams unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    found = [pdf]
    for one in streams:
        try:
            found.append(zlib.decompress(one))
        except zlib.error:
            continue
    return b"\n".join(found).decode("latin-1")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Letters and answers", "They ask us", "Regulator", "8 Jan 2030", "Closed")),
        ("vi", ("Công văn và trả lời", "Bên ngoài yêu cầu đài", "Cơ quan quản lý", "08/01/2030", "Đã đóng")),
    ],
)
def test_both_forms_say_the_same_in_both_languages(contact: Contact, language: str, words: tuple[str, ...]) -> None:
    with translation.override(language):
        dossier = dossier_of(contact)
        text, pdf = _texts(dossier_docx(dossier, None)), dossier_pdf(dossier)
    exact = (FORMULA, "=Sở Thông tin", CODE, "=1+1", "=12/CV", "@SUM(A1)", "=cmd.pdf", "=Nước lên", "+Đã xong")
    for said in (*words, *exact, hashlib.sha256(PDF).hexdigest()):
        assert said in text
    told = str(dossier)
    assert all(said in told for said in words)
    assert pdf.startswith(b"%PDF-1.7")  # typst refuses to write what is no PDF/UA
    assert "pdfuaid:part" in _objects(pdf)
    assert f"/Lang({language}" in _objects(pdf).replace("/Lang (", "/Lang(")


def test_the_names_of_the_stations_people_stay_out(newsroom: Newsroom, contact: Contact) -> None:
    with translation.override("en"):
        written = dossier_docx(dossier_of(contact), None)
    with zipfile.ZipFile(BytesIO(written)) as packed:
        whole = b"".join(packed.read(name) for name in packed.namelist()).decode("utf-8", "replace")
    assert newsroom.huong.person.name not in whole
    assert newsroom.huong.person.email not in whole


def test_what_begins_like_a_formula_is_text_in_word(contact: Contact) -> None:
    written = dossier_docx(dossier_of(contact), None)
    check_template(written)  # no field but harmless ones, no link, nothing from elsewhere
    with zipfile.ZipFile(BytesIO(written)) as packed:
        root = ElementTree.fromstring(packed.read("word/document.xml"))
    tags = {one.tag for one in root.iter()}
    assert not tags & {f"{_W}{name}" for name in ("fldSimple", "instrText", "fldChar", "hyperlink", "altChunk")}


def test_what_begins_like_a_formula_is_text_in_the_pdf(contact: Contact) -> None:
    objects = _objects(dossier_pdf(dossier_of(contact)))
    assert not re.search(r"/(JavaScript|Launch|URI|OpenAction|EmbeddedFile|GoToR)\b", objects)
    Contact.objects.filter(pk=contact.pk).update(subject="Một tên thường", about="Một\n\nHai", party="Sở")
    contact.refresh_from_db()
    plain = _objects(dossier_pdf(dossier_of(contact)))
    for kind in ("H1", "H2", "H3", "P", "Table", "Figure", "Formula"):
        assert len(re.findall(rf"/S ?/{kind}\b", objects)) == len(re.findall(rf"/S ?/{kind}\b", plain)), kind


def test_a_field_would_be_found(contact: Contact) -> None:
    document = Document(BytesIO(dossier_docx(dossier_of(contact), None)))
    run = document.add_paragraph().add_run()
    for kind, text in (("begin", ""), ("", "DDE"), ("", "AUTO cmd.exe"), ("end", "")):
        mark = run._r.makeelement(f"{_W}{'fldChar' if kind else 'instrText'}", {})
        if kind:
            mark.set(f"{_W}fldCharType", kind)
        mark.text = text
        run._r.append(mark)
    written = BytesIO()
    document.save(written)
    with pytest.raises(DocxReachesOut, match="DDEAUTO"):
        check_template(written.getvalue())


def test_what_the_font_cannot_show_is_named_in_the_pdf(contact: Contact) -> None:
    Contact.objects.filter(pk=contact.pk).update(subject="Mưa 🌧 ở 漢字")
    contact.refresh_from_db()
    assert dossier_pdf(dossier_of(contact)).startswith(b"%PDF-1.7")
    assert "Mưa 🌧 ở 漢字" in _texts(dossier_docx(dossier_of(contact), None))
