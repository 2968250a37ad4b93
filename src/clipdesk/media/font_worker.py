"""Runs alone inside the sandbox: looks at one font and measures it, into out/answer.json.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. Argument: the letters that the font must draw. What it
cannot read at all it falls over: whoever asks takes that as an answer.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from PIL import ImageFont

HEADS = {b"\0\1\0\0": "ttf", b"true": "ttf", b"OTTO": "otf"}
OTHERS = {b"wOFF": "web", b"wOF2": "web", b"ttcf": "collection"}
TABLES = ("OS/2", "cmap", "head", "hhea", "hmtx", "maxp", "name")
OUTLINES = {"ttf": "glyf", "otf": "CFF "}
RESTRICTED, MILDER = 2, 4 | 8  # OpenType, OS/2, fsType
EXCLUSIVE_FROM = 3  # the version of that table from which on only one kind may be marked
FAMILY, STYLE = 80, 40  # most characters that are kept of a name
MOST_CODES = 150_000  # Unicode 16 has 154,998 characters, and no font holds more than 65,535
WINDOWS, FAMILY_ID, FULL_ID, POSTSCRIPT_ID = 3, 1, 4, 6
NAME = re.compile(r"(?!@)[^,{}\\\x00-\x1f]{1,200}")  # what the style of a script can hold
SIZE = 48  # pixels: large enough for a dot to leave ink


class Refused(Exception):
    """Carries the answer for a font that is not accepted."""

    def __init__(self, error: str, name: str = "", letters: str = "") -> None:
        super().__init__(error)
        self.answer = {"error": error, "name": name, "letters": letters}


def main() -> None:
    """Write the answer."""
    try:
        answer = look(sys.argv[1])
    except Refused as refused:
        answer = {**refused.answer}
    Path("out/answer.json").write_text(json.dumps(answer))


def look(letters: str) -> dict[str, object]:
    """What there is to say about the font."""
    form = form_of(Path("in/0"))
    with TTFont("in/0", lazy=True) as font:
        if any(table not in font for table in TABLES):
            raise Refused("broken")
        if OUTLINES[form] not in font:
            raise Refused("kind")
        family = shown(font["name"].getBestFamilyName(), FAMILY)
        style = shown(font["name"].getBestSubFamilyName(), STYLE)
        if not family:
            raise Refused("broken")
        title = f"{family} {style}".strip()
        if "fvar" in font:
            raise Refused("variable", title)
        if is_restricted(font["OS/2"]):
            raise Refused("embedding", title)
        codes = font.getBestCmap()
        if codes is None:
            raise Refused("unicode", title)
        if len(codes) > MOST_CODES:
            raise Refused("broken")
        lacking = [letter for letter in letters if not font.getGlyphID(codes.get(ord(letter), ".notdef"))]
        lacking = lacking or without_ink(letters)
        if lacking:
            raise Refused("letters", title, "".join(lacking))
        metrics = font["hmtx"].metrics
        widths = {code: metrics[glyph][0] for code, glyph in sorted(codes.items()) if font.getGlyphID(glyph)}
        measures = {"name": name_for_scripts(font), "height": height(font), "advances": list(runs(widths))}
        embedding = font["OS/2"].fsType
    return {"family": family, "style": style, "form": form, "embedding": embedding, "measures": measures}


def form_of(path: Path) -> str:
    """How its outlines are written."""
    with path.open("rb") as file:
        head = file.read(4)
    if head not in HEADS:
        raise Refused(OTHERS.get(head, "kind"))
    return HEADS[head]


def shown(name: str | None, most: int) -> str:
    """A name as pages show it: on one line, without anything that is no letter of it."""
    plain = (" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", name or ""))
    return " ".join("".join(letter for letter in plain if unicodedata.category(letter)[0] != "C").split())[:most]


def is_restricted(table: Any) -> bool:
    """Whether the maker allows no embedding. Before version 3 the least restrictive of several marks counts."""
    marks = int(table.fsType)
    milder = marks & MILDER if int(table.version) < EXCLUSIVE_FROM else 0
    return bool(marks & RESTRICTED) and not milder


def without_ink(letters: str) -> list[str]:
    """Which of the letters FreeType, which draws clips too, draws as nothing."""
    pen = ImageFont.truetype("in/0", SIZE, layout_engine=ImageFont.Layout.BASIC)
    return [letter for letter in letters if pen.getmask(letter).getbbox() is None]


def name_for_scripts(font: TTFont) -> str:
    """The name by which libass finds it: of those that it reads, the first that a script can hold."""
    names = font["name"].names
    wanted = [record for number in (FAMILY_ID, FULL_ID) for record in names if is_windows(record, number)]
    wanted += [record for record in names if record.nameID == POSTSCRIPT_ID]
    for record in wanted:
        name: str = record.toUnicode()
        if NAME.fullmatch(name) and name == name.strip():
            return name
    raise Refused("broken")


def is_windows(record: Any, number: int) -> bool:
    """Whether it is such a name, as Windows reads it."""
    return bool(record.platformID == WINDOWS and record.nameID == number)


def height(font: TTFont) -> int:
    """From the highest to the lowest point, as libass takes it; between half and four times the square of a letter."""
    table, square = font["OS/2"], font["head"].unitsPerEm
    found = table.usWinAscent + table.usWinDescent or font["hhea"].ascent - font["hhea"].descent
    if max(table.usWinAscent, table.usWinDescent) > 0x7FFF or not square <= 2 * found <= 8 * square:
        raise Refused("broken")
    return int(found)


def runs(widths: dict[int, int]) -> Iterator[list[int]]:
    """The widths, in order of their codes: those of codes that follow one another together, behind the first code."""
    run: list[int] = []
    for code, width in widths.items():
        if not run or code != run[0] + len(run) - 1:
            if run:
                yield run
            run = [code]
        run.append(width)
    if run:
        yield run


if __name__ == "__main__":
    main()
