"""What a revision holds: one recipe, the texts, the flags. A frozen value, read strictly and written canonically."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from clipdesk.kernel.canonical import canonical_json, digest
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.ids import is_id
from clipdesk.kernel.text import fold
from clipdesk.kernel.time import clock_text
from clipdesk.media.reading import Reader
from clipdesk.media.recipe import Cue, Recipe

TITLE_CHARACTERS = 120
DESCRIPTION_CHARACTERS = 5000
CAPTIONS = 5000  # about five hours of speech
#: What the public must be told, asked of people and put into the signed package.
FLAGS = ("ai_altered", "paid", "made_for_children")
# Control characters (but tab and line feed) and halves of surrogate pairs: no database and no canonical JSON takes them.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_TRANSLATIONS = 4
MOST_OWN_WORDS = 50


class TextTooLong(ClipdeskError):
    """A title or description is longer than any destination takes."""

    message = gettext_noop("The {field} is too long: {count} characters, at most {limit}. Shorten it.")


class UnfitText(ClipdeskError):
    """A text holds characters that are none."""

    message = gettext_noop("“{text}” holds characters that cannot be shown. Type these words anew, then save.")


class TooManyCaptions(ClipdeskError):
    """More captions than any recording needs."""

    message = gettext_noop("There are {count} captions; {limit} is the most. Import only those of this recording.")


class TooManyLanguages(ClipdeskError):
    """More languages of captions than anybody keeps in step."""

    message = gettext_noop("A clip has captions in at most {limit} languages beside its own. Remove one first.")


class CaptionTimes(ClipdeskError):
    """A caption that does not end after it starts, or starts before the recording does."""

    message = gettext_noop(
        "The caption “{text}” runs from {start} to {end}. Give it an end after its start, then save."
    )


def check_fit(text: str) -> None:
    """Make sure that a text can be stored.

    Raises:
        UnfitText: it holds characters that are none.
    """
    if _UNFIT.search(text):
        raise UnfitText(text=_UNFIT.sub("\ufffd", text)[:80])


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """What one destination is told in place of a clip's title and description."""

    title: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Content:
    """One edit of a clip. translations: of each further language, a text for each caption of the recipe; it may be empty.
    own_words: by the id of a destination that gets other words than the rest. picture: the SHA-256 of the picture that stands
    for the clip in place of the recipe's frame (`pictures`)."""

    recipe: Recipe
    title: str = ""
    description: str = ""
    language: str = "vi"
    flags: Mapping[str, bool] = field(default_factory=dict)
    translations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_words: Mapping[str, OwnWords] = field(default_factory=dict)
    picture: str = ""

    def __post_init__(self) -> None:
        texts = [(self.title, self.description), *((own.title, own.description) for own in self.own_words.values())]
        for title, description in texts:
            for name, value, limit in (
                (_("title"), title, TITLE_CHARACTERS),
                (_("description"), description, DESCRIPTION_CHARACTERS),
            ):
                if len(value) > limit:
                    raise TextTooLong(field=name, count=len(value), limit=limit)
        written = [cue.text for cue in self.recipe.captions] + [word.text for word in self.recipe.words]
        speakers = {cue.speaker for cue in self.recipe.captions}
        translated = (text for texts in self.translations.values() for text in texts)
        on_picture = (text for one in self.recipe.lower_thirds for text in (one.name, one.role))
        for text in (*self.written, *written, *translated, *speakers, *on_picture):
            check_fit(text)
        if len(self.translations) > MOST_TRANSLATIONS:
            raise TooManyLanguages(limit=MOST_TRANSLATIONS)
        if len(self.recipe.captions) > CAPTIONS:
            raise TooManyCaptions(count=len(self.recipe.captions), limit=CAPTIONS)
        for cue in self.recipe.captions:
            if not 0 <= cue.start < cue.end:
                raise CaptionTimes(text=cue.text[:80], start=clock_text(cue.start), end=clock_text(cue.end))

    def to_json(self) -> dict[str, Any]:
        """Return the value as stored."""
        stored: dict[str, Any] = {
            "recipe": self.recipe.to_json(),
            "title": self.title,
            "description": self.description,
            "language": self.language,
            "flags": {name: bool(self.flags.get(name, False)) for name in FLAGS},
        }
        if self.translations:  # what has none is stored as it was before there were any, so that its digest stays
            stored["translations"] = {language: list(texts) for language, texts in sorted(self.translations.items())}
        if self.own_words:  # in the same way
            stored["own_words"] = {place: dict(vars(words)) for place, words in sorted(self.own_words.items())}
        if self.picture:
            stored["picture"] = self.picture
        return stored

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Content:
        """Read a stored value, and nothing else: an unknown or missing field is an error.

        Raises:
            RecipeError: names the field and what is wrong with it.
            TextTooLong, UnfitText, TooManyCaptions, CaptionTimes: as their sentences say.
        """
        with Reader(data, "clip") as clip:
            language = clip.text("language")
            if not _LANGUAGE.fullmatch(language):
                clip.refuse("language", "a code such as vi is expected")
            with clip.part("flags") as flags:
                read = {name: flags.flag(name) for name in FLAGS}
            clip.part("recipe")
            recipe = Recipe.from_json(data["recipe"])
            return cls(
                recipe=recipe,
                title=clip.text("title"),
                description=clip.text("description"),
                language=language,
                flags=read,
                translations=_read_translations(clip, recipe) if clip.names("translations") else {},
                own_words=_read_own_words(clip) if clip.names("own_words") else {},
                picture=_read_picture(clip) if clip.names("picture") else "",
            )

    @property
    def sha256(self) -> str:
        """The digest of the canonical form: two edits are the same edit when it is equal."""
        return digest(canonical_json(self.to_json()))

    def captions_in(self, language: str) -> tuple[Cue, ...]:
        """Return the captions in the clip's own language or a further one; those that have no text there are left out."""
        if language == self.language:
            return self.recipe.captions
        texts = self.translations.get(language, ())
        pairs = zip(self.recipe.captions, texts, strict=True) if texts else ()
        return tuple(replace(cue, text=text) for cue, text in pairs if text.strip())

    @property
    def written(self) -> tuple[str, ...]:
        """Everything that was written for the public besides captions: titles, descriptions, the strap and the names on the
        picture."""
        own = (text for words in self.own_words.values() for text in (words.title, words.description))
        named = (text for one in self.recipe.named for text in (one.name, one.role))
        return (self.title, self.description, self.recipe.title, *own, *named)

    @property
    def searchable(self) -> str:
        """Texts, the strap, the names on the picture, and the captions that are heard in the clip, folded for search."""
        captions = " ".join(cue.text for cue in self.recipe.heard)
        captions += "".join(f" {text}" for texts in self.translations.values() for text in texts if text)
        return fold(f"{' '.join(self.written)} {captions}")


