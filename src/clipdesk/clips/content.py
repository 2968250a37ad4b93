"""What a revision holds: one recipe, the texts, the flags. A frozen value, read strictly and written canonically."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clipdesk.kernel.canonical import canonical_json, digest
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import fold
from clipdesk.media.recipe import Recipe

TITLE_CHARACTERS = 120
DESCRIPTION_CHARACTERS = 5000
#: What the public must be told, asked of people and put into the signed package.
FLAGS = ("ai_altered", "paid", "made_for_children")


class TextTooLong(ClipdeskError):
    """A title or description is longer than any destination takes."""

    message = gettext_noop("The {field} is too long: {count} characters, at most {limit}. Shorten it.")


@dataclass(frozen=True, kw_only=True)
class Content:
    """One edit of a clip."""

    recipe: Recipe
    title: str = ""
    description: str = ""
    language: str = "vi"
    flags: Mapping[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value, limit in (
            ("title", self.title, TITLE_CHARACTERS),
            ("description", self.description, DESCRIPTION_CHARACTERS),
        ):
            if len(value) > limit:
                raise TextTooLong(field=name, count=len(value), limit=limit)

    def to_json(self) -> dict[str, Any]:
        """Return the value as stored."""
        return {
            "recipe": self.recipe.to_json(),
            "title": self.title,
            "description": self.description,
            "language": self.language,
            "flags": {name: bool(self.flags.get(name, False)) for name in FLAGS},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Content:
        """Read a stored value.

        Raises:
            RecipeError: the recipe is not one.
        """
        return cls(
            recipe=Recipe.from_json(data["recipe"]),
            title=data["title"],
            description=data["description"],
            language=data["language"],
            flags=data["flags"],
        )

    @property
    def sha256(self) -> str:
        """The digest of the canonical form: two edits are the same edit when it is equal."""
        return digest(canonical_json(self.to_json()))

    @property
    def searchable(self) -> str:
        """Texts and captions, folded for search."""
        captions = " ".join(cue.text for cue in self.recipe.captions)
        return fold(f"{self.title} {self.description} {captions}")
