"""A clip's words as a destination gets them: its own where it has some, else those of all."""

from __future__ import annotations

from collections.abc import Iterable

from clipdesk.clips.content import Content, OwnWords
from clipdesk.connectors.contract import Post
from clipdesk.destinations.models import Destination


def own_words_of(content: Content, place: Destination) -> OwnWords | None:
    """Return what a destination is told in place of title and description; None: it gets those. The station's own site
    always does: they are what its page is made of."""
    return None if place.is_own_site else content.own_words.get(str(place.pk))


def words_for(content: Content, place: Destination, note: str = "") -> Post:
    """Return a clip's words for a destination, with nothing else of a post. note: beside a correction."""
    words = own_words_of(content, place) or content
    return Post(
        version="",
        title=words.title,
        description=words.description,
        language=content.language,
        files=(),
        flags=content.to_json()["flags"],
        note=note,
    )


def own_words_by_name(content: Content, places: Iterable[Destination]) -> list[tuple[str, OwnWords]]:
    """Return what single destinations of `places` are told, with their names."""
    found = ((place.name, own_words_of(content, place)) for place in places)
    return [(name, own) for name, own in found if own is not None]
