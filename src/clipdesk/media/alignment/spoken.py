"""What a reader says where the script has figures and abbreviations, word for word of the script.

`spoken("Mưa 4,18 m", "vi")` says "bốn phẩy mười tám" for the word "4,18" and "mét" for "m": times found for what is
said belong to the words as they were written, and captions show those. Languages: Vietnamese (`vietnamese`) and
English (`english`); their headings say which of several usual readings is meant. Anything they do not know is left as
written, for the synthesiser to read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clipdesk.media.alignment import english, vietnamese
from clipdesk.media.alignment.tokens import Token

_Say = Callable[[Token], str]
_LANGUAGES: Mapping[str, _Say] = MappingProxyType({"vi": vietnamese.say, "en": english.say})
LANGUAGES = tuple(_LANGUAGES)

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]")
_WORD = re.compile(r"^(?P<lead>[^\w$£€+\-−°%&]*)(?P<core>.*?)(?P<trail>[^\w%°₫²³&]*)$", re.DOTALL)
_PAUSE = re.compile(r"[.,;:!?…]")


@dataclass(frozen=True)
class SpokenWord:
    """text: the word as in the script, with its punctuation. said: what a reader says for it."""

    text: str
    said: str


def spoken(line: str, language: str) -> tuple[SpokenWord, ...]:
    """Return the words of `line`, in order; a dash or a bullet that stands alone goes with its neighbour.

    Raises:
        KeyError: `language` is none of `LANGUAGES`.
    """
    say = _LANGUAGES[language]
    written = _joined(_CONTROL.sub(" ", line).split())
    parts = [_parts(word) for word in written]
    cores = [core for _, core, _ in parts]
    found = []
    for number, (text, (_, core, trail)) in enumerate(zip(written, parts, strict=True)):
        before = cores[number - 1] if number else ""
        after = cores[number + 1] if number + 1 < len(cores) else ""
        said = say(Token(core, before, after, trail.startswith(".")))
        # the full stop of an abbreviation is no pause
        pause = None if trail == "." and after and said != core and not core[-1:].isdecimal() else _PAUSE.search(trail)
        found.append(SpokenWord(text, said + (pause[0] if pause else "")))
    return tuple(found)


def _joined(words: list[str]) -> list[str]:
    """Marks without a letter or a figure go to the word before them; at the beginning to the one after."""
    found: list[str] = []
    waiting = ""
    for word in words:
        if not re.search(r"\w|[%°&$£€₫]", word):
            if found:
                found[-1] += f" {word}"
            else:
                waiting += f"{word} "
        else:
            found.append(waiting + word)
            waiting = ""
    return found


def _parts(word: str) -> tuple[str, str, str]:
    match = _WORD.match(word)
    assert match is not None  # every part may be empty
    return match["lead"], match["core"], match["trail"]
