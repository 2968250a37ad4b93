"""Read a rundown, whatever it is written as; keep what was read between its preview and its use."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from clipdesk.kernel.errors import gettext_noop
from clipdesk.kernel.time import format_fraction
from clipdesk.library.rundowns.columns import fields_of
from clipdesk.library.rundowns.errors import (
    MOST_BYTES,
    MOST_ITEMS,
    NoFile,
    NotARundown,
    NotTogether,
    TooLarge,
    TooManyItems,
    TooManyParts,
    TooManyWords,
    WrongItem,
)
from clipdesk.library.rundowns.items import MOST_NAME, MOST_UNKNOWN, WORDS, Row, Rundown, rundown_of
from clipdesk.library.rundowns.mos import from_mos, is_mos
from clipdesk.library.rundowns.tables import from_csv, from_sheet

CSV, SHEET, JSON, MOS = gettext_noop("Table (CSV)"), gettext_noop("Excel sheet"), "JSON", "MOS XML"
_MOST_FILES = 1000
_MOST_OBJECTS = 20_000
_ZIP, _JSON = b"PK\x03\x04", (b"[", b"{")
_TIMES = ("start", "length", "real_start", "real_length")
#: What a form may carry beside files, a little less.
_MOST_PAYLOAD = 2_400_000


def read_rundown(files: Sequence[tuple[str, bytes]], zone: tzinfo | None = None) -> Rundown:
    """Return what files say: one of any kind, or several of MOS XML. files: name and content; what they are is told by
    their bytes alone. zone: on whose clocks moments are counted that have a zone of their own.

    Raises:
        NotARundown, or one that is more exact; nothing of it is used.
    """
    if not files:
        raise NoFile
    name, content = files[0]
    if sum(len(data) for _name, data in files) > MOST_BYTES:
        raise TooLarge(name=name, limit=MOST_BYTES // 1_000_000)
    if len(files) > 1:
        other = next((known for known, data in files if not is_mos(data)), None)
        if other is not None or len(files) > _MOST_FILES:
            raise NotTogether(name=other or name)
    form, (rows, unknown) = _read(name, content, files)
    return rundown_of(form, name, rows, unknown, zone)


def _read(name: str, content: bytes, files: Sequence[tuple[str, bytes]]) -> tuple[str, tuple[list[Row], list[str]]]:
    if is_mos(content):
        return MOS, from_mos(files)
    if content.startswith(_ZIP):
        return SHEET, from_sheet(content, name)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_JSON):
        return JSON, _from_json(content, name)
    return CSV, from_csv(content, name)


def _from_json(content: bytes, name: str) -> tuple[list[Row], list[str]]:
    if content.count(b"{") > _MOST_OBJECTS or content.count(b"[") > _MOST_OBJECTS:
        raise TooManyParts(name=name)
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotARundown(name=name) from error
    if not isinstance(data, list):
        raise NotARundown(name=name)
    if len(data) > MOST_ITEMS:
        raise TooManyItems(name=name, limit=MOST_ITEMS)
    rows, unknown = [], list[str]()
    for number, entry in enumerate(data, start=1):
        if not isinstance(entry, Mapping):
            raise WrongItem(name=name, row=number)
        keys = list(entry)
        fields, left = fields_of(keys)
        values = {field: entry[keys[place]] for field, place in fields.items()}
        rows.append(Row(str(number), values, {field: keys[place] for field, place in fields.items()}))
        unknown += [key for key in left if key not in unknown]
    return rows, unknown


def payload_of(rundown: Rundown, name: str) -> str:
    """Return what was read as text, for the form that a person confirms.

    Raises:
        TooManyWords: no form carries so much.
    """
    items = []
    for item in rundown.items:
        said: dict[str, object] = {name: getattr(item, name) for name in WORDS} | {"flags": list(item.marks)}
        times = {name: getattr(item, name) for name in _TIMES}
        said |= {name: format_fraction(value) for name, value in times.items() if value is not None}
        items.append({name: value for name, value in said.items() if value})
    text = json.dumps(items, ensure_ascii=False)
    if len(text.encode()) > _MOST_PAYLOAD:
        raise TooManyWords(name=name)
    return text


def from_payload(text: str, form: str = JSON, unknown: Sequence[str] = ()) -> Rundown:
    """Return what `payload_of` kept: read and checked like every rundown, for a form can say anything. form, unknown: what
    was said of the file, to be said again.

    Raises:
        NotARundown.
    """
    found = read_rundown([(JSON, text.encode("utf-8", "replace"))])
    said = tuple(name[:MOST_NAME] for name in unknown[:MOST_UNKNOWN])
    return replace(found, form=form if form in (CSV, SHEET, JSON, MOS) else JSON, unknown=said)
