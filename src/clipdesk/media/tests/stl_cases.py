"""EBU subtitle data files built byte by byte, with what EBU Tech 3264-E (1991) says they show."""

import struct
from dataclasses import dataclass
from fractions import Fraction

Row = tuple[Fraction, Fraction, str]
Code = tuple[int, int, int, int]


def gsi(dfc: bytes = b"STL25.01", dsc: bytes = b"1", cct: bytes = b"00", tcp: bytes = b"00000000") -> bytes:
    """The general subtitle information block (4.2): 1024 bytes. Fields not asked for are spaces."""
    block = bytearray(b" " * 1024)
    for place, field in ((0, b"437"), (3, dfc), (11, dsc), (12, cct), (14, b"0F"), (255, b"1"), (256, tcp)):
        block[place : place + len(field)] = field
    return bytes(block)


def tti(
    number: int, start: Code, end: Code, text: bytes, *, extension: int = 0xFF, cumulative: int = 0, comment: int = 0
) -> bytes:
    """One text and timing information block (4.3): 128 bytes."""
    head = struct.pack("<BHBB", 0, number, extension, cumulative)
    return head + bytes([*start, *end, 20, 2, comment]) + text.ljust(112, b"\x8f")


@dataclass(frozen=True)
class Case:
    """A file, the section of Tech 3264-E it tries, and its cues."""

    name: str
    section: str
    data: bytes
    cues: tuple[Row, ...]


def _row(start: str, end: str, text: str) -> Row:
    return Fraction(start), Fraction(end), text


_ONE, _TWO, _THREE, _FOUR = ((0, 0, second, 0) for second in range(1, 5))
_LONG = "one line that is longer than one text field can hold, " * 3

CASES = (
    Case(
        "25 frames per second",
        "4.2 DFC, 4.3 TCI and TCO",
        gsi() + tti(1, (0, 0, 1, 5), (1, 0, 2, 24), b"a"),
        (_row("6/5", "90074/25", "a"),),
    ),
    Case(
        "30 frames per second",
        "4.2 DFC",
        gsi(dfc=b"STL30.01") + tti(1, (0, 0, 1, 15), (0, 0, 2, 29), b"a"),
        (_row("3/2", "89/30", "a"),),
    ),
    Case(
        "times count from the start of the programme",
        "4.2 TCP",
        gsi(tcp=b"10000000") + tti(1, (10, 0, 1, 0), (10, 0, 2, 0), b"a") + tti(2, (9, 59, 0, 0), (9, 59, 9, 0), b"x"),
        (_row("1", "2", "a"),),
    ),
    Case(
        "Latin letters: accents before their letter",
        "5 and appendix 2, table 00",
        gsi()
        + tti(
            1,
            _ONE,
            _TWO,
            b"\xc2Ecole \xc1a No\xc8el: gar\xcbcon, stra\xfbe, \xcfskoda, \xf9re, \xf2, \xc3\x65\x20\xa4\x35",
        ),
        (_row("1", "2", "École à Noël: garçon, straße, škoda, øre, đ, ê $5"),),
    ),
    Case(
        "Cyrillic letters",
        "5 and appendix 2, table 01",
        gsi(cct=b"01") + tti(1, _ONE, _TWO, "Добрый вечер".encode("iso8859_5")),
        (_row("1", "2", "Добрый вечер"),),
    ),
    Case(
        "Greek letters",
        "5 and appendix 2, table 03",
        gsi(cct=b"03") + tti(1, _ONE, _TWO, "Καλησπέρα".encode("iso8859_7")),
        (_row("1", "2", "Καλησπέρα"),),
    ),
    Case(
        "a text over several blocks, user data between",
        "4.3 EBN",
        gsi()
        + tti(1, _ONE, _TWO, _LONG[:112].encode(), extension=0)
        + tti(1, _ONE, _TWO, b"user data", extension=0xFE)
        + tti(1, _ONE, _TWO, _LONG[112:].encode()),
        (_row("1", "2", _LONG.strip()),),
    ),
    Case(
        "a cumulative set builds up",
        "4.3 CS",
        gsi()
        + tti(1, _ONE, _FOUR, b"one", cumulative=1)
        + tti(2, _TWO, _FOUR, b"two", cumulative=2)
        + tti(3, _THREE, _FOUR, b"three", cumulative=3),
        (_row("1", "2", "one"), _row("2", "3", "one\ntwo"), _row("3", "4", "one\ntwo\nthree")),
    ),
    Case(
        "a translator's comment is no subtitle",
        "4.3 CF",
        gsi() + tti(1, _ONE, _TWO, b"shown") + tti(2, _TWO, _THREE, b"who speaks here?", comment=1),
        (_row("1", "2", "shown"),),
    ),
    Case(
        "teletext: colours, boxes and double height take a space, rows are doubled",
        "4.3 TF, teletext control codes",
        gsi(dsc=b"1")
        + tti(1, _ONE, _TWO, b"\x0d\x0b\x0b\x03red\x07white\x0a\x0a\x8a\x8a\x0d\x0b\x0bsecond  row\x0a\x0a"),
        (_row("1", "2", "red white\nsecond row"),),
    ),
    Case(
        "open subtitles: italics take no space, and no space is lost beside them",
        "4.3 TF, open subtitling codes",
        gsi(dsc=b"0") + tti(1, _ONE, _TWO, b"an \x80ita\x81lic\x80 word\x81 and  two spaces\x8anext"),
        (_row("1", "2", "an italic word and two spaces\nnext"),),
    ),
)
NO_SUBTITLES = gsi()
