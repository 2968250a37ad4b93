"""A script as lines and words: what is shown, what is said, and where in the synthesiser's text each word stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clipdesk.media.alignment.spoken import SpokenWord, spoken

_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’»)]*\s+(?=[\"'“‘«(–—-]*\s*[A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ0-9])")
_SHORT = 60  # characters under which a sentence stays with its neighbour: its full stop may be an abbreviation's
_LONGEST = 800  # characters handed to the synthesiser at a time
_CLOSING = (".", "!", "?", "…")


@dataclass(frozen=True)
class ScriptLine:
    """One line of the script, or one sentence of a longer line. number: which line of the script, from 0."""

    number: int
    words: tuple[SpokenWord, ...]

    @property
    def text(self) -> str:
        """The line as it was written."""
        return " ".join(word.text for word in self.words)

    @property
    def said(self) -> str:
        """What the synthesiser reads; a line without a full stop gets one, so that the voice comes to rest."""
        text = " ".join(word.said for word in self.words)
        return text if text.endswith(_CLOSING) else f"{text} ."

    def word_at(self, position: int) -> int:
        """Return which word stands at character `position` of `said` (the last one from its end on)."""
        end = 0
        for number, word in enumerate(self.words):
            end += len(word.said) + 1
            if position < end:
                return number
        return len(self.words) - 1


def script_lines(script: str, language: str) -> tuple[ScriptLine, ...]:
    """Return the lines of `script` that hold words."""
    found = []
    for number, line in enumerate(script.splitlines()):
        for sentence in _sentences(line):
            words = spoken(sentence, language)
            if words:
                found.append(ScriptLine(number, words))
    return tuple(found)


def _sentences(line: str) -> Iterator[str]:
    """The sentences of a line; short ones stay together, endless ones are cut between words."""
    waiting = ""
    for part in _SENTENCE.split(line.strip()):
        waiting = f"{waiting} {part}".strip()
        if len(waiting) >= _SHORT:
            yield from _cut(waiting)
            waiting = ""
    yield from _cut(waiting)


def _cut(text: str) -> Iterator[str]:
    while len(text) > _LONGEST:
        place = text.rfind(" ", 0, _LONGEST)
        place = place if place > 0 else _LONGEST
        yield text[:place]
        text = text[place:].strip()
    if text:
        yield text
