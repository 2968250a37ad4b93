"""The station's own template: dossiers wear its styles; what would run, reach out or unpack without end is not taken."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.enum.style import WD_STYLE_TYPE

from clipdesk.accounts.member import NotAllowed
from clipdesk.accounts.roles import DESK_EDITOR
from clipdesk.config.testing_cast import Newsroom, make_member
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.planning.contacts import corresponding, station_template
from clipdesk.planning.contacts.docx_check import DocxActive, DocxReachesOut, DocxTooLarge, NoDocx, check_letter
from clipdesk.planning.models import Contact, DossierTemplate

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EXTERNAL = (
    f'<Relationship Id="r99" Type="{_RELATIONS}/%s" Target="https://evil.example/x" TargetMode="External"/>'
    "</Relationships>"
)


def letterhead() -> bytes:
    """A document as a station would bring it: a header, a line on the page, own looks, no style for tables."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "ĐÀI SÔNG HỒNG"
    document.add_paragraph("Kính gửi:")
    document.styles["Title"].font.name = "Times New Roman"
    document.styles["Table Grid"].delete()
    document.styles["Heading 2"].delete()
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def changed(data: bytes, **parts: Callable[[bytes], bytes]) -> bytes:
    """The same document with some parts (`a__b` for `a/b`) written otherwise, or added."""
    wanted = {name.replace("__", "/").replace("DOT", "."): how for name, how in parts.items()}
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            how = wanted.pop(name, None)
            new.writestr(name, how(old.read(name)) if how else old.read(name))
        for name, how in wanted.items():
            new.writestr(name, how(b""))
    return written.getvalue()


def _swap(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.encode(), new.encode(), 1)


def _relation(kind: str) -> dict[str, Callable[[bytes], bytes]]:
    return {"word___rels__documentDOTxmlDOTrels": _swap("</Relationships>", _EXTERNAL % kind)}


@pytest.fixture
def contact(newsroom: Newsroom) -> Contact:
    said = {"subject": "Xin bản đồ", "desk": newsroom.news, "direction": Contact.OURS, "kind": Contact.AGENCY}
    return corresponding.begin(newsroom.huong, {**said, "party": "Sở", "about": "", "due_on": None, "keeper": None})


def test_a_dossier_is_written_in_the_stations_styles(newsroom: Newsroom, contact: Contact) -> None:
    huong = newsroom.client(newsroom.huong)
    room = newsroom.path("planning/contacts/")
    file = SimpleUploadedFile("mau.docx", letterhead())
    assert huong.post(f"{room}template/", {"file": file}).status_code == 302
    kept = DossierTemplate.objects.get()
    assert (kept.name, bytes(kept.data)) == ("mau.docx", letterhead())
    answer = huong.get(f"{room}{contact.pk}/dossier.docx")
    assert answer["Content-Disposition"].startswith("attachment")
    written = Document(BytesIO(answer.content))
    assert written.sections[0].header.paragraphs[0].text == "ĐÀI SÔNG HỒNG"
    named = [(one.text, one.style and one.style.name) for one in written.paragraphs if one.text]
    assert named[:2] == [("Kính gửi:", "Normal"), ("Xin bản đồ", "Title")]
    assert written.styles["Title"].font.name == "Times New Roman"
    assert written.core_properties.title == "Xin bản đồ"
    huong.post(f"{room}template/drop/")
    assert DossierTemplate.objects.count() == 0
    plain = Document(BytesIO(huong.get(f"{room}{contact.pk}/dossier.docx").content))
    assert next(one.text for one in plain.paragraphs if one.text) == "Xin bản đồ"


def test_styles_that_a_template_lacks_are_done_without(newsroom: Newsroom, contact: Contact) -> None:
    station_template.bring(newsroom.huong, "mau.docx", letterhead())
    letter = {"direction": "sent", "on": contact.made_at.date(), "reference": "", "text": "Kính thư"}
    corresponding.add_letter(contact, newsroom.huong, letter, [])
    answer = newsroom.client(newsroom.huong).get(newsroom.path(f"planning/contacts/{contact.pk}/dossier.docx"))
    written = Document(BytesIO(answer.content))
    assert "Heading 2" not in {one.name for one in written.styles if one.type == WD_STYLE_TYPE.PARAGRAPH}
    assert "Kính thư" in [one.text for one in written.paragraphs]


