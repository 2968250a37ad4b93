"""What the columns of a rundown are called, in Vietnamese and English, and which of them say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clipdesk.kernel.text import fold

#: Field → names, those that count first before the others where a rundown has two. Folded: no marks, no capitals.
NAMES: dict[str, tuple[str, ...]] = {
    "order": ("order", "no", "number", "position", "stt", "so thu tu", "thu tu", "storynum", "story number", "page"),
    "slug": ("slug", "storyslug", "story slug", "ma tin", "ky hieu", "ten tat", "ma"),
    "title": ("title", "headline", "story", "tieu de", "ten tin", "ten bai", "tin bai", "tin", "ten"),
    "presenter": (
        *("presenter", "storypresenter", "anchor", "newsreader", "reader", "talent", "host", "mc"),
        *("nguoi dan", "nguoi dan chuong trinh", "btv dan", "phat thanh vien", "ptv", "nguoi doc"),
    ),
    "script": ("script", "text", "kich ban", "loi dan", "loi binh", "loi doc", "loi", "noi dung", "van ban"),
    "language": ("language", "lang", "ngon ngu", "tieng"),
    "start": (
        *("start", "planned start", "start time", "planned", "begins at", "time", "bat dau", "gio bat dau"),
        *("bat dau du kien", "gio du kien", "du kien", "gio phat", "gio phat song"),
    ),
    "end": ("end", "planned end", "end time", "ket thuc", "gio ket thuc", "ket thuc du kien"),
    "length": (
        *("length", "planned length", "duration", "planned duration", "est duration", "storyduration"),
        *("thoi luong", "thoi luong du kien", "do dai"),
    ),
    "real_start": (
        *("real start", "actual start", "actual time", "aired at", "on air", "storystarted"),
        *("bat dau thuc te", "thuc te bat dau", "gio thuc te", "gio phat thuc te", "phat luc"),
    ),
    "real_end": ("real end", "actual end", "storyended", "ket thuc thuc te", "gio ket thuc thuc te"),
    "real_length": ("real length", "actual length", "actual duration", "thoi luong thuc te"),
    "rights": (
        *("rights", "right", "usage rights", "restrictions", "restriction", "copyright", "licence", "license"),
        *("ban quyen", "quyen", "quyen su dung", "han che", "gioi han"),
    ),
    "flags": ("flags", "flag", "co", "danh dau", "luu y"),
    "tags": ("tags", "tag", "marks", "labels", "nhan", "the"),
}
_FIELDS = {name: field for field, names in NAMES.items() for name in names}
#: A row that names one of these, and one field more, tells what the columns are.
_TELLING = frozenset({"slug", "title", "script"})
_SIGNS = re.compile(r"[^\w#]+|_+")


def plain(name: object) -> str:
    """Return a column's name as it is looked up: `Planned_start`, `planned start:` and `PLANNED START` are one."""
    return _SIGNS.sub(" ", fold(str(name or ""))[:200]).strip()


def names_columns(cells: Sequence[object]) -> bool:
    """Tell whether a row of a table is the one that names its columns."""
    found = {_FIELDS.get(plain(cell)) for cell in cells} - {None}
    return len(found) >= 2 and bool(found & _TELLING)


def fields_of(names: Sequence[object]) -> tuple[dict[str, int], list[str]]:
    """Return field → which of `names` it is, and the names that nothing is read from, as they are written."""
    ranked: dict[str, tuple[int, int]] = {}
    for place, name in enumerate(map(plain, names)):
        field = _FIELDS.get(name)
        if field is not None:
            here = (NAMES[field].index(name), place)
            ranked[field] = min(here, ranked.get(field, here))
    found = {field: place for field, (_rank, place) in ranked.items()}
    read = set(found.values())
    return found, [
        str(name).strip() for place, name in enumerate(names) if place not in read and str(name or "").strip()
    ]
