"""Read SubRip and WebVTT into plain cues: no markup, no overlaps, in order of time.

WebVTT: W3C WebVTT; where a file breaks it, we say which line instead of dropping the caption silently. SubRip has no
standard; hours may be missing, the number line too, and a point may stand for the comma.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from clipdesk.media.caption_encoding import decode
from clipdesk.media.errors import CaptionEndsEarly, NotCaptions, UnreadableCaptionLine
from clipdesk.media.recipe import Cue

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:[ \t]+.*)?\s*")
_LIKE_TIMING = re.compile(r"\d+:\d+[:.,]\d+.*[-=>–—].*\d+:\d+[:.,]\d+")
_TAG = re.compile(r"</?(?:[a-zA-Z][^<>]*|\d\d:\d\d[^<>]*)>|\{\\[^{}]*\}")
_BLOCKS_WITHOUT_CUES = ("NOTE", "STYLE", "REGION")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\ufeff]")


@dataclass(frozen=True)
class Captions:
    """What a caption file holds. `mended` counts cues that were shortened or joined because they overlapped."""

    cues: tuple[Cue, ...]
    encoding: str
    mended: int


def read(data: bytes, filename: str) -> list[Cue]:
    """Return the cues of a SubRip or WebVTT file, in order, without overlaps.

    Raises:
        NotCaptions: no caption in it.
        UnreadableCaptionLine, CaptionEndsEarly: names the line.
    """
    return list(read_file(data, filename).cues)


def read_file(data: bytes, filename: str) -> Captions:
    """Like `read`, and tell the encoding and how many cues had to be mended."""
    text, encoding = decode(data, filename)
    found = _cues(text.split("\n"))
    if not found:
        raise NotCaptions(name=filename)
    cues, mended = mend(found)
    return Captions(tuple(cues), encoding, mended)


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


def _cues(lines: Sequence[str]) -> list[Cue]:
    """Walk the lines; a cue is a timing line and what follows it up to an empty line or the next timing line."""
    found: list[Cue] = []
    position = 0
    is_vtt = bool(lines) and lines[0].lstrip("\ufeff").startswith("WEBVTT")
    while position < len(lines):
        line = lines[position]
        if is_vtt and line.strip().startswith(_BLOCKS_WITHOUT_CUES) and "-->" not in line:
            position = _after_block(lines, position)
        elif "-->" in line or _LIKE_TIMING.search(line):
            start, end = _times(line, position + 1)
            last = _text_end(lines, position + 1)
            found.append(Cue(start, end, _plain("\n".join(lines[position + 1 : last]))))
            position = last
        else:
            if found and not is_vtt and _continues(lines, position):
                found[-1] = replace(found[-1], text=_plain(f"{found[-1].text}\n{line}"))
            position += 1
    return [cue for cue in found if cue.text]


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
    match = _TIMING.fullmatch(_CONTROL.sub("", line))
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


def _plain(text: str) -> str:
    """Without tags, entities and control characters; spaces tidied, empty lines dropped."""
    bare = _CONTROL.sub("", html.unescape(_TAG.sub("", text)))
    lines = (" ".join(line.split()) for line in bare.split("\n"))
    return "\n".join(line for line in lines if line)
