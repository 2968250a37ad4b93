"""Look over a Word document (.docx) before it is kept: what it is made of, without opening it in any program.

A .docx is a zip of XML. Nothing of it is ever run here; this keeps out what would be run, fetched or unpacked without end by
whoever opens it, or a dossier made from it: macros, embedded programs, parts from elsewhere, entities, bombs.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError
from zlib import error as ZlibError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from clipdesk.kernel.errors import ClipdeskError, gettext_noop

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_PARTS, MOST_UNPACKED = 500, 60_000_000
#: XML is held in memory as a tree: so many bytes of it, so many tags.
_MOST_XML, _MOST_TAGS = 15_000_000, 300_000
_MAIN = f"{MEDIA_TYPE}.main+xml"
_TYPES, _DOCUMENT = "[Content_Types].xml", "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Parts that hold programs or documents of other programs.
_ACTIVE = re.compile(r"vbaproject|vbadata|/activex/|/embeddings/|\.bin$", re.IGNORECASE)
_ACTIVE_TYPES = re.compile(r"macroenabled|vbaproject|activex|oleobject", re.IGNORECASE)
#: What brings another document, or a program, in when the document is opened.
_ACTIVE_RELATIONS = re.compile(r"/(aFChunk|attachedTemplate|oleObject|control|vbaProject|subDocument|frame)$")
#: Fields that only say something of this document itself.
_HARMLESS = frozenset(
    {
        *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE"),
        *("TITLE", "SUBJECT", "AUTHOR", "STYLEREF", "TOC", "PAGEREF", "REF", "SEQ"),
    }
)


class NoDocx(ClipdeskError):
    """A file that is no Word document, or a broken one."""

    message = gettext_noop("This is no Word document (.docx) that can be read. Save it as .docx again.")


class DocxTooLarge(ClipdeskError):
    """A document that unpacks to more than any letter."""

    message = gettext_noop("This Word document unpacks to more than {limit} MB. Take large pictures out of it.")


class DocxActive(ClipdeskError):
    """A document with a program in it, or with another document."""

    message = gettext_noop(
        "“{part}” in this Word document is a macro, a program or another file. Save it without that."
    )


class DocxReachesOut(ClipdeskError):
    """A document that names something outside of itself."""

    message = gettext_noop(
        "This Word document takes something from elsewhere: {target}. Take links and linked pictures out, then bring it again."
    )


def check_letter(data: bytes) -> None:
    """Make sure that a letter is a Word document without programs; links in it stay the writer's.

    Raises:
        NoDocx, DocxTooLarge, DocxActive.
    """
    _whole(data)


def check_template(data: bytes) -> None:
    """Make sure that a document can be written into and given to others: no programs, nothing from elsewhere.

    Raises:
        NoDocx, DocxTooLarge, DocxActive, DocxReachesOut.
    """
    trees = _whole(data)
    for name, tree in trees.items():
        if name.endswith(".rels"):
            _check_relations(tree)
        elif name.startswith("word/"):
            for field in _fields(tree):
                word = field.split(maxsplit=1)[0].upper() if field.strip() else ""
                if word and word not in _HARMLESS:
                    raise DocxReachesOut(target=field.strip()[:80])


def _whole(data: bytes) -> Mapping[str, Element]:
    """Return the XML parts of a document by their names, after all that speaks against it was looked for."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            _check_parts(parts)
            trees = _trees(packed, [part for part in parts if part.filename.endswith((".xml", ".rels"))])
            _check_unpacked(packed, parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ZlibError, UnicodeError, OSError) as error:
        raise NoDocx from error
    if _TYPES not in trees or _DOCUMENT not in trees or trees[_DOCUMENT].tag != f"{_W}document":
        raise NoDocx
    types = [(one.get("PartName", ""), one.get("ContentType", "")) for one in trees[_TYPES]]
    for name, kind in types:
        if _ACTIVE_TYPES.search(kind):
            raise DocxActive(part=name or kind)
    if (f"/{_DOCUMENT}", _MAIN) not in types:
        raise NoDocx
    for name, tree in trees.items():
        if name.endswith(".rels"):
            _check_active(tree)
    return trees


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(names) > MOST_PARTS or len(names) != len({name.lower() for name in names}):
        raise NoDocx
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        raise NoDocx
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise DocxTooLarge(limit=MOST_UNPACKED // 1_000_000)
    for name in names:
        if _ACTIVE.search(name):
            raise DocxActive(part=name)


def _trees(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> dict[str, Element]:
    """Return the XML parts; zipfile holds each to what its head says of its size."""
    if sum(part.file_size for part in parts) > _MOST_XML:
        raise DocxTooLarge(limit=_MOST_XML // 1_000_000)
    found: dict[str, Element] = {}
    tags = 0
    for part in parts:
        content = packed.read(part)
        tags += content.count(b"<")
        if tags > _MOST_TAGS:
            raise DocxTooLarge(limit=_MOST_XML // 1_000_000)
        try:
            found[part.filename] = fromstring(content, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise NoDocx from error
    return found


def _check_unpacked(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Unpack all the rest once, so that a part that lies about itself is found here and not by whoever opens it."""
    for part in parts:
        with packed.open(part) as stream:
            while stream.read(1 << 20):
                pass


def _check_active(tree: Element) -> None:
    for one in tree:
        if _ACTIVE_RELATIONS.search(one.get("Type", "")):
            raise DocxActive(part=one.get("Target", ""))


def _check_relations(tree: Element) -> None:
    for one in tree:
        if one.get("TargetMode", "").lower() == "external":
            raise DocxReachesOut(target=one.get("Target", "")[:80])


def _fields(tree: Element) -> Iterator[str]:
    """Yield the instructions of all fields, each whole, however many runs it is written in."""
    open_fields: list[list[str]] = []
    for one in tree.iter():
        if one.tag == f"{_W}fldSimple":
            yield one.get(f"{_W}instr", "")
        elif one.tag == f"{_W}fldChar":
            kind = one.get(f"{_W}fldCharType")
            if kind == "begin":
                open_fields.append([])
            elif kind == "end" and open_fields:
                yield "".join(open_fields.pop())
        elif one.tag == f"{_W}instrText":
            if open_fields:
                open_fields[-1].append(one.text or "")
            else:
                yield one.text or ""
    yield from ("".join(parts) for parts in open_fields)
