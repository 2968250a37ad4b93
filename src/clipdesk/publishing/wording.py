"""What each destination is told, as it was sealed for the signer, and nothing else goes there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clipdesk.clips.content import Content
from clipdesk.clips.wording import own_words_of, words_for
from clipdesk.connectors.contract import ConnectorError, Post, Text, Wording
from clipdesk.destinations.models import Destination
from clipdesk.kernel.errors import gettext_noop
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package


class OtherWords(ConnectorError):
    """What would be told a destination now is not what the signer saw: the desk was updated since."""

    message = gettext_noop(
        "Not what was signed: {destination} would get other words now than those that were signed, because the desk was "
        "updated since. Nothing was published. Have the clip signed again."
    )
    permanent = True


def line_of(content: Content, place: Destination, note: str) -> dict[str, Any]:
    """Return what a package seals of a destination: its wording, and title and description where it has its own."""
    said, own = place.wording(words_for(content, place, note)), own_words_of(content, place)
    line = {"words": [[text.field, text.words] for text in said.texts], "marks": list(said.marks)}
    return {**line, "own": {"title": own.title, "description": own.description}} if own else line


def sealed_wording(package: Package, publication: Publication) -> Wording | None:
    """Return what was sealed for the destination of a publication; None: by an older desk, which sealed none."""
    line: dict[str, Any] = next(
        (one for one in package.content["posts"] if one["publication"] == str(publication.pk)), {}
    )
    if "words" not in line:
        return None
    return Wording(tuple(Text(*one) for one in line["words"]), tuple(line["marks"]))


def check_wording(package: Package, publication: Publication, post: Post) -> None:
    """Refuse a post that would tell its destination anything else than was sealed for it.

    Raises:
        OtherWords: nothing was sent.
    """
    sealed = sealed_wording(package, publication)
    if sealed is not None and sealed != publication.destination.wording(post):
        raise OtherWords(destination=publication.destination.name)


def wording_of(package: Package, publication: Publication, post: Post) -> Wording:
    """Return what a destination is told by a package, of which `post` is made, also by one of an older desk."""
    return sealed_wording(package, publication) or publication.destination.wording(post)


def public_title(content: Mapping[str, Any]) -> str:
    """Return the title under which the public knows a sealed clip: that of all, unless every destination has its own."""
    own = [post["own"]["title"] for post in content["posts"] if "own" in post]
    return str(own[0] if own and len(own) == len(content["posts"]) else content["title"])
