"""What each destination is told of a clip, as it is sealed: what goes there besides title and description as they stand, and
what is marked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FLAG_NAMES: dict[str, str | Promise] = {
    "ai_altered": _("Made or altered with artificial intelligence"),
    "paid": _("Paid content"),
    "made_for_children": _("Made for children"),
}
FIELD_NAMES: dict[str, str | Promise] = {
    "title": _("Title"),
    "description": _("Description"),
    "text": _("Text"),
    "note": _("Note beside the correction"),
    "disclosure": _("What is disclosed"),
}
_BOTH, _TITLE, _DESCRIPTION = (
    _("Title and description as they stand above"),
    _("The title as it stands above"),
    _("The description as it stands above"),
)


@dataclass(frozen=True)
class Field:
    """One field of a destination: its name, what of the words above it begins with (or nothing), and its further words."""

    name: str | Promise
    above: str | Promise
    words: str


@dataclass(frozen=True)
class Told:
    """What one destination, or several alike, are told; marks: what is marked there in their own way."""

    fields: tuple[Field, ...]
    marks: tuple[str | Promise, ...]
    places: list[str] = field(default_factory=list)


def told_in(content: Mapping[str, Any]) -> list[Told]:
    """Return what the destinations of a package are told, those that are told the same together; empty where an older desk
    has sealed no words for each."""
    found: dict[tuple[Any, ...], Told] = {}
    for post in content["posts"]:
        if "words" in post:
            key = (str(post["words"]), str(post["marks"]))
            if key not in found:
                fields = tuple(_field(name, words, content) for name, words in post["words"])
                found[key] = Told(fields, tuple(FLAG_NAMES[mark] for mark in post["marks"]))
            found[key].places.append(post["name"])
    return list(found.values())


def besides(content: Mapping[str, Any]) -> str | None:
    """Return the words that each destination gets besides title and description as they stand, a line for each; None where
    an older desk has sealed none for each."""
    told = told_in(content)
    if not told:
        return None
    lines = [
        f"{place} · {part.name}: {part.words}"
        for one in told
        for place in one.places
        for part in one.fields
        if part.words
    ]
    return "\n".join(sorted(lines))


def _field(name: str, words: str, content: Mapping[str, Any]) -> Field:
    title, description = content["title"], content["description"]
    beginnings = [(f"{title}\n\n{description}", _BOTH), (title, _TITLE), (description, _DESCRIPTION)]
    for beginning, said in beginnings if description else beginnings[1:2]:
        if words == beginning or words.startswith(f"{beginning}\n\n"):
            return Field(FIELD_NAMES[name], said, words[len(beginning) :].lstrip("\n"))
    return Field(FIELD_NAMES[name], "", words)
