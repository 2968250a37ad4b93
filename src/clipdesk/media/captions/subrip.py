"""Read SubRip, and WebVTT with SubRip habits. SubRip has no standard: hours may be missing, the number line too, and a
point may stand for the comma. What cannot be read is named with its line instead of being dropped.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from clipdesk.media.captions.errors import CaptionEndsEarly, UnreadableCaptionLine
from clipdesk.media.captions.plain import without_markup
from clipdesk.media.captions.webvtt import voice
from clipdesk.media.recipe import Cue

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:[ \t]+.*)?\s*", re.ASCII)
_LIKE_TIMING = re.compile(r"\d+:\d+[:.,]\d+.*[-=>–—].*\d+:\d+[:.,]\d+")
_LONGEST_TIMING = 160  # characters: a longer line is text, and the patterns above stay quick
_BLOCKS_WITHOUT_CUES = ("NOTE", "STYLE", "REGION")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\ufeff]")


def parse(text: str, *, webvtt: bool = False) -> list[Cue]:
    """Return the cues of `text` (line ends as newlines) in the order of the file; cues without text are dropped.

    Walks the lines: a cue is a timing line and what follows it up to an empty line or the next timing line.

    Raises:
        UnreadableCaptionLine, CaptionEndsEarly: names the line.
    """
    lines = text.split("\n")
    found: list[tuple[Fraction, Fraction, list[str]]] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        if webvtt and line.strip().startswith(_BLOCKS_WITHOUT_CUES) and "-->" not in line:
            position = _after_block(lines, position)
        elif _is_timing(line):
            start, end = _times(line, position + 1)
            last = _text_end(lines, position + 1)
            found.append((start, end, list(lines[position + 1 : last])))
            position = last
        else:
            if found and not webvtt and _continues(lines, position):
                found[-1][2].append(line)
            position += 1
    joined = ((start, end, "\n".join(texts)) for start, end, texts in found)
    cues = (Cue(start, end, without_markup(text), voice(text) if webvtt else "") for start, end, text in joined)
    return [cue for cue in cues if cue.text]


def has_times(text: str) -> bool:
    """Whether any line of `text` looks like a timing."""
    return any(_is_timing(line) for line in text.split("\n"))


def _is_timing(line: str) -> bool:
    if "-->" in line:
        return True
    return ":" in line and len(line) <= _LONGEST_TIMING and bool(_LIKE_TIMING.search(line))


def _continues(lines: Sequence[str], position: int) -> bool:
    """A SubRip text with an empty line in its middle: what follows is no number and does not stand above a timing."""
    above_timing = position + 1 < len(lines) and "-->" in lines[position + 1]
    return bool(lines[position].strip()) and not above_timing and not lines[position].strip().isdecimal()


def _after_block(lines: Sequence[str], position: int) -> int:
    while position < len(lines) and lines[position].strip():
        position += 1
    return position


def _text_end(lines: Sequence[str], position: int) -> int:
    """The line after the cue's text. A number line right above the next timing line belongs to the next cue."""
    first = position
    while position < len(lines) and lines[position].strip() and "-->" not in lines[position]:
        position += 1
    missing_blank = position < len(lines) and "-->" in lines[position]
    if missing_blank and position > first and lines[position - 1].strip().isdecimal():
        position -= 1
    return position


def _times(line: str, number: int) -> tuple[Fraction, Fraction]:
    match = _TIMING.fullmatch(_INVISIBLE.sub("", line[:_LONGEST_TIMING]))
    if not match:
        raise UnreadableCaptionLine(line=number, text=line.strip()[:80])
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if start is None or end is None:
        raise UnreadableCaptionLine(line=number, text=line.strip()[:80])
    if end <= start:
        first, second = (part.strip() for part in line.split("-->"))
        raise CaptionEndsEarly(line=number, start=first, end=second.split()[0])
    return start, end


def _seconds(parts: Sequence[str | None]) -> Fraction | None:
    hours, minutes, seconds, decimals = (part or "0" for part in parts)
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    return Fraction(int(hours) * 3600 + int(minutes) * 60 + int(seconds)) + Fraction(int(decimals), 10 ** len(decimals))
