"""Write an EBU subtitle data file (EBU Tech 3264-E, 1991): open subtitles, centred at the bottom of the picture.

Its character tables carry one mark on a letter at most, so hardly any Vietnamese sentence fits: what does not is named, and
nothing is written without its marks. An ellipsis and an en dash, which no table has, become three full stops and a hyphen.
"""

import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from ttconv.stl import iso6937

from clipdesk.kernel.time import clock_text, timecode_parts
from clipdesk.media.captions.errors import CaptionTooLong, NoStlLetters, NoStlRate
from clipdesk.media.captions.reading import MOST_CHARACTERS
from clipdesk.media.recipe import Cue

_RATES: Mapping[Fraction, int] = {Fraction(25): 25, Fraction(50): 25, Fraction(30): 30, Fraction(60): 30}
"""Frames a second of a recording → of the time codes (4.2 DFC): nothing else is counted exactly."""

_LANGUAGES: Mapping[str, str] = {
    "en": "09", "fr": "0F", "vi": "46", "th": "4A", "ru": "56", "lo": "64", "ko": "65", "km": "66", "ja": "69", "zh": "75",
}  # fmt: skip
"""Language → its code (appendix 3); any other is 00, unknown."""

_INSTEAD = str.maketrans({"…": "...", "–": "-", "‑": "-"})
_NEW_LINE, _UNUSED = b"\x8a", b"\x8f"
_FIELD_BYTES = 112
_MOST_BLOCKS = 0xF0
_LAST_BLOCK = 0xFF
_ROWS, _COLUMNS = 23, 40
_CENTRED = 2
_DAY = 24 * 3600
_LETTERS_NAMED = 12


@dataclass(frozen=True)
class Programme:
    """What the head of the file says. rate: frames a second of the recording; timecode: `HH:MM:SS:FF` of its first picture,
    None where it has none; revision: of the captions."""

    title: str
    publisher: str
    language: str
    rate: Fraction
    timecode: str | None
    made_on: date
    revision: int = 1


@dataclass(frozen=True)
class _Clock:
    """Time codes of `rate` frames a second, the first of which is `start`."""

    rate: int
    start: int

    def code(self, seconds: Fraction) -> tuple[int, int, int, int]:
        return self.at(self.frame(seconds))

    def frame(self, seconds: Fraction) -> int:
        return round(seconds * self.rate)

    def at(self, frame: int) -> tuple[int, int, int, int]:
        whole, frames = divmod(self.start + frame, self.rate)
        return whole // 3600, whole // 60 % 60, whole % 60, frames


def to_stl(cues: Sequence[Cue], programme: Programme) -> bytes:
    """Return the file. Times stand on the recording's own timecode, which is the programme's start (TCP); from zero where it
    has none, or would pass midnight. Each is the nearest frame.

    Raises:
        NoStlRate: the recording's frames cannot be counted.
        NoStlLetters: a caption has letters that no character table carries.
        CaptionTooLong: a caption is no caption.
    """
    rate = _RATES.get(programme.rate)
    if rate is None:
        raise NoStlRate(rate=f"{float(programme.rate):g}")
    table, known = _table_for("".join(cue.text for cue in cues))
    clock = _clock(programme.timecode, programme.rate, rate, max((cue.end for cue in cues), default=Fraction(0)))
    shown = [(cue, [line for line in cue.text.splitlines() if line.strip()]) for cue in cues]
    blocks = [
        block for number, (cue, rows) in enumerate(shown, 1) for block in _blocks(number, cue, rows, clock, known)
    ]
    columns = max((len(row) for _, rows in shown for row in rows), default=0)
    first = clock.code(cues[0].start) if cues else clock.at(0)
    counted = {
        238: f"{len(blocks):05d}", 243: f"{len(cues):05d}", 248: "001",
        251: f"{min(99, max(_COLUMNS, columns)):02d}", 253: f"{_ROWS:02d}",
        256: _digits(clock.at(0)), 264: _digits(first),
    }  # fmt: skip
    return _head(programme, f"STL{rate}.01", table, counted) + b"".join(blocks)


def _head(programme: Programme, format_code: str, table: str, counted: Mapping[int, str]) -> bytes:
    """The general subtitle information block (4.2). Fields that nobody knows are spaces."""
    day = programme.made_on.strftime("%y%m%d")
    fields = {
        0: "850", 3: format_code, 11: "0", 12: table, 14: _LANGUAGES.get(programme.language, "00"),
        16: _plain(programme.title)[:32], 224: day, 230: day, 236: f"{min(99, programme.revision):02d}",
        **counted, 255: "1", 272: "1", 273: "1", 277: _plain(programme.publisher)[:32],
    }  # fmt: skip
    block = bytearray(b" " * 1024)
    for place, text in fields.items():
        block[place : place + len(text)] = text.encode("cp850")
    return bytes(block)


