"""Files that are made to do harm are refused with a sentence, and at once: two seconds are enough for each."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from clipdesk.library.rundowns import NotARundown, payload_of, read_rundown

SECONDS = 2.0


def _zip(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def _bomb() -> bytes:
    return _zip(**{"xl__workbook.xml": b"<x/>", "xl__worksheets__sheet1.xml": b" " * 1_000_000_000})


def _many_members() -> bytes:
    return _zip(**{"xl__workbook.xml": b"<x/>", **{f"xl__{number}.xml": b"" for number in range(2500)}})


def _wide() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["title", "start", "script"])
    for row in range(900):
        sheet.append([row] * 200)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _entities_in_a_sheet() -> bytes:
    book = Workbook()
    book.active.append(["title", "start"])
    file = io.BytesIO()
    book.save(file)
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content.split(b"?>", 1)[-1]
            new.writestr(member, content)
    return made.getvalue()


def _laughs() -> bytes:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{lines}]><mos><roCreate>&a11;</roCreate></mos>'.encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "zip bomb": _bomb,
    "many members": _many_members,
    "wide sheet": _wide,
    "entities in a sheet": _entities_in_a_sheet,
    "half a sheet": lambda: _wide()[:20_000],
    "no workbook": lambda: _zip(**{"word__document.xml": b"<x/>"}),
    "a billion laughs": _laughs,
    "a billion laughs in UTF-16": lambda: _laughs().decode().encode("utf-16"),
    "deep XML": lambda: b"<mos><roCreate>" + b"<story>" * 1_000_000,
    "deep paragraphs": lambda: b"<mos><roStorySend><storyBody>" + b"<p>" * 400_000,
    "deep JSON": lambda: b"[" * 9_000_000,
    "many objects": lambda: b"[" + b"{}," * 3_000_000 + b"{}]",
    "many numbers": lambda: b"[" + b"1," * 4_900_000 + b"1]",
    "separators": lambda: b"," * 9_900_000,
    "empty lines": lambda: b"\n" * 9_900_000,
    "an open quote": lambda: b'title,start,script\n"' + b"a" * 9_000_000,
    "too large": lambda: b"a" * 10_000_001,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 38_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_refused_at_once(kind: str) -> None:
    content = HOSTILE[kind]()
    begun = time.process_time()
    with pytest.raises(NotARundown, match="cannot be read"):
        read_rundown([("a.bin", content)])
    assert time.process_time() - begun < SECONDS


def test_many_marks_on_a_letter_are_cut_off() -> None:
    content = b"title,start\na" + "\u0301\u0302".encode() * 2_000_000
    begun = time.process_time()
    (item,) = read_rundown([("a.csv", content)]).items
    assert time.process_time() - begun < SECONDS
    assert item.title[0] == "\u00e1"
    assert len(item.title) < 50


def test_paragraphs_in_paragraphs_are_read_once() -> None:
    deep = b"<mos><roStorySend><storyBody>" + b"<p><pi>" * 70_000 + b"x" + b"</pi>y</p>" * 70_000
    begun = time.process_time()
    found = read_rundown([("a.xml", deep + b"</storyBody></roStorySend></mos>")])
    assert time.process_time() - begun < SECONDS
    assert found.items[0].script == "y"
    assert payload_of(found, "a.xml")
