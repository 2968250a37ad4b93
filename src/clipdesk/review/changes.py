"""What differs between a package and the version of the same clip that somebody saw last, side by side."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Person
from clipdesk.clips.content import Content
from clipdesk.clips.pictures import THUMBNAIL
from clipdesk.kernel.time import clock_text
from clipdesk.media.recipe import Recipe
from clipdesk.review.models import Package
from clipdesk.review.seen import Seen, seen_before
from clipdesk.review.wording import FLAG_NAMES, told_lines
from clipdesk.ui.languages import language_name

#: A line as it was and as it is; the same twice where it did not change, None where it was not or is no more.
Row = tuple[str | None, str | None]


@dataclass(frozen=True)
class Change:
    """One field that differs: its lines side by side, and the language of the newsroom's own words."""

    name: str | Promise
    rows: list[Row]
    language: str = ""


@dataclass(frozen=True)
class Comparison:
    """What changed since a version that was seen. pictures: whether what is seen or heard may differ too. thumbnail: whether
    another picture was brought to stand for the clip, or is none any more."""

    seen: Seen
    changes: list[Change]
    pictures: bool
    thumbnail: bool


def compared(package: Package, person: Person) -> Comparison | None:
    """Return what changed since this person saw the clip, or else since it was last signed; None when neither happened, or
    when there is nothing to compare."""
    seen = None if package.kind == Package.WITHDRAWAL else seen_before(package, person)
    if seen is None:
        return None
    old, new = seen.package.revision.content, package.revision.content
    changes = changes_between(seen.package, package)
    return Comparison(seen, changes, pictures=old.recipe != new.recipe, thumbnail=old.picture != new.picture)


def wears_own_picture(package: Package) -> bool:
    """Tell whether a picture that somebody brought, and none of its frames, stands for the clip in this package."""
    picture = package.revision.content.picture
    return any(one["role"] == THUMBNAIL and one["sha256"] == picture for one in package.content.get("files", []))


def changes_between(before: Package, package: Package) -> list[Change]:
    """Return the fields in which two packages of a clip differ."""
    was, now = before.content, package.content
    old, new = before.revision.content, package.revision.content
    own = now["language"]
    pairs: list[tuple[str | Promise, str, str, str]] = [
        (_("Title"), was["title"], now["title"], own),
        (_("Description"), was["description"], now["description"], own),
        (_("Captions"), _words(old), _words(new), own),
        (_("Strap over the picture"), old.recipe.title, new.recipe.title, own),
        (_("Names on the picture"), _named(old.recipe), _named(new.recipe), own),
        (_("Marks for the public"), _flags(was), _flags(now), ""),
        (_("Words for single destinations"), told_lines(was), told_lines(now), ""),
        (_("Where it comes from"), was.get("origin", ""), now.get("origin", ""), own),
        (_("Finished outside the desk"), _finished(was), _finished(now), ""),
        (_("Destinations"), _destinations(was), _destinations(now), ""),
        (_("Files"), _files(was), _files(now), ""),
        (_("Cut points"), _cut(old.recipe), _cut(new.recipe), ""),
        (_("Thumbnail"), _thumbnail(old), _thumbnail(new), ""),
    ]
    for language in sorted({*old.translations, *new.translations}):
        name = f"{_('Captions')}: {language_name(language)}"
        pairs.append((name, _words(old, language), _words(new, language), language))
    found = [Change(name, diff(a, b), language) for name, a, b, language in pairs if a != b]
    if _picture(old.recipe) != _picture(new.recipe):
        found.append(
            Change(
                _("Picture"),
                [(None, str(_("The window of the picture, its look or the look of the captions changed.")))],
            )
        )
    return found


def diff(was: str, now: str) -> list[Row]:
    """Return the lines that went and came beside each other, with the unchanged line around them."""
    old, new = was.splitlines(), now.splitlines()
    groups = difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(1)
    return [row for group in groups for _tag, a, b, c, d in group for row in zip_longest(old[a:b], new[c:d])]


def _finished(content: Mapping[str, Any]) -> str:
    """The file that was finished outside the desk, and who brought it; nothing where the clip was made here."""
    found = content.get("finished")
    if not found:
        return ""
    said = {"name": found["name"], "who": found["by"]["name"], "mark": found["sha256"][:8]}
    return str(_("{name}, brought by {who} ({mark})")).format(**said)


def _words(content: Content, language: str = "") -> str:
    """The captions that are heard in the clip, in its own or a further language, one on a line."""
    recipe = replace(content.recipe, captions=content.captions_in(language or content.language))
    heard = (
        cue for cue in recipe.captions if any(cue.end > cut.start and cue.start < cut.end for cut in recipe.ranges)
    )
    return "\n".join(" ".join(cue.said.split()) for cue in heard)


def _flags(content: Mapping[str, Any]) -> str:
    return "\n".join(str(label) for name, label in FLAG_NAMES.items() if content["flags"].get(name))


def _destinations(content: Mapping[str, Any]) -> str:
    return "\n".join(sorted(" · ".join(filter(None, (post["name"], post.get("shape")))) for post in content["posts"]))


def _files(content: Mapping[str, Any]) -> str:
    """The sealed files by name: each shape and each language has its own."""
    return "\n".join(sorted(sealed["name"] for sealed in content["files"]))


def _cut(recipe: Recipe) -> str:
    return "\n".join(f"{_exact(cut.start)} – {_exact(cut.end)}" for cut in recipe.ranges)


def _named(recipe: Recipe) -> str:
    """The names on the picture, each with its times in the recording, as cut points are."""
    return "\n".join(f"{one.said} ({_exact(one.start)} – {_exact(one.end)})" for one in recipe.named)


def _thumbnail(content: Content) -> str:
    if content.picture:
        return str(_("a picture that is no frame of the clip ({mark})")).format(mark=content.picture[:8])
    at = content.recipe.thumbnail
    return str(_("the usual frame")) if at is None else _exact(at)


def _exact(time: Fraction) -> str:
    return f"{clock_text(time)} ({float(time):.2f} s)"


def _picture(recipe: Recipe) -> tuple[Any, ...]:
    style = recipe.caption_style
    return dict(recipe.framing), style, recipe.look, recipe.keep_clear, recipe.words if style.words else ()