def _blocks(number: int, cue: Cue, rows: Sequence[str], clock: _Clock, known: Mapping[str, bytes]) -> Iterator[bytes]:
    """The text and timing information blocks of one caption (4.3)."""
    start = clock.frame(cue.start)
    times = (*clock.at(start), *clock.at(max(clock.frame(cue.end), start + 1)))
    written = [[known.get(letter, b" ") for letter in _composed(row)] for row in rows]
    fields = list(_fields([code for row in written for code in (_NEW_LINE, *row)][1:]))
    if len(fields) > _MOST_BLOCKS:
        raise CaptionTooLong(at=clock_text(cue.start), count=len(cue.text), limit=MOST_CHARACTERS)
    for place, field in enumerate(fields, 1):
        extension = _LAST_BLOCK if place == len(fields) else place - 1
        head = struct.pack("<BHBB8BBBB", 0, number, extension, 0, *times, max(1, _ROWS - len(rows)), _CENTRED, 0)
        yield head + field.ljust(_FIELD_BYTES, _UNUSED)


def _fields(codes: Sequence[bytes]) -> Iterator[bytes]:
    """Divide a text into text fields; a mark stays with its letter."""
    field = b""
    for code in codes:
        if len(field) + len(code) > _FIELD_BYTES:
            yield field
            field = b""
        field += code
    yield field


def _clock(timecode: str | None, grid: Fraction, rate: int, end: Fraction) -> _Clock:
    parts = timecode_parts(timecode or "")
    if parts is None:
        return _Clock(rate, 0)
    hours, minutes, seconds, frames = parts
    start = (hours * 3600 + minutes * 60 + seconds) * rate + int(frames * rate / grid)
    return _Clock(rate, start if start + end * rate < _DAY * rate else 0)


def _table_for(text: str) -> tuple[str, Mapping[str, bytes]]:
    """The character table (4.2 CCT) that carries all of a text, and the codes of its letters."""
    wanted = _composed(text)
    letters = {"00": _latin(), "01": _cyrillic()}
    for table, known in letters.items():
        if all(letter in known or letter.isspace() for letter in wanted):
            return table, known
    nearest = min(letters.values(), key=lambda known: sum(letter not in known for letter in wanted))
    missing = list(dict.fromkeys(letter for letter in wanted if letter not in nearest and not letter.isspace()))
    named = ", ".join(missing[:_LETTERS_NAMED]) + (" …" if len(missing) > _LETTERS_NAMED else "")
    raise NoStlLetters(letters=named)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_INSTEAD)


@lru_cache(maxsize=1)
def _latin() -> Mapping[str, bytes]:
    """Letter → its codes in table 00 (appendix 2, ISO 6937): a mark stands before its letter. The dollar stands at 24, where
    every reader looks for it; the general currency sign, which shares that place, is left out."""
    found: dict[str, bytes] = {}
    codes = [bytes([code]) for code in (*range(0x20, 0x7F), *range(0xA0, 0xFF))]
    codes += [bytes([mark, letter]) for mark in range(0xC1, 0xD0) for letter in range(0x20, 0x7F)]
    for code in codes:
        try:
            letter = str(iso6937.decode(code, errors="strict")[0])
        except UnicodeDecodeError:
            continue
        found.setdefault(letter, code)
    found.pop("¤", None)
    return found


@lru_cache(maxsize=1)
def _cyrillic() -> Mapping[str, bytes]:
    """Letter → its code in table 01 (appendix 2, ISO 8859-5)."""
    codes = (bytes([code]) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100)))
    return {code.decode("iso8859_5"): code for code in codes}


def _digits(code: Sequence[int]) -> str:
    return "".join(f"{part:02d}" for part in code)


def _plain(text: str) -> str:
    """A text for the head, which knows code page 850 alone: letters that it lacks lose their marks."""
    kept = []
    for letter in unicodedata.normalize("NFC", " ".join(text.split())):
        bare = unicodedata.normalize("NFD", letter.replace("đ", "d").replace("Đ", "D"))[0]
        kept.append(next((one for one in (letter, bare) if _fits_850(one)), "?"))
    return "".join(kept)


def _fits_850(letter: str) -> bool:
    try:
        return len(letter.encode("cp850")) == 1
    except UnicodeEncodeError:
        return False
