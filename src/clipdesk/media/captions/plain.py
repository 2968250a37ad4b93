"""Caption text without markup, and what is done where captions overlap."""

import html
import re
import unicodedata
from collections.abc import Sequence

from clipdesk.media.recipe import Cue

_TAG = re.compile(r"</?(?:[a-zA-Z.][^<>]*|\d\d:\d\d[^<>]*)?>|\{\\[^{}]*\}")
_RUBY = re.compile(r"<rt(?:\.[^<>]*)?>([^<]*)(?:</rt>|(?=</ruby>|<|$))")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\ufeff]")


def without_markup(text: str) -> str:
    """Return `text` without tags and entities; a ruby annotation stays in brackets behind its base."""
    return tidy(html.unescape(_TAG.sub("", _RUBY.sub(r"(\1)", text))))


def tidy(text: str) -> str:
    """Return `text` in NFC without control characters; runs of spaces become one, empty lines are dropped."""
    lines = (" ".join(line.split()) for line in _CONTROL.sub("", text).split("\n"))
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))


def mend(cues: Sequence[Cue]) -> tuple[list[Cue], int]:
    """Return the cues in order and without overlaps, and how many were changed.

    The rule is the same every time: what starts together is joined on two lines and lasts as long as the longer;
    otherwise a cue ends where the next begins. Exact repetitions are dropped.
    """
    ordered: list[Cue] = []
    mended = 0
    for cue in sorted(cues, key=lambda cue: (cue.start, cue.end)):
        last = ordered[-1] if ordered else None
        if last is not None and cue.start == last.start:
            mended += 1
            text = last.text if cue.text == last.text else f"{last.text}\n{cue.text}"
            ordered[-1] = Cue(last.start, max(last.end, cue.end), text)
            continue
        if last is not None and cue.start < last.end:
            mended += 1
            ordered[-1] = Cue(last.start, cue.start, last.text)
        ordered.append(cue)
    return ordered, mended