def _read_translations(clip: Reader, recipe: Recipe) -> dict[str, tuple[str, ...]]:
    """Read the translations: a text for each caption, no more and no fewer."""
    with clip.part("translations") as part:
        found = {language: part.texts(language) for language in part.fields}
        for language, texts in found.items():
            if not _LANGUAGE.fullmatch(language):
                part.refuse(language, "a code such as en is expected")
            if len(texts) != len(recipe.captions):
                part.refuse(language, f"{len(recipe.captions)} texts are expected, one for each caption")
        return found


def _read_picture(clip: Reader) -> str:
    sha256 = clip.text("picture")
    if sha256 and not _SHA256.fullmatch(sha256):
        clip.refuse("picture", "64 hexadecimal digits are expected")
    return sha256


def _read_own_words(clip: Reader) -> dict[str, OwnWords]:
    """Read what single destinations are told; each is named by its id."""
    found = {}
    for place, reader in clip.named_parts("own_words").items():
        if not is_id(place) or str(UUID(place)) != place:
            clip.refuse("own_words", "ids of destinations are expected")
        with reader as words:
            found[place] = OwnWords(title=words.text("title"), description=words.text("description"))
    if len(found) > MOST_OWN_WORDS:
        clip.refuse("own_words", f"at most {MOST_OWN_WORDS} are expected")
    return found
