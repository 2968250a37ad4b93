"""Read a rundown as newsroom systems export it: JSON, a list of items with their times and scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from clipdesk.kernel.errors import ClipdeskError, gettext_noop

MOST_BYTES = 5_000_000
MOST_ITEMS = 1000
_WORDS = {"slug": 120, "title": 200, "language": 2, "script": 100_000}
_LONGEST_SECONDS = 7 * 24 * 3600
_MOST_MARKS, _LONGEST_MARK = 20, 80


class NotARundown(ClipdeskError):
    """The rundown file cannot be read."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read. It must be JSON: a list of items with slug, start and script."
    )


def read_rundown(content: bytes, name: str) -> list[dict[str, Any]]:
    """Return the items: slug, title, language, script, marks (a list of texts), and start and end as `Fraction` seconds.

    Marks are what the newsroom system calls `flags` or `tags`. Times stand as `planned_start` and `planned_length`, or as
    `start` and `end`, in seconds.

    Raises:
        NotARundown: it is none; nothing of it is used.
    """
    try:
        data = json.loads(content) if len(content) <= MOST_BYTES else None
        if not isinstance(data, list) or len(data) > MOST_ITEMS:
            raise TypeError
        return [_item(entry) for entry in data]
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError) as error:
        raise NotARundown(name=name) from error


def _item(entry: object) -> dict[str, Any]:
    if not isinstance(entry, Mapping):
        raise TypeError
    start = _seconds(entry.get("start", entry.get("planned_start", 0)))
    end = _seconds(entry["end"]) if "end" in entry else start + _seconds(entry.get("planned_length", 0))
    words = {key: str(entry.get(key) or "").replace("\0", "")[:limit] for key, limit in _WORDS.items()}
    title, marks = words["title"] or words["slug"], _marks([*_listed(entry.get("flags")), *_listed(entry.get("tags"))])
    return {**words, "title": title, "marks": marks, "start": start, "end": max(start, end)}


def _listed(value: object) -> Sequence[object]:
    """Marks stand as a list, or as one text with commas."""
    if isinstance(value, str):
        return value.split(",")
    if value is not None and not isinstance(value, list):
        raise TypeError
    return value or ()


def _marks(texts: list[object]) -> list[str]:
    """Each once; a system that writes more of them than anybody reads is cut short."""
    marks = (str(text).replace("\0", "").strip()[:_LONGEST_MARK] for text in texts)
    return list(dict.fromkeys(mark for mark in marks if mark))[:_MOST_MARKS]


def _seconds(value: object) -> Fraction:
    """A number, or a text that is one; before the beginning counts as the beginning."""
    text = str(value)
    if len(text) > 30 or "e" in text.lower():
        raise ValueError(text)
    seconds = max(Fraction(0), Fraction(text))
    if seconds > _LONGEST_SECONDS:
        raise ValueError(text)
    return seconds