HOSTILE: dict[str, tuple[type[ClipdeskError], dict[str, Any]]] = {
    "a macro": (DocxActive, {"word__vbaProjectDOTbin": lambda _: b"\xd0\xcf"}),
    "a document with macros by its type": (
        DocxActive,
        {
            "[Content_Types]DOTxml": _swap(
                f"{_WORD}.document.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml"
            )
        },
    ),
    "a template of Word": (
        NoDocx,
        {"[Content_Types]DOTxml": _swap(f"{_WORD}.document.main+xml", f"{_WORD}.template.main+xml")},
    ),
    "an embedded program": (DocxActive, {"word__embeddings__oleObject1DOTbin": lambda _: b"MZ"}),
    "a template from elsewhere": (DocxActive, _relation("attachedTemplate")),
    "another document": (DocxActive, _relation("aFChunk")),
    "a picture from elsewhere": (DocxReachesOut, _relation("image")),
    "a link": (DocxReachesOut, _relation("hyperlink")),
    "an entity": (
        NoDocx,
        {"word__documentDOTxml": _swap("<w:document", '<!DOCTYPE x [<!ENTITY a "b">]><w:document')},
    ),
    "a field": (
        DocxReachesOut,
        {"word__documentDOTxml": _swap("<w:body>", '<w:body><w:p><w:fldSimple w:instr="INCLUDETEXT c:\\\\x"/></w:p>')},
    ),
    "no document": (NoDocx, {"word__documentDOTxml": lambda _: b"<html/>"}),
    "a way out of the folder": (NoDocx, {"..__evilDOTxml": lambda _: b"<a/>"}),
    "a bomb": (DocxTooLarge, {"word__media__bombDOTpng": lambda _: bytes(61_000_000)}),
    "a bomb of tags": (DocxTooLarge, {"word__commentsDOTxml": lambda _: b"<a>" + b"<b/>" * 400_000 + b"</a>"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_not_taken(newsroom: Newsroom, name: str) -> None:
    error, parts = HOSTILE[name]
    with pytest.raises(error):
        station_template.bring(newsroom.huong, "mau.docx", changed(letterhead(), **parts))
    assert DossierTemplate.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"<html>",
        letterhead()[:-400],
        letterhead().replace(b"word/document.xml", b"word/documeot.xml"),
    ],
)
def test_what_is_no_document_is_not_taken(newsroom: Newsroom, data: bytes) -> None:
    with pytest.raises(NoDocx):
        station_template.bring(newsroom.huong, "mau.docx", data)


def test_a_document_that_lies_about_its_size_is_not_taken(newsroom: Newsroom) -> None:
    data = bytearray(changed(letterhead(), word__media__lieDOTpng=lambda _: bytes(1_000_000)))
    size = (1_000_000).to_bytes(4, "little")
    assert data.count(size) >= 2  # in the part's own head, and in the directory
    with pytest.raises(NoDocx):
        station_template.bring(newsroom.huong, "mau.docx", bytes(data.replace(size, (9).to_bytes(4, "little"))))


def test_a_letter_may_hold_links_and_no_program() -> None:
    check_letter(changed(letterhead(), **_relation("hyperlink")))
    with pytest.raises(DocxActive):
        check_letter(changed(letterhead(), word__vbaProjectDOTbin=lambda _: b"\xd0\xcf"))


def test_the_template_is_the_stations(newsroom: Newsroom) -> None:
    editor = make_member(newsroom.station, "Sơn", DESK_EDITOR, newsroom.sport)
    with pytest.raises(NotAllowed):
        station_template.bring(editor, "mau.docx", letterhead())
    with pytest.raises(station_template.TemplateTooLarge):
        station_template.bring(newsroom.huong, "mau.docx", bytes(station_template.LARGEST_BYTES + 1))
    refused = newsroom.client(newsroom.huong).post(
        newsroom.path("planning/contacts/template/"), {"file": SimpleUploadedFile("a.docx", b"MZ")}
    )
    assert refused.status_code == 422
    assert DossierTemplate.objects.count() == 0
