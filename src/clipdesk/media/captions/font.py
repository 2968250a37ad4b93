"""The caption font: how wide a text is, and whether every character of it can be drawn."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from fontTools.ttLib import TTFont

from clipdesk.media.captions.errors import MissingGlyph
from clipdesk.media.recipe import Cue
from clipdesk.media.sandbox import FONTS

NAME = "Noto Sans"
FILE = FONTS / "NotoSans-Bold.ttf"


def check_glyphs(cues: Iterable[Cue]) -> None:
    """Make sure that our font draws every character.

    Raises:
        MissingGlyph: names the first that it cannot; libass would draw an empty box without a word.
    """
    known = _font()[0]
    for cue in cues:
        for character in unicodedata.normalize("NFC", cue.text):
            if not character.isspace() and ord(character) not in known:
                name = unicodedata.name(character, f"U+{ord(character):04X}")
                raise MissingGlyph(character=character, name=name, text=cue.text.replace("\n", " ")[:60])


def width(text: str, size: int) -> float:
    """Return the width of `text` in pixels at libass font size `size`.

    libass, like the program it follows, takes the size as the height from the font's highest to its lowest point.
    """
    advances, height = _font()
    return sum(advances.get(ord(character), height // 2) for character in text) * size / height


@lru_cache(maxsize=1)
def _font() -> tuple[dict[int, int], int]:
    """Advance width per code point, and the font's full height, both in font units."""
    with TTFont(FILE, lazy=True) as font:
        metrics = font["hmtx"]
        advances = {code: metrics[name][0] for code, name in font.getBestCmap().items()}
        return advances, int(font["OS/2"].usWinAscent + font["OS/2"].usWinDescent)
