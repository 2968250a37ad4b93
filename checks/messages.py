"""Translations without gettext's tools: `python checks/messages.py update|check|compile [room …]`.

Each room (a folder under src/clipdesk/) owns its catalogue, `locale/vi/LC_MESSAGES/django.po`. English is the msgid.

- update: write into each catalogue exactly what its room's code and templates say. A changed text keeps its old
  translation marked fuzzy; a text that is gone is dropped.
- check: fail and name every text that is missing, fuzzy, obsolete, whose {places} differ from the English, or which two
  rooms translate differently (Django merges all catalogues, so only one of them would be seen).
- compile: write the .mo files that Django reads.
"""

import os
import re
import sys
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("vi",)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "ngettext_noop": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
_PLACE = re.compile(r"(?<!\{)\{([a-z_][a-z0-9_]*)[^{}]*\}(?!\})|%\(([a-z_][a-z0-9_]*)\)[a-z]", re.IGNORECASE)
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)  # the same catalogue always compiles to the same bytes
_Key = tuple[str, str]  # context, English


def rooms(root: Path, names: Collection[str] = ()) -> list[Path]:
    """Return the folders of the named packages (of all when none is named), in order."""
    folders = sorted(p for p in (root / "src" / "clipdesk").iterdir() if p.is_dir() and p.name != "__pycache__")
    unknown = set(names) - {p.name for p in folders}
    if unknown:
        raise SystemExit(f"No such room: {', '.join(sorted(unknown))}")
    return [p for p in folders if not names or p.name in names]


def catalogue_path(room: Path, language: str) -> Path:
    """Return where a room keeps its translations."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def sources(room: Path) -> Iterator[Path]:
    """Yield every file of a room in which texts may stand; tests speak to nobody."""
    for path in sorted(room.rglob("*")):
        inside = path.relative_to(room).parts
        template = "templates" in inside and path.suffix in {".html", ".txt"}
        if (path.suffix == ".py" or template) and not {"tests", "migrations", "__pycache__"} & set(inside):
            yield path


def readable(path: Path) -> bytes:
    """Return the file as Python source for the extractor.

    Of a template, Django leaves only the gettext calls; what it blanks out keeps its indentation, which means nothing
    to Python, so that goes too.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))
    return text.encode()


def extracted(room: Path, root: Path, language: str) -> Catalog:
    """Return the catalogue of what a room says now, without translations."""
    catalog = Catalog(locale=language, charset="utf-8")
    for path in sources(room):
        where = path.relative_to(root).as_posix()
        for line, texts, comments, context in extract(
            "python", BytesIO(readable(path)), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            catalog.add(texts, None, [(where, line)], auto_comments=comments, context=context)
    return catalog


def load(path: Path, language: str) -> Catalog:
    """Read a catalogue; an absent one is empty."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def rendered(catalog: Catalog, language: str) -> bytes:
    """Return the catalogue as text: sorted by place, without dates and line numbers, so that diffs stay small."""
    body = BytesIO()
    write_po(body, catalog, omit_header=True, sort_by_file=True, include_lineno=False, width=110, ignore_obsolete=True)
    return HEADER.format(language=language).encode() + body.getvalue()


def write(path: Path, content: bytes) -> bool:
    """Replace a file whole, and only when it changes."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_bytes(content)
    temporary.replace(path)
    return True


def texts(catalog: Catalog) -> dict[_Key, Message]:
    """Return all messages but the header, by context and English singular."""
    return {(m.context or "", _english(m)[0]): m for m in catalog if m.id}


def update(root: Path = ROOT, names: Collection[str] = ()) -> list[str]:
    """Bring every catalogue up to what its room says; return one line per changed file."""
    changed = []
    for room in rooms(root, names):
        for language in LANGUAGES:
            template, path = extracted(room, root, language), catalogue_path(room, language)
            if not texts(template) and not path.exists():
                continue
            catalog = load(path, language)
            before = set(texts(catalog))
            catalog.update(template)
            after = set(texts(catalog))
            if write(path, rendered(catalog, language)):
                new, gone = len(after - before), len(before - after)
                changed.append(f"{path.relative_to(root)}: {new} new, {gone} dropped")
    return changed


def check(root: Path = ROOT, names: Collection[str] = ()) -> list[str]:
    """Return one line per fault in the catalogues; empty means complete."""
    faults: list[str] = []
    seen: dict[tuple[str, _Key], tuple[str, tuple[str, ...]]] = {}
    for room in rooms(root, names):
        for language in LANGUAGES:
            path = catalogue_path(room, language)
            said, known = texts(extracted(room, root, language)), texts(load(path, language))
            found = list(_faults(said, known))
            for key, message in known.items():
                first = seen.setdefault((language, key), (room.name, _translations(message)))
                if all(_translations(message)) and all(first[1]) and first[1] != _translations(message):
                    found.append(f"translated differently in {first[0]}: {key[1]!r}")
            faults += [f"{path.relative_to(root)}: {fault}" for fault in found]
    return faults


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write the .mo beside every .po; return those written. Fuzzy translations are left out."""
    written = []
    for room in rooms(root):
        for language in LANGUAGES:
            path = catalogue_path(room, language)
            if path.exists():
                content = BytesIO()
                catalog = load(path, language)
                catalog.creation_date = catalog.revision_date = _NO_DATE
                write_mo(content, catalog)
                if write(path.with_suffix(".mo"), content.getvalue()):
                    written.append(path.with_suffix(".mo"))
    return written


def _faults(said: dict[_Key, Message], known: dict[_Key, Message]) -> Iterator[str]:
    for key in sorted(said.keys() | known.keys()):
        message = known.get(key)
        if key not in said:
            yield f"obsolete: {key[1]!r}"
        elif message is None or not all(_translations(message)):
            yield f"missing: {key[1]!r}"
        elif message.fuzzy:
            yield f"fuzzy: {key[1]!r}"
        else:
            yield from _wrong_places(message)


def _wrong_places(message: Message) -> Iterator[str]:
    """A translation names the same places as the English plural (the singular may leave the number out)."""
    expected = _places(_english(message)[-1])
    for translation in _translations(message):
        if _places(translation) != expected:
            yield f"places differ: {_english(message)[-1]!r} -> {translation!r}"


def _places(text: str) -> set[str]:
    return {name for pair in _PLACE.findall(text) for name in pair if name}


def _english(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _translations(message: Message) -> tuple[str, ...]:
    return (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)


def main(arguments: list[str]) -> int:
    """Run one of the three commands; the exit code is 1 when `check` finds a fault, 2 for a wrong call."""
    match arguments:
        case ["update", *names]:
            print("\n".join(update(names=names)) or "Every catalogue is up to date.")
        case ["check", *names]:
            faults = check(names=names)
            print("\n".join(faults) or "Every text is translated.")
            return 1 if faults else 0
        case ["compile"]:
            print(f"{len(compile_all())} catalogues compiled.")
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
