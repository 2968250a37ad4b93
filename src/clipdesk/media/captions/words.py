"""Words with times of their own, and which of them a caption shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction

from clipdesk.media.captions.encoding import nfc
from clipdesk.media.recipe import Cue

_AROUND = re.compile(r"^\W+|\W+$")
_COLOUR = re.compile(r"#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Word:
    """One spoken word: seconds, `end` not included; `text` as it is written, with its punctuation."""

    start: Fraction
    end: Fraction
    text: str


@dataclass(frozen=True)
class Highlight:
    """The words of a clip, and the colour (`#RRGGBB`) that the one being spoken takes."""

    words: tuple[Word, ...]
    colour: str = "#FFD700"
    rest: str = "#FFFFFF"

    def __post_init__(self) -> None:
        for colour in (self.colour, self.rest):
            if not _COLOUR.fullmatch(colour):
                raise ValueError(f"{colour} is no colour like #FFD700")


def ass_colour(colour: str) -> str:
    """Return `#RRGGBB` as ASS writes it in override codes: blue first."""
    match = _COLOUR.fullmatch(colour)
    assert match is not None
    return f"&H{match[3]}{match[2]}{match[1]}&".upper()


def starts(cue: Cue, words: Sequence[Word]) -> list[Fraction | None]:
    """Return for every word of the cue's text when it is spoken; None where `words` do not tell.

    Only words heard while the cue is shown count. Texts are matched in their order, regardless of case and
    punctuation, so a number that was spoken as several words simply stays without a time.
    """
    heard = [word for word in words if cue.start <= word.start < cue.end]
    shown = cue.text.split()
    found: list[Fraction | None] = [None] * len(shown)
    matcher = SequenceMatcher(
        None, [_bare(text) for text in shown], [_bare(word.text) for word in heard], autojunk=False
    )
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            found[block.a + offset] = heard[block.b + offset].start
    return found


def _bare(text: str) -> str:
    return _AROUND.sub("", nfc(text)).casefold()
