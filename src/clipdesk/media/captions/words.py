"""Words with times of their own, and which of them a caption shows; the colours of words and speakers.

All colours keep 4.5:1 (WCAG 2.2, 1.4.3) against a caption's box over any picture: the box is black and lets 30 % through.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction

from clipdesk.media.captions.encoding import nfc
from clipdesk.media.recipe import Cue, Word

__all__ = ["Highlight", "Word", "ass_colour", "starts"]

_AROUND = re.compile(r"^\W+|\W+$")
_COLOUR = re.compile(r"#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")


#: What speakers say is written in these, the first speaker's first; after the last the first comes again.
SPEAKER_COLOURS = ("#FFFFFF", "#6FE3FF", "#9DF58A", "#FFB8DC", "#FFC48A")


def colour_of(speaker: str, speakers: Sequence[str]) -> str:
    """Return the colour of what `speaker` says, one of the clip's `speakers`; white where nobody knows who speaks."""
    return (
        SPEAKER_COLOURS[speakers.index(speaker) % len(SPEAKER_COLOURS)] if speaker in speakers else SPEAKER_COLOURS[0]
    )


@dataclass(frozen=True)
class Highlight:
    """The words of a clip, and the colour (`#RRGGBB`) that the one being spoken takes; all others have that of the `rest`.

    speakers: those of the clip, where each has a colour of their own in place of the rest's.
    """

    words: tuple[Word, ...]
    colour: str = "#FFD700"
    rest: str = "#FFFFFF"
    speakers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for colour in (self.colour, self.rest):
            if not _COLOUR.fullmatch(colour):
                raise ValueError(f"{colour} is no colour like #FFD700")

    def of(self, speaker: str) -> str:
        """Return the colour of what `speaker` says."""
        return colour_of(speaker, self.speakers) if speaker in self.speakers else self.rest


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
