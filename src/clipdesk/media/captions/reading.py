"""Read a caption file, whatever its name says: the form is found in the content.

SubRip and WebVTT are read here, in time that grows with their length alone; TTML, EBU STL and ASS behind the walls
(`walls`). What a `Cue` cannot carry (place, colour, karaoke) is dropped; text, line breaks, order and times are not.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from clipdesk.kernel.time import clock_text
from clipdesk.media.captions import subrip, walls, webvtt
from clipdesk.media.captions.encoding import decode
from clipdesk.media.captions.errors import (
    CaptionsTooLarge,
    CaptionTooLong,
    EmptyCaptions,
    NotCaptions,
    UnsupportedCaptions,
)
from clipdesk.media.captions.plain import mend
from clipdesk.media.limits import MIB
from clipdesk.media.recipe import Cue

Form = Literal["srt", "vtt", "ttml", "stl", "ass"]
_NAMES: dict[Form, str] = {"srt": "SubRip", "vtt": "WebVTT", "ttml": "TTML", "stl": "EBU STL", "ass": "ASS"}
_MOST_CUES = 20_000
MOST_CHARACTERS = 1000
"""In one caption."""
_STL = re.compile(rb"...STL\d\d\.\d\d", re.DOTALL)
_TTML = re.compile(r"<(?:\w{1,20}:)?tt[\s>]")
_OTHERS = (
    (re.compile(r"\s*Scenarist_SCC"), "Scenarist SCC"),
    (re.compile(r"\s*<SAMI>", re.IGNORECASE), "SAMI"),
    (re.compile(r"\s*\{\d+\}\{\d+\}"), "MicroDVD"),
    (re.compile(r"\s*# VobSub index file"), "VobSub"),
)
_HEAD = 4096


@dataclass(frozen=True)
class Parsed:
    """What stands in a caption file, untouched. skipped: numbers of WebVTT timing lines that a browser passes over."""

    form: Form
    encoding: str
    cues: tuple[Cue, ...]
    skipped: tuple[int, ...] = ()


@dataclass(frozen=True)
class Captions:
    """What a caption file holds. `mended` counts cues that were shortened or joined because they overlapped."""

    cues: tuple[Cue, ...]
    encoding: str
    mended: int
    form: Form = "srt"


def read(data: bytes, filename: str) -> list[Cue]:
    """Return the cues of a caption file, in order, without overlaps. Raises what `read_file` raises."""
    return list(read_file(data, filename).cues)


def read_file(data: bytes, filename: str) -> Captions:
    """Like `read`, and tell the form, the encoding and how many cues had to be mended.

    Raises:
        NotCaptions, UnsupportedCaptions: no caption file, or one of a form that we do not read.
        UnreadableCaptionLine, UnreadableCaptionTime, CaptionEndsEarly: names the place.
        EmptyCaptions, PictureCaptions, DamagedCaptions, UnsafeCaptions, CaptionsTooLarge, CaptionTooLong: as their
            sentences say.
        RunError: the machine could not look.
    """
    parsed = _strictly(data, filename)
    if not parsed.cues:
        raise EmptyCaptions(name=filename, form=_NAMES[parsed.form])
    if len(parsed.cues) > _MOST_CUES:
        raise CaptionsTooLarge(name=filename, limit=walls.LIMIT_BYTES // MIB)
    cues, mended = mend(parsed.cues)
    for cue in cues:
        if len(cue.text) > MOST_CHARACTERS:
            raise CaptionTooLong(at=clock_text(cue.start), count=len(cue.text), limit=MOST_CHARACTERS)
    return Captions(tuple(cues), parsed.encoding, mended, parsed.form)


def parse(data: bytes, filename: str) -> Parsed:
    """Return what stands in the file: overlaps as they are, and of WebVTT exactly what a browser would take.

    Raises: what `read_file` raises, except that a file without cues is none the worse for it, and that in WebVTT
    no line is refused.
    """
    if len(data) > walls.LIMIT_BYTES:
        raise CaptionsTooLarge(name=filename, limit=walls.LIMIT_BYTES // MIB)
    if _STL.match(data[:11]):
        return Parsed("stl", "EBU STL", tuple(walls.parse(data, walls.STL, filename)))
    text, encoding = decode(data, filename)
    form = _form(text, filename)
    if form == "vtt":
        track = webvtt.parse(text)
        return Parsed(form, encoding, tuple(cue for cue, _ in track.cues), track.skipped)
    if form == "ttml":
        return Parsed(form, encoding, tuple(walls.parse(data, walls.TTML, filename)))
    if form == "ass":
        return Parsed(form, encoding, tuple(walls.parse(text.encode(), walls.ASS, filename)))
    return Parsed(form, encoding, tuple(subrip.parse(text)))


def _strictly(data: bytes, filename: str) -> Parsed:
    """Parse; but what a browser would pass over or never show is read with SubRip's habits, or its line is named."""
    parsed = parse(data, filename)
    if parsed.form == "vtt" and (parsed.skipped or any(cue.text and cue.end <= cue.start for cue in parsed.cues)):
        return replace(parsed, cues=tuple(subrip.parse(decode(data, filename)[0], webvtt=True)))
    return replace(parsed, cues=tuple(cue for cue in parsed.cues if cue.text))


def _form(text: str, filename: str) -> Form:
    """Which form the text has, by what it says of itself; a file that says nothing is SubRip if it holds an arrow."""
    head = text[:_HEAD]
    if webvtt.is_webvtt(text):
        return "vtt"
    if head.lstrip().startswith("<") and _TTML.search(head):
        return "ttml"
    if "[script info]" in head.lower():
        return "ass"
    for mark, name in _OTHERS:
        if mark.match(head):
            raise UnsupportedCaptions(name=filename, form=name)
    if not subrip.has_times(text):
        raise NotCaptions(name=filename)
    return "srt"
