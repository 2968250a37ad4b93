"""What each destination is told of a clip, as it is sealed: what goes there besides title and description as they stand, and
what is marked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.kernel.time import clock_text
from clipdesk.media.lower_third import LowerThird
from clipdesk.media.timeline import clip_lower_thirds
from clipdesk.review.models import Package

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
_BOTH, _TITLE, _DESCRIPTION, _NOTE = (
    _("Title and description of the clip"),
    _("The title of the clip"),
    _("The description of the clip"),
    _("The note as it stands above"),
)


@dataclass(frozen=True)
class Field:
    """One field of a destination: its name, what of the words above it begins with (or nothing), and its further words."""

    name: str | Promise
    above: str | Promise
    words: str


@dataclass(frozen=True)
class Told:
    """What one destination, or several alike, are told; marks: what is marked there in their own way. has_own: the clip
    has words of its own for them."""

    fields: tuple[Field, ...]
    marks: tuple[str | Promise, ...]
    has_own: bool = False
    places: list[str] = field(default_factory=list)


def told_in(content: Mapping[str, Any]) -> list[Told]:
    """Return what the destinations of a package are told, those that are told the same together; empty where an older desk
    has sealed no words for each."""
    found: dict[tuple[Any, ...], Told] = {}
    for post in content["posts"]:
        if "words" in post:
            key = (str(post["words"]), str(post["marks"]), "own" in post)
            if key not in found:
                fields = tuple(_field(name, words, content) for name, words in post["words"])
                found[key] = Told(fields, tuple(FLAG_NAMES[mark] for mark in post["marks"]), "own" in post)
            found[key].places.append(post["name"])
    return list(found.values())


def shown_words(content: Mapping[str, Any], *, named: bool = True) -> dict[str, Any]:
    """Return what the pages of a package show of its words: `told`, and `go_out`, whether anybody gets title and
    description as they stand. named: with the names of the destinations."""
    told = told_in(content)
    go_out = not told or any(part.above not in ("", _NOTE) for one in told for part in one.fields)
    return {"told": told if named else [replace(one, places=[]) for one in told], "go_out": go_out}


def named_in(package: Package) -> list[tuple[str, LowerThird]]:
    """Return the names that stand on the clip's picture, each with its time in the film; the sealed revision holds them."""
    if package.kind == Package.WITHDRAWAL:
        return []
    revision = package.revision
    recipe = revision.content.recipe
    if not recipe.named:
        return []
    found = clip_lower_thirds(recipe, package.clip.recording_for(revision).source_info.grid)
    return [(clock_text(revision.film.lead + one.start), one) for one in found]


def told_lines(content: Mapping[str, Any]) -> str:
    """Return which destinations get other words than title and description as they stand, a line for each field; nothing
    where an older desk has sealed no words for each."""
    lines = (
        f"{place} · {part.name}: " + " + ".join(str(words) for words in (part.above, part.words) if words)
        for one in told_in(content)
        for place in one.places
        for part in one.fields
        if part.words or one.has_own
    )
    return "\n".join(sorted(lines))


def _field(name: str, words: str, content: Mapping[str, Any]) -> Field:
    if words == content["note"]:
        return Field(FIELD_NAMES[name], _NOTE, "")
    title, description = content["title"], content["description"]
    beginnings = [(f"{title}\n\n{description}", _BOTH), (title, _TITLE), (description, _DESCRIPTION)]
    for beginning, said in beginnings if description else beginnings[1:2]:
        if words == beginning or words.startswith(f"{beginning}\n\n"):
            return Field(FIELD_NAMES[name], said, words[len(beginning) :].lstrip("\n"))
    return Field(FIELD_NAMES[name], "", words)
