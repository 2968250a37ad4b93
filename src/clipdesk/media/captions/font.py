"""The letters that captions, strap and names are set in: how wide a text is, and whether every character can be drawn."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from clipdesk.media.captions.errors import MissingGlyph
from clipdesk.media.recipe import Cue
from clipdesk.media.sandbox import FONTS

FILE = FONTS / "NotoSans-Bold.ttf"
_THINNEST = 100  # where a text asks for no more, libass thickens no font by itself (a style knows but bold and not)


@dataclass(frozen=True)
class Typeface:
    """A font as scripts name it and as texts are measured. Equal ones have the same `sha256`.

    name: by which libass finds it. height: from its highest to its lowest point, advances: width per code point, both in font
    units. path: where a station's own lies, one file for everything that is written; None: ours, which have a bold cut.
    """

    name: str
    height: int = field(compare=False)
    advances: Mapping[int, int] = field(compare=False, repr=False)
    path: Path | None = None
    sha256: str = ""

    def check(self, cues: Iterable[Cue]) -> None:
        """Make sure that it draws every character.

        Raises:
            MissingGlyph: names the first that it cannot; libass would draw an empty box without a word.
        """
        for cue in cues:
            for character in unicodedata.normalize("NFC", cue.text):
                if not character.isspace() and ord(character) not in self.advances:
                    name = unicodedata.name(character, f"U+{ord(character):04X}")
                    raise MissingGlyph(character=character, name=name, text=cue.text.replace("\n", " ")[:60])

    def width(self, text: str, size: int) -> float:
        """Return the width of `text` in pixels at libass font size `size`.

        libass, like the program it follows, takes the size as the height from the font's highest to its lowest point.
        """
        advances, height = self.advances, self.height
        return sum(advances.get(ord(character), height // 2) for character in text) * size / height

    @property
    def bold(self) -> int:
        """What the style of a script says so that its texts are bold, where there is a bold cut."""
        return -1 if self.path is None else 0

    @property
    def lead(self) -> str:
        """The code with which each text in such a style begins."""
        return "" if self.path is None else f"{{\\b{_THINNEST}}}"

    def weight(self, *, is_bold: bool) -> int:
        """Return how bold a text is to be, as its own code says it."""
        return int(is_bold) if self.path is None else _THINNEST


@lru_cache(maxsize=1)
def ours() -> Typeface:
    """Return the font that comes with Clipdesk. Its bold cut, the wider, is what texts are measured in."""
    with TTFont(FILE, lazy=True) as font:
        metrics = font["hmtx"]
        advances = {code: metrics[name][0] for code, name in font.getBestCmap().items()}
        return Typeface("Noto Sans", int(font["OS/2"].usWinAscent + font["OS/2"].usWinDescent), advances)
