"""Runs alone inside the sandbox: reads one EBU subtitle data file (EBU Tech 3264-E) and writes out/cues.json.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. A cue is `[start, end, text]`, times as
`"num/den"` seconds counted from the programme's start (TCP).

The blocks are walked here, because ttconv 1.2.3 shows translators' comments, glues words that stand two spaces or a
closing italics code apart, and counts STL30.01 at 29.97; its table of ISO 6937 letters is used.
"""

import json
import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ttconv.stl import iso6937

GSI_BYTES, TTI_BYTES = 1024, 128
RATES = {b"STL24.01": 24, b"STL25.01": 25, b"STL30.01": 30, b"STL50.01": 50}
TABLES = {b"01": "iso8859_5", b"02": "iso8859_6", b"03": "iso8859_7", b"04": "iso8859_8"}
# combining marks for the codes C1 to CF: grave, acute, circumflex … caron
_MARK_POINTS = (0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308, 0x308, 0x30A, 0x327, 0x332, 0x30B, 0x328, 0x30C)
MARKS = {0xC1 + number: chr(point) for number, point in enumerate(_MARK_POINTS)}
NEW_LINE, UNUSED = 0x8A, 0x8F
LAST_BLOCK = 0xFF
FIRST_RESERVED = 0xF0
LONGEST_FIELD = 0xF1 * 112
NOT_CUMULATIVE, FIRST_OF_SET, LAST_OF_SET = 0, 1, 3
COMMENT = 1


class Refused(Exception):
    """Carries the answer for a file that is not accepted."""

    def __init__(self, error: str, detail: str = "") -> None:
        super().__init__(error)
        self.answer = {"error": error, "detail": detail[:80]}


@dataclass(frozen=True)
class Head:
    """What the GSI block says about the whole file."""

    rate: int
    table: str | None  # None: ISO 6937
    start: Fraction


@dataclass(frozen=True)
class Subtitle:
    """One subtitle: its blocks joined."""

    cumulative: int
    start: Fraction
    end: Fraction
    text: str


def main() -> None:
    """Write the answer."""
    data = Path("in/0").read_bytes()
    try:
        head = read_head(data[:GSI_BYTES])
        found = join_sets(subtitles(data[GSI_BYTES:], head))
        answer: dict[str, object] = {"cues": [[str(cue.start), str(cue.end), cue.text] for cue in found]}
    except Refused as refused:
        answer = {**refused.answer}
    Path("out/cues.json").write_text(json.dumps(answer))


def read_head(gsi: bytes) -> Head:
    """Read disk format code, character code table and start of programme (Tech 3264-E 4.2)."""
    rate = RATES.get(gsi[3:11])
    if len(gsi) < GSI_BYTES or rate is None:
        raise Refused("damaged")
    table = gsi[12:14]
    if table not in (b"00", b"  ", *TABLES):
        raise Refused("table", table.decode("latin-1"))
    digits = gsi[256:264]
    start = Fraction(0)
    if re.fullmatch(rb"\d{8}", digits):
        start = seconds([int(digits[place : place + 2]) for place in range(0, 8, 2)], rate)
    return Head(rate, TABLES.get(table), start)


def subtitles(data: bytes, head: Head) -> Iterator[Subtitle]:
    """Walk the TTI blocks (Tech 3264-E 4.3): extension blocks joined, user data and comments left out."""
    field = b""
    for place in range(0, len(data) - TTI_BYTES + 1, TTI_BYTES):
        _, _, extension, cumulative, *codes, _, _, comment, text = struct.unpack(
            "<BHBB8BBBB112s", data[place : place + TTI_BYTES]
        )
        if FIRST_RESERVED <= extension < LAST_BLOCK:
            continue
        field += text.rstrip(bytes([UNUSED]))
        if len(field) > LONGEST_FIELD:
            raise Refused("damaged")
        if extension != LAST_BLOCK:
            continue
        shown, field = field, b""
        start, end = (seconds(part, head.rate) - head.start for part in (codes[:4], codes[4:]))
        if comment != COMMENT and end > 0 and end > start:
            yield Subtitle(cumulative, max(start, Fraction(0)), end, plain(shown, head.table))
    if len(data) % TTI_BYTES and data[len(data) - len(data) % TTI_BYTES :].strip(b"\x00\x1a\r\n \x8f"):
        raise Refused("damaged")


def join_sets(found: Iterator[Subtitle]) -> Iterator[Subtitle]:
    """A cumulative set builds up on the screen: each member shows the earlier ones too, until the next one comes."""
    waiting: Subtitle | None = None
    for subtitle in found:
        joins = waiting is not None and subtitle.cumulative not in (NOT_CUMULATIVE, FIRST_OF_SET)
        if waiting is not None:
            end = subtitle.start if joins else waiting.end
            yield Subtitle(0, waiting.start, max(end, waiting.start), waiting.text)
            if joins:
                subtitle = Subtitle(
                    subtitle.cumulative, subtitle.start, subtitle.end, f"{waiting.text}\n{subtitle.text}"
                )
        waiting = None
        if subtitle.cumulative in (NOT_CUMULATIVE, LAST_OF_SET):
            yield subtitle
        else:
            waiting = subtitle
    if waiting is not None:
        yield waiting


def seconds(code: list[int], rate: int) -> Fraction:
    """A time code as seconds."""
    hours, minutes, whole, frames = code
    if minutes > 59 or whole > 59 or frames >= rate:
        raise Refused("time", ":".join(f"{part:02d}" for part in code))
    return hours * 3600 + minutes * 60 + whole + Fraction(frames, rate)


def plain(field: bytes, table: str | None) -> str:
    """A text field as lines. Teletext codes (00 to 1F) take up a space on the screen, open subtitles' (80 to 85) none."""
    lines = []
    for line in field.split(bytes([NEW_LINE])):
        codes = bytes(0x20 if byte < 0x20 else byte for byte in line if not 0x80 <= byte <= 0x9F)
        text = codes.decode(table, "replace") if table else iso_6937(codes)
        lines.append(" ".join(text.split()))
    return "\n".join(line for line in lines if line)


def iso_6937(codes: bytes) -> str:
    """Letters of table 00 (Tech 3264-E appendix 2): an accent stands before its letter."""
    found, place = [], 0
    while place < len(codes):
        width = 2 if codes[place] in MARKS and place + 1 < len(codes) else 1
        found.append(letter(codes[place : place + width]))
        place += width
    return unicodedata.normalize("NFC", "".join(found))


def letter(codes: bytes) -> str:
    """One letter. Pairs that the table does not list are composed; the currency sign is a dollar in both its places."""
    if codes in (b"\x24", b"\xa4"):
        return "$"
    try:
        return str(iso6937.decode(codes, errors="strict")[0])
    except UnicodeDecodeError:
        if len(codes) == 2 and 0x20 <= codes[1] < 0x7F:
            return chr(codes[1]) + MARKS[codes[0]]
        return "\ufffd"


if __name__ == "__main__":
    main()
