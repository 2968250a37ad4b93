"""Files of letters: PDF, Word document or picture, told by their content. They are kept and handed out, never opened here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.planning.contacts.docx_check import MEDIA_TYPE as DOCX
from clipdesk.planning.contacts.docx_check import check_letter
from clipdesk.planning.models import Enclosure, Letter

LARGEST_BYTES, MOST_FILES = 8_000_000, 10
_LONGEST_NAME = 100


class NoEnclosure(ClipdeskError):
    """A file of another kind."""

    message = gettext_noop(
        "“{name}” is no PDF, Word document (.docx), JPEG, PNG or WebP. Save it as a PDF, then add it."
    )


class EnclosureTooLarge(ClipdeskError):
    """A file, or all files of a letter together, are larger than a letter may be."""

    message = gettext_noop("The files of one letter may hold {limit} MB together, in at most {count} files.")


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, how names end, and what it begins with."""

    media_type: str
    ending: str
    looks_like: Callable[[bytes], bool]


KINDS = (
    Kind("application/pdf", ".pdf", lambda data: data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]),
    Kind(DOCX, ".docx", lambda data: data.startswith(b"PK\x03\x04")),
    Kind("image/jpeg", ".jpg", lambda data: data.startswith(b"\xff\xd8\xff")),
    Kind("image/png", ".png", lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
    Kind("image/webp", ".webp", lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP"),
)


def read_files(files: Iterable[tuple[str, bytes]]) -> list[Enclosure]:
    """Return what is to be kept of files (name and content), unsaved and of no letter yet.

    Raises:
        NoEnclosure, EnclosureTooLarge, NoDocx, DocxTooLarge, DocxActive.
    """
    found = [_read(name, data) for name, data in files]
    if len(found) > MOST_FILES or sum(one.size for one in found) > LARGEST_BYTES:
        raise EnclosureTooLarge(limit=LARGEST_BYTES // 1_000_000, count=MOST_FILES)
    return found


def keep(enclosures: Iterable[Enclosure], letter: Letter) -> None:
    """Keep files with their letter. Call it inside a transaction."""
    for one in enclosures:
        one.letter = letter
        one.save()


def _read(name: str, data: bytes) -> Enclosure:
    kind = next((one for one in KINDS if one.looks_like(data)), None)
    if kind is None:
        raise NoEnclosure(name=name[:_LONGEST_NAME])
    if kind.media_type == DOCX:
        check_letter(data)
    digest = hashlib.sha256(data).hexdigest()
    return Enclosure(name=_named(name, kind), media_type=kind.media_type, size=len(data), sha256=digest, data=data)


def _named(name: str, kind: Kind) -> str:
    """Return the name of a file without folders and control characters, with the ending of what it is."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = "".join(char for char in bare if char.isprintable()).strip(" .")
    if "." in stem:
        stem = stem.rsplit(".", 1)[0].strip(" .")
    return (stem[:_LONGEST_NAME] or "file") + kind.ending
