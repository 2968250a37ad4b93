"""What a person gets in hand: the sealed files of the destination's shape, the words for each field, what to set."""

from __future__ import annotations

from dataclasses import dataclass

from clipdesk.connectors.by_hand.connector import video_of
from clipdesk.connectors.contract import Post, SealedFile, Text
from clipdesk.publishing.models import Publication
from clipdesk.publishing.package import post_of
from clipdesk.publishing.wording import wording_of


@dataclass(frozen=True)
class Handed:
    """Everything for posting one version. film_changed: of a correction, whether the video differs from the one that is
    up; where it does not, only words are changed."""

    video: SealedFile
    others: tuple[SealedFile, ...]
    texts: tuple[Text, ...]
    marks: tuple[str, ...]
    language: str
    is_correction: bool
    film_changed: bool


def handed(publication: Publication) -> Handed:
    """Return what is to be posted now.

    Raises:
        NoSuchShape: the package holds no video of the shape.
    """
    if publication.package is None:
        raise LookupError("nothing is to be posted")
    post = post_of(publication.package, publication)
    said = wording_of(publication.package, publication, post)
    video = video_of(post)
    shown = post_of(publication.shown, publication) if publication.shown else None
    return Handed(
        video=video,
        others=tuple(_others(post)),
        texts=said.texts,
        marks=said.marks,
        language=post.language,
        is_correction=shown is not None,
        film_changed=shown is None or video_of(shown).sha256 != video.sha256,
    )


def files_of(publication: Publication) -> list[SealedFile]:
    """Return the sealed files that whoever posts may fetch: the video of the shape, its picture, the captions."""
    post = _post(publication)
    return [video_of(post), *_others(post)]


def _post(publication: Publication) -> Post:
    if publication.package is None:
        raise LookupError("nothing is to be posted")
    return post_of(publication.package, publication)


def _others(post: Post) -> list[SealedFile]:
    """Return what can be uploaded beside the video: no video of another shape."""
    return [one for one in post.files if not one.shape]
