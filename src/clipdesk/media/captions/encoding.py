"""Which character encoding a caption file was written in.

A byte order mark or valid UTF-8 settles it. Otherwise the file comes from an old Windows program: windows-1258, whose
Vietnamese tones are letters of their own placed right after a vowel, or windows-1252 (Latin-1 where even that fails).
"""

import codecs
import re
import unicodedata

from clipdesk.media.captions.errors import NotCaptions

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_MARKS = 30
_LONG_RUN = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1},}}")
_TONES_1258 = frozenset(b"\xcc\xd2\xde\xec\xf2")  # grave, hook, tilde, acute, dot below: combining in windows-1258
_VOWELS_1258 = frozenset(b"aeiouyAEIOUY\xc2\xc3\xca\xd4\xd5\xdd\xe2\xe3\xea\xf4\xf5\xfd")  # also â ă ê ô ơ ư


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the text (NFC, line ends as newlines) and the encoding it was read with.

    Raises:
        NotCaptions: it is not text at all.
    """
    encoding = detect(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotCaptions(name=name) from error
    if encoding != "latin-1" and text.count("\x00") > len(text) // 20:
        raise NotCaptions(name=name)
    return nfc(text.replace("\r\n", "\n").replace("\r", "\n")), encoding


def nfc(text: str) -> str:
    """Return `text` in Unicode's normal form C: letter and mark as one sign wherever there is one.

    More than 30 marks on one letter are cut off first (as UAX #15, "Stream-Safe Text Format", allows for): no language has
    them, and putting a million in order takes for ever.
    """
    return unicodedata.normalize("NFC", _LONG_RUN.sub(_fewer_marks, text))


def _fewer_marks(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def detect(data: bytes) -> str:
    """Return the Python name of the encoding `data` is written in."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if wide := _wide(data):
        return wide
    if _decodes(data, "utf-8"):
        return "utf-8"
    if _is_vietnamese(data):
        return "cp1258"
    return "cp1252" if _decodes(data, "cp1252") else "latin-1"


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: in times and spaces every second byte is 0."""
    sample = data[:400]
    if len(sample) >= 4 and sample[1::2].count(0) * 4 > len(sample):
        return "utf-16-le"
    if len(sample) >= 4 and sample[0::2].count(0) * 4 > len(sample):
        return "utf-16-be"
    return None


def _is_vietnamese(data: bytes) -> bool:
    """Windows-1258: bytes that are tones there stand after vowels (in French, Spanish, Italian they replace one)."""
    places = [place for place, byte in enumerate(data) if byte in _TONES_1258]
    fitting = sum(place > 0 and data[place - 1] in _VOWELS_1258 for place in places)
    return bool(places) and fitting * 10 >= len(places) * 9 and _decodes(data, "cp1258")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
