"""The text of a PDF that typst printed, as a reader program takes it: glyphs back to characters by the fonts' own tables.

Only as much of the format as typst writes: compressed streams, fonts of two-byte glyphs, a ToUnicode table each.
"""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
# A string may hold pairs of brackets; two deep is as far as two-byte glyphs have led.
_PLAIN = rb"(?:\\.|[^\\()])"
_INNER = rb"\((?:" + _PLAIN + rb"|\(" + _PLAIN + rb"*\))*\)"
_WITHIN = rb"(?:" + _PLAIN + rb"|" + _INNER + rb")*"
_PIECES = rb"(?:\(" + _WITHIN + rb"\)|<[0-9A-Fa-f]+>|[-0-9.\s])+"
_STEP = re.compile(rb"/(f\d+) [-0-9.]+ Tf|\[?(" + _PIECES + rb")\]?\s*T[jJ]|(EMC)", re.DOTALL)
_TEXT = re.compile(rb"\((" + _WITHIN + rb")\)|<([0-9A-Fa-f\s]+)>", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")


def text_of(pdf: bytes) -> str:
    """Return every text that the pages show, in the order in which it was printed; a line break between pieces."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts = {name: int(number) for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", pdf)}
    tables = {name: _table(objects, number) for name, number in fonts.items()}
    return "\n".join(_shown(_stream(body), tables) for body in objects.values() if b"TJ" in _stream(body))


def _table(objects: dict[int, bytes], font: int) -> dict[int, str]:
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert found is not None
    table = _stream(objects[int(found[1])])
    assert b"beginbfrange" not in table  # typst names each glyph by itself
    return {int(glyph, 16): bytes.fromhex(said.decode()).decode("utf-16-be") for glyph, said in _PAIR.findall(table)}


def _stream(body: bytes) -> bytes:
    _head, found, data = body.partition(b"stream\n")
    return zlib.decompressobj().decompress(data) if found and b"FlateDecode" in _head else b""


def _shown(stream: bytes, tables: dict[bytes, dict[int, str]]) -> str:
    out, table = [], next(iter(tables.values()))
    for font, pieces, end in _STEP.findall(stream):
        if font:
            table = tables[font]
        elif end:
            out.append("\n")
        else:
            glyphs = b"".join(_plain(text, digits) for text, digits in _TEXT.findall(pieces))
            out += [table[int.from_bytes(glyphs[at : at + 2])] for at in range(0, len(glyphs), 2)]
    return "".join(out)


def _plain(text: bytes, digits: bytes) -> bytes:
    if digits:
        return bytes.fromhex(digits.decode())
    return _ESCAPE.sub(
        lambda one: _LETTERS.get(one[1]) or (bytes([int(one[1], 8)]) if one[1].isdigit() else one[1]), text
    )
