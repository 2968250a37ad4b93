"""A station's own font: looked at behind the walls of `sandbox`, measured there once, and drawn as it came.

One file serves everything that is written: nothing is thickened or slanted by calculation, so a station that wants bold
captions brings its bold cut.

What its maker allows stands in the file (`fsType` of the table OS/2, OpenType 1.9). The kinds of permission are about documents
that carry the font along. A clip carries none of it, only pixels in which letters were drawn, and nobody can edit its text: so
“preview & print”, “editable” and “bitmaps only” allow what is done here, as “installable” does. “Restricted licence” asks for
the owner's leave before the font is passed on in any way, and the desk passes it on to every machine that renders: it is
refused. Up to version 2 of the table several kinds may be marked, and the least restrictive counts. Whether the station may use
the font at all no file can tell; that is said by whoever brings it.
"""

import hashlib
import json
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from clipdesk.kernel.errors import gettext_noop
from clipdesk.media.captions.font import Typeface
from clipdesk.media.errors import EncodeFailed, MediaError, NoProgress, TooMuchWork
from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.runner import run_python

LARGEST_BYTES = 10_000_000
MEDIA_TYPES = {"ttf": "font/ttf", "otf": "font/otf"}
"""RFC 8081, by the form of the outlines."""

_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_VOWELS = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in _TONES]
_SMALL = "".join(dict.fromkeys([*"abcdefghijklmnopqrstuvwxyz", *_VOWELS, "đ"]))
LETTERS = _SMALL + _SMALL.upper() + "0123456789" + ".,:;!?-()/%&'\""
"""What a font must draw: every letter of Vietnamese, composed (NFC), and of English; digits, and the usual marks."""

_SHOWN = 40
_LIMITS = Limits(cpu=30, memory=2 * GIB, file_size=16 * MIB, wall=45)
_WORKER = Path(__file__).parent / "font_worker.py"
_MEGA = 1_000_000


class FontError(MediaError):
    """A font that cannot be used."""


class NotAFont(FontError):
    """None of the kinds of font that are taken."""

    message = gettext_noop(
        "This is no TrueType or OpenType font with outlines, whatever its name says. Choose the file of the font itself; it "
        "ends in .ttf or .otf."
    )


class WebFont(FontError):
    """A font packed for web pages."""

    message = gettext_noop(
        "This font is packed for web pages (WOFF). Choose the same font as .ttf or .otf; its maker offers it beside this one."
    )


class FontCollection(FontError):
    """Several fonts in one file."""

    message = gettext_noop(
        "This file holds several fonts (a collection). Choose one that holds a single font: .ttf or .otf."
    )


class VariableFont(FontError):
    """A font that is every weight at once."""

    message = gettext_noop(
        "“{name}” is a variable font: many weights in one file. Choose a single one of them; its maker mostly offers them in a "
        "folder “static”."
    )


class BrokenFont(FontError):
    """A font that cannot be read to its end, or that says nothing reasonable about itself."""

    message = gettext_noop(
        "The font is damaged or not complete. Get it anew from where it comes from, then choose it again."
    )


class FontWithoutUnicode(FontError):
    """A font whose letters have old codes, or are symbols."""

    message = gettext_noop(
        "“{name}” does not say which letters it draws by Unicode: it holds symbols, or is made for an old code such as TCVN3 or "
        "VNI. Choose a Unicode font."
    )


class FontLacksLetters(FontError):
    """A font without every letter that is needed."""

    message = gettext_noop(
        "“{name}” lacks characters that Vietnamese or English texts need ({count}): {letters} Ask its maker for an edition with "
        "Vietnamese, or choose another font."
    )


class FontNotToEmbed(FontError):
    """A font whose maker allows no embedding."""

    message = gettext_noop(
        "The maker of “{name}” does not allow it to be embedded: the file is marked as “restricted licence”. Ask the maker for "
        "one that may be embedded, or choose another font."
    )


class FontTooLarge(FontError):
    """A file of more bytes than `LARGEST_BYTES`."""

    message = gettext_noop(
        "The font is larger than {limit} MB. Choose a smaller edition of it, for example without Chinese characters."
    )


@dataclass(frozen=True)
class FontFound:
    """A font that can be used. form: of its outlines; embedding: `fsType` as it stands in the file; see `Typeface`."""

    family: str
    style: str
    form: Literal["ttf", "otf"]
    embedding: int
    measures: Mapping[str, Any]

    @property
    def title(self) -> str:
        """How people call it."""
        return f"{self.family} {self.style}".strip()


def check_font(source: Path) -> FontFound:
    """Look at the font in the file `source`, and measure it.

    Raises:
        FontError: its subclasses say why it cannot be used.
        RunError: the machine could not look.
    """
    if source.stat().st_size > LARGEST_BYTES:
        raise FontTooLarge(limit=LARGEST_BYTES // _MEGA)
    with tempfile.TemporaryDirectory(prefix="clipdesk-font-") as folder:
        try:
            run_python(_WORKER, [LETTERS], limits=_LIMITS, inputs=[source], output_dir=Path(folder))
        except (EncodeFailed, TooMuchWork, NoProgress) as error:
            raise BrokenFont from error  # the reader fell over: the file is to blame until proven otherwise
        answer = json.loads((Path(folder) / "answer.json").read_text())
    if "error" in answer:
        raise _error(answer["error"], answer["name"], answer["letters"])
    return FontFound(**answer)


def typeface(measures: Mapping[str, Any], path: Path, sha256: str) -> Typeface:
    """Return the font at `path` as texts are set in it, from what `check_font` measured."""
    advances = chain.from_iterable(_run(run) for run in measures["advances"])
    return Typeface(measures["name"], measures["height"], dict(advances), path, sha256)


def read_font(source: Path) -> Typeface:
    """Return the font in the file `source` as texts are set in it.

    Raises:
        FontError, RunError: see `check_font`; a file that is not there is no font.
    """
    if not source.is_file():
        raise NotAFont
    return typeface(check_font(source).measures, source, hashlib.sha256(source.read_bytes()).hexdigest())


def _run(run: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Code points that follow one another: the first of them, then the width of each."""
    first, *widths = run
    return enumerate(widths, start=first)


def _error(kind: str, name: str, letters: str) -> FontError:
    if kind == "letters":
        shown = " ".join(letters[:_SHOWN]) + (" …" if len(letters) > _SHOWN else ".")
        return FontLacksLetters(name=name, count=len(letters), letters=shown)
    named = {"unicode": FontWithoutUnicode, "variable": VariableFont, "embedding": FontNotToEmbed}
    if kind in named:
        return named[kind](name=name)
    return {"kind": NotAFont, "web": WebFont, "collection": FontCollection}.get(kind, BrokenFont)()
