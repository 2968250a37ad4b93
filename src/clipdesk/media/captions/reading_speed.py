"""Whether captions can be read in the time they are shown.

Limits per language as in the Netflix Timed Text Style Guides for adult programmes (characters per second with spaces,
as their language pages state them; lines of 42 characters; 5/6 s to 7 s on the screen), which subtitlers everywhere
measure by.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from clipdesk.media.recipe import Cue

Fault = Literal["too_fast", "too_short", "too_long", "long_line"]


@dataclass(frozen=True)
class Readable:
    """What a reader can follow: characters per second and per line, seconds on the screen."""

    per_second: int
    per_line: int = 42
    shortest: Fraction = Fraction(5, 6)
    longest: Fraction = Fraction(7)


@dataclass(frozen=True)
class Remark:
    """One fault of one cue. number: the cue's, from 1. value and limit: characters per second, seconds or characters."""

    number: int
    fault: Fault
    value: Fraction
    limit: Fraction


LIMITS: Mapping[str, Readable] = MappingProxyType({"vi": Readable(per_second=17), "en": Readable(per_second=20)})
OTHER_LANGUAGES = Readable(per_second=17)


def remarks(cues: Sequence[Cue], language: str) -> list[Remark]:
    """Return what makes `cues` hard to read in `language` (BCP 47: "vi", "en-GB"), in the order of the cues."""
    limits = LIMITS.get(language.split("-")[0].lower(), OTHER_LANGUAGES)
    return [remark for number, cue in enumerate(cues, 1) for remark in _of_cue(number, cue, limits)]


def characters_per_second(cue: Cue) -> Fraction:
    """Return the reading speed of a cue: letters with their marks, signs and spaces; a line break is a space."""
    return Fraction(_length(cue.text)) / (cue.end - cue.start)


def _of_cue(number: int, cue: Cue, limits: Readable) -> Iterator[Remark]:
    speed, seconds = characters_per_second(cue), cue.end - cue.start
    line = max((_length(line) for line in cue.text.splitlines()), default=0)
    if speed > limits.per_second:
        yield Remark(number, "too_fast", speed, Fraction(limits.per_second))
    if seconds < limits.shortest:
        yield Remark(number, "too_short", seconds, limits.shortest)
    if seconds > limits.longest:
        yield Remark(number, "too_long", seconds, limits.longest)
    if line > limits.per_line:
        yield Remark(number, "long_line", Fraction(line), Fraction(limits.per_line))


def _length(text: str) -> int:
    return len(unicodedata.normalize("NFC", text))
