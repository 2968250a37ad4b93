"""Fonts for tests, made of the one that comes with Clipdesk: with shapes and names of their own, or with something wrong."""

from collections.abc import Callable
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._f_v_a_r import Axis
from fontTools.ttLib.tables._g_l_y_f import Glyph

from clipdesk.media.sandbox import FONTS
from clipdesk.media.station_font import LETTERS

SOURCE = FONTS / "NotoSans-Regular.ttf"
FAMILY = "Sông Hồng Hẹp"
_NARROW = 0.6
Change = Callable[[TTFont], None]


def made(path: Path, *changes: Change) -> Path:
    """Write our regular font, changed, to `path`; the same changes give the same bytes."""
    with TTFont(SOURCE, recalcTimestamp=False) as font:
        for change in changes:
            change(font)
        font.save(path)
    return path


def narrow(font: TTFont) -> None:
    """Give it letters that no other font has, 60 % as wide; and a name of its own."""
    named(FAMILY, "Đậm")(font)
    for table in ("GPOS", "GSUB", "GDEF"):  # they hold distances of the old letters
        del font[table]
    for name in font.getGlyphOrder():
        glyph = font["glyf"][name]
        if glyph.isComposite():
            for part in glyph.components:
                part.x = round(part.x * _NARROW)
        elif glyph.numberOfContours > 0:
            glyph.coordinates.scale((_NARROW, 1))
            glyph.coordinates.toInt()
        advance, side = font["hmtx"][name]
        font["hmtx"][name] = (round(advance * _NARROW), round(side * _NARROW))
    for name in font.getGlyphOrder():
        font["glyf"][name].recalcBounds(font["glyf"])


def named(family: str, style: str = "Regular") -> Change:
    """Call it otherwise."""

    def change(font: TTFont) -> None:
        names = font["name"]
        names.names = [one for one in names.names if one.nameID not in (1, 2, 4, 6, 16, 17)]
        plain = "".join(letter for letter in family if letter.isascii() and letter.isalnum())
        for number, text in ((1, family), (2, style), (4, f"{family} {style}"), (6, plain or "Station")):
            names.setName(text, number, 3, 1, 0x409)

    return change


def marked(permission: int, version: int = 4) -> Change:
    """Let its maker allow this (`fsType`)."""

    def change(font: TTFont) -> None:
        font["OS/2"].fsType, font["OS/2"].version = permission, version

    return change


def without(letters: str) -> Change:
    """Take letters out of its table of codes."""

    def change(font: TTFont) -> None:
        for table in font["cmap"].tables:
            if hasattr(table, "cmap"):
                table.cmap = {code: name for code, name in table.cmap.items() if chr(code) not in letters}

    return change


def blank(letter: str) -> Change:
    """Leave a letter its code, and nothing to draw."""

    def change(font: TTFont) -> None:
        font["glyf"][font.getBestCmap()[ord(letter)]] = Glyph()

    return change


def with_old_codes(font: TTFont) -> None:
    """Let its codes be those of a symbol font."""
    font["cmap"].tables = [table for table in font["cmap"].tables if table.platformID == 3 and table.format == 4]
    for table in font["cmap"].tables:
        table.platEncID = 0


def variable(font: TTFont) -> None:
    """Give it an axis of weights."""
    axis, font["fvar"] = Axis(), newTable("fvar")
    axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue, axis.axisNameID = "wght", 100, 400, 900, 2
    font["fvar"].axes, font["fvar"].instances = [axis], []


def without_outlines(font: TTFont) -> None:
    """Leave it the frame of a font alone."""
    del font["glyf"], font["loca"]


def heights(above: int, below: int) -> Change:
    """Say how far it reaches above and below its line."""

    def change(font: TTFont) -> None:
        font["OS/2"].usWinAscent, font["OS/2"].usWinDescent = above, below

    return change


def postscript(path: Path) -> Path:
    """Write a font with PostScript outlines (CFF), of the letters that are needed."""
    with TTFont(SOURCE) as font:
        drawn, codes = font.getGlyphSet(), font.getBestCmap()
        chosen = {ord(letter): codes[ord(letter)] for letter in [" ", *LETTERS]}
        order = [".notdef", *dict.fromkeys(chosen.values())]
        outlines = {}
        for name in order:
            pen = T2CharStringPen(drawn[name].width, drawn)
            drawn[name].draw(pen)
            outlines[name] = pen.getCharString()
        builder = FontBuilder(font["head"].unitsPerEm, isTTF=False)
        builder.setupGlyphOrder(order)
        builder.setupCharacterMap(chosen)
        builder.setupCFF("SongHongCFF", {"FullName": "Song Hong CFF"}, outlines, {})
        builder.setupHorizontalMetrics({name: font["hmtx"][name] for name in order})
        builder.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
        builder.setupNameTable({"familyName": "Song Hong CFF", "styleName": "Regular", "psName": "SongHongCFF"})
        old = font["OS/2"]
        builder.setupOS2(usWinAscent=old.usWinAscent, usWinDescent=old.usWinDescent)
        builder.setupPost()
        builder.save(path)
    return path
