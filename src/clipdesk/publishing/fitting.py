"""What a clip has, and what a destination takes: the same figures for the page that shows them and for the refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext_lazy as _

from clipdesk.clips.models import Clip
from clipdesk.clips.wording import own_words_of, words_for
from clipdesk.destinations.models import Destination
from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class TooLong(ClipdeskError):
    """A clip or text is longer than a destination takes."""

    message = gettext_noop("{destination} takes at most {limit} {unit}; this clip has {count}. Shorten it.")


class WordsTooLong(ClipdeskError):
    """No text alone is too long, but all of them together are."""

    message = gettext_noop(
        "{destination} takes at most {limit} characters of title, description, disclosure and note together; these are "
        "{count}. Shorten the description by at least {over}."
    )


class OwnWordsTooLong(WordsTooLong):
    """The same of the words that a destination has for itself."""

    message = gettext_noop(
        "{destination} takes at most {limit} characters of title, description, disclosure and note together; with its own "
        "words these are {count}. Shorten its own words by at least {over}."
    )


@dataclass(frozen=True)
class Fit:
    """One limit: what the clip has, what the destination takes."""

    count: int
    limit: int

    @property
    def is_kept(self) -> bool:
        """Whether the clip keeps the limit."""
        return self.count <= self.limit


def fits_of(place: Destination, clip: Clip) -> dict[str, Fit]:
    """Return how a clip fits a destination, by the name of the limit: `title`, `description`, `seconds`, and `words`
    where the destination counts all of them together."""
    content, limits = clip.content, place.limits
    words = words_for(content, place, clip.correction_note)
    fits = {
        "title": Fit(len(words.title), limits.title_characters),
        "description": Fit(len(words.description), limits.description_characters),
        "seconds": Fit(ceil(clip.film_seconds), limits.longest_seconds),  # one begun counts whole
    }
    if limits.text_characters:
        fits["words"] = Fit(place.characters(words), limits.text_characters)
    return fits


def excess_of(place: Destination, clip: Clip) -> ClipdeskError | None:
    """Return what a destination would not take of a clip, the first thing; None: it takes all."""
    fits = fits_of(place, clip)
    for name, unit in (("title", _("characters")), ("description", _("characters")), ("seconds", _("seconds"))):
        if not fits[name].is_kept:
            return TooLong(destination=place.name, limit=fits[name].limit, unit=unit, count=fits[name].count)
    words = fits.get("words")
    if words is None or words.is_kept:
        return None
    over = words.count - words.limit
    kind = OwnWordsTooLong if own_words_of(clip.content, place) else WordsTooLong
    return kind(destination=place.name, limit=words.limit, count=words.count, over=over)


def check_fits(places: Iterable[Destination], clip: Clip) -> None:
    """Refuse a clip that one of the destinations would not take, before anything is rendered.

    Raises:
        TooLong, WordsTooLong: with what to shorten.
    """
    for place in places:
        if (excess := excess_of(place, clip)) is not None:
            raise excess
