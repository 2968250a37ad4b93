"""Read WebVTT the way browsers do (W3C WebVTT, "WebVTT file parsing": blocks, cue timings, timestamps).

A browser passes over a cue whose times are wrong. We keep its line number, so that nobody loses a caption unawares.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from clipdesk.media.captions.plain import tidy, without_markup
from clipdesk.media.recipe import MAX_SPEAKER, Cue

ARROW = "-->"
_SPACE = " \t\f"
_STAMP = r"(?:(\d{1,8}):)?(\d{2}):(\d{2})\.(\d{3})(?!\d)"
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>\n]{1,200})>")
_TIMINGS = re.compile(rf"[{_SPACE}]*{_STAMP}[{_SPACE}]*{ARROW}[{_SPACE}]*{_STAMP}", re.ASCII)


@dataclass(frozen=True)
class Track:
    """The cues as they stand in the file, each with the number of its timing line, and the timing lines passed over."""

    cues: tuple[tuple[Cue, int], ...]
    skipped: tuple[int, ...]


@dataclass
class _Block:
    """What one run of lines turned out to be."""

    cue: tuple[Fraction, Fraction] | None = None
    line: int = 0
    text: tuple[str, ...] = ()
    bad_lines: tuple[int, ...] = ()
    next: int = 0


def is_webvtt(text: str) -> bool:
    """Whether `text` (without byte order mark) begins with the signature."""
    return text.startswith("WEBVTT") and text[6:7] in ("", " ", "\t", "\n")


def parse(text: str) -> Track:
    """Return the cues of `text` (line ends as newlines, without byte order mark), which `is_webvtt`.

    Cue texts are without markup; cues with no text are kept, and so are those that end before they begin.
    """
    lines = text.replace("\x00", "\ufffd").split("\n")
    place = _after_head(lines)
    cues: list[tuple[Cue, int]] = []
    skipped: list[int] = []
    while place < len(lines):
        if not lines[place]:
            place += 1
            continue
        block = _block(lines, place)
        skipped += block.bad_lines
        if block.cue:
            text = "\n".join(block.text)
            cues.append((Cue(*block.cue, without_markup(text), voice(text)), block.line))
        place = block.next
    return Track(tuple(cues), tuple(skipped))


def voice(text: str) -> str:
    """Return who says a whole cue text (W3C WebVTT, voice spans); nothing where nobody is named, or more than one."""
    named = {tidy(html.unescape(name)) for name in _VOICE.findall(text)}
    first = _VOICE.match(text.lstrip())
    return named.pop()[:MAX_SPEAKER] if first and len(named) == 1 else ""


def _after_head(lines: Sequence[str]) -> int:
    """The header ends at an empty line, or at a line with an arrow (which belongs to the first cue)."""
    place = 1
    while place < len(lines) and lines[place] and ARROW not in lines[place]:
        place += 1
    return place


def _block(lines: Sequence[str], place: int) -> _Block:
    """Collect one block: an identifier may stand above the timing line; text runs to an empty line or an arrow."""
    block = _Block()
    text: list[str] = []
    first, arrow_seen = place, False
    while place < len(lines) and lines[place]:
        line, number = lines[place], place - first + 1
        if ARROW in line:
            if arrow_seen or number > 2:
                break
            arrow_seen = True
            times = _timings(line)
            if times is None:
                block.bad_lines += (place + 1,)
            else:
                block.cue, block.line, text = times, place + 1, []
        else:
            text.append(line)
        place += 1
    block.text, block.next = tuple(text), max(place, first + 1)
    return block


def _timings(line: str) -> tuple[Fraction, Fraction] | None:
    match = _TIMINGS.match(line[:200])
    if not match:
        return None
    start, end = _seconds(*match.groups()[:4]), _seconds(*match.groups()[4:])
    return None if start is None or end is None else (start, end)


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> Fraction | None:
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    return Fraction(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) + Fraction(int(thousandths), 1000)
