"""Text as people search and sort it, in Vietnamese and English.

The database knows no Vietnamese collation, so both keys are made here and stored beside the text.
"""

import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng: dictionary order
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return `text` for searching: lower case, no marks (also `đ` → `d`), single spaces."""
    decomposed = unicodedata.normalize("NFD", text.replace("\0", "").casefold().replace("đ", "d"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare).strip()


def spoken_words(text: str) -> str:
    """Return the words of `text` for finding phrases in it: lower case, marks kept, single spaces, nothing else.

    Each word's tone stands at its end, for `toà` and `tòa` are the same word in two customs of writing.
    """
    return " ".join(_tone_last(word) for word in _WORD.findall(unicodedata.normalize("NFC", text.casefold())))


def clean_words(text: str) -> str:
    """Return what a person typed without control characters (line breaks and tabs stay) and without spaces around it.

    A NUL can be stored nowhere in PostgreSQL, and nobody types one.
    """
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


def sort_key(text: str) -> str:
    """Return a key whose plain byte order is Vietnamese dictionary order (TCVN: letters first, tones break ties).

    Digits come before letters; characters outside the alphabet come last, in code-point order.
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFC", text.casefold()):
        base, tone = _split_tone(char)
        place = _LETTERS.find(base)
        if place >= 0:
            letters.append(f"m{place:02d}")
        elif base.isdigit() or base.isspace():
            letters.append(f"c{base}" if base.isdigit() else "a")
        else:
            letters.append(f"z{ord(base):06x}")
        tones.append(str(tone))
    return "".join(letters) + " " + "".join(tones)


def _tone_last(word: str) -> str:
    letters, tones = zip(*(_split_tone(char) for char in word), strict=True)
    return "".join(letters) + "".join(str(tone) for tone in tones if tone)


def _split_tone(char: str) -> tuple[str, int]:
    """Return the letter without its tone mark, and the tone's rank (0 = none)."""
    decomposed = unicodedata.normalize("NFD", char)
    tone = next((_TONES[c] for c in decomposed if c in _TONES), 0)
    rest = "".join(c for c in decomposed if c not in _TONES)
    return unicodedata.normalize("NFC", rest), tone
