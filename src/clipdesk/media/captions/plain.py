"""Caption text without markup, and what is done where captions overlap."""

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from clipdesk.media.captions.encoding import nfc
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
    return nfc("\n".join(line for line in lines if line))


def mend(cues: Sequence[Cue]) -> tuple[list[Cue], int]:
    """Return the cues in order and without overlaps, and how many were changed.

    The rule is the same every time: what starts together is joined on two lines and lasts as long as the longer;
    otherwise a cue ends where the next begins. Exact repetitions are dropped.
    """
    ordered: list[Cue] = []
    mended = 0
    for start, together in groupby(sorted(cues, key=lambda cue: (cue.start, cue.end)), key=lambda cue: cue.start):
        group = list(together)
        mended += len(group) - 1
        if ordered and start < ordered[-1].end:
            mended += 1
            ordered[-1] = replace(ordered[-1], end=start)
        text = "\n".join(dict.fromkeys(cue.text for cue in group))
        speakers = {cue.speaker for cue in group}
        ordered.append(Cue(start, group[-1].end, text, speakers.pop() if len(speakers) == 1 else ""))
    return ordered, mended
