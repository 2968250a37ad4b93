"""What the public may see: publications on the own site, read from the signed package alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from clipdesk.accounts.models import Station
from clipdesk.clips.credentials import certificate_on
from clipdesk.clips.models import StationCertificate
from clipdesk.clips.models.look import film_seconds
from clipdesk.clips.translations import language_of
from clipdesk.connectors.own_site.connector import media_path, version_folder
from clipdesk.media.captions import read
from clipdesk.media.recipe import SHAPES, Recipe
from clipdesk.media.renditions import shape_of
from clipdesk.media.timeline import clip_cues
from clipdesk.publishing.models import Publication
from clipdesk.publishing.package import files_for, loudness_of
from clipdesk.review.models import Package
from clipdesk.ui.languages import language_name

GRID = Fraction(25)  # fine enough to tell whether a caption lies inside the cut


class NoLongerShown(LookupError):
    """The version of a file is not what the public sees any more."""


@dataclass(frozen=True)
class PublicFile:
    """A file that the public may have, and the digest of what it holds."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class Video:
    """One file of a post."""

    shape: str
    width: int
    height: int
    url: str
    size: int


@dataclass(frozen=True)
class Track:
    """The captions of one further language: where a player finds them, and what they say."""

    language: str
    name: str
    url: str
    path: Path

    @cached_property
    def transcript(self) -> list[str]:
        """What they say; read when a page shows it, for a feed names fifty files."""
        return _said(self.path)


@dataclass(frozen=True)
class PublicPost:
    """One clip on the public site: words and files of the package that was signed."""

    publication: Publication
    package: Package

    @cached_property
    def content(self) -> dict[str, Any]:
        """The sealed content."""
        return self.package.content

    @property
    def url(self) -> str:
        """The watch page's path; it stays for ever."""
        return watch_path(self.publication)

    @property
    def absolute_url(self) -> str:
        """The watch page's full address."""
        return settings.ORIGIN + self.url

    @property
    def title(self) -> str:
        """The signed title."""
        return str(self.content["title"])

    @property
    def description(self) -> str:
        """The signed description."""
        return str(self.content["description"])

    @property
    def language(self) -> str:
        """The clip's language."""
        return str(self.content["language"])

    @property
    def note(self) -> str:
        """The note of a correction, or nothing."""
        return str(self.content["note"])

    @property
    def published_at(self) -> datetime | None:
        """When it first went public."""
        return self.publication.first_live_at

    @property
    def changed_at(self) -> datetime | None:
        """When the version shown went public."""
        return self.publication.shown_at

    @property
    def flags(self) -> list[str]:
        """The disclosures that were signed."""
        return [name for name, on in self.content["flags"].items() if on]

    @cached_property
    def _sealed(self) -> list[dict[str, Any]]:
        """What the package says of the files that went to the site."""
        return files_for(self.content, loudness_of(self.content, self.publication))

    @cached_property
    def videos(self) -> list[Video]:
        """The files by shape, upright first."""
        found = {shape_of(sealed["role"]): sealed for sealed in self._sealed}
        return [
            Video(shape, *SHAPES[shape], self._media(found[shape]["name"]), found[shape]["size"])
            for shape in SHAPES
            if shape in found
        ]

    @property
    def poster(self) -> str:
        """The thumbnail's path."""
        return self._media("thumbnail.jpg")

    @property
    def credentials(self) -> StationCertificate | None:
        """The certificate with which all its videos were signed; None where they carry no content credentials."""
        return certificate_on([sealed["sha256"] for sealed in self._sealed if shape_of(sealed["role"])])

    @property
    def captions(self) -> str:
        """The captions' path."""
        return self._media("captions.vtt")

    @cached_property
    def tracks(self) -> list[Track]:
        """The captions in further languages."""
        return [
            Track(language, language_name(language), self._media(sealed["name"]), self.folder / sealed["name"])
            for sealed in self.content["files"]
            if (language := language_of(sealed["role"]))
        ]

    @cached_property
    def transcript(self) -> list[str]:
        """The captions as text, read from the published file; nothing where nobody speaks."""
        return _said(self.folder / "captions.vtt") if self.has_captions else []

    @cached_property
    def has_captions(self) -> bool:
        """Whether any caption lies inside the cut."""
        return bool(clip_cues(self._recipe, GRID))

    @property
    def duration(self) -> Fraction:
        """The film's length in seconds, with its cards."""
        return film_seconds(self._recipe, self.publication.station_id)

    @cached_property
    def _recipe(self) -> Recipe:
        return self.package.revision.content.recipe

    @property
    def folder(self) -> Path:
        """Where the published version lies."""
        return version_folder(settings.PUBLIC, self.publication.remote_id, self.package.sha256)

    def _media(self, name: str) -> str:
        return media_path(self.publication.remote_id, self.package.sha256, name)


def _said(path: Path) -> list[str]:
    return [cue.said for cue in read(path.read_bytes(), path.name)] if path.is_file() else []


def watch_path(publication: Publication) -> str:
    """Return the path of a publication's watch page."""
    return reverse("site:watch", kwargs={"station": publication.station.slug, "remote_id": publication.remote_id})


def shown_on(station: Station) -> QuerySet[Publication]:
    """Return what a station's site shows now, the newest first."""
    return shown_on_sites().filter(station=station).order_by("-first_live_at", "-pk")


def shown_on_sites() -> QuerySet[Publication]:
    """Return what the sites of all stations show now."""
    rows = Publication.objects.filter(destination__kind="site", shown__isnull=False)
    return rows.select_related("shown__revision", "station")


def post_of(publication: Publication) -> PublicPost | None:
    """Return the public post of a publication, or None when nothing of it is public."""
    return PublicPost(publication, publication.shown) if publication.shown else None


def public_file(remote_id: str, version: str, name: str) -> PublicFile:
    """Return a published file while its version is the one shown.

    The name is compared with the signed package's own list, so no path of a stranger's making is ever opened.

    Raises:
        NoLongerShown: it was public, and was corrected or withdrawn.
        LookupError: there is no such file.
    """
    known = Publication.objects.filter(remote_id=remote_id, destination__kind="site", first_live_at__isnull=False)
    row = known.select_related("shown").first()
    if row is None:
        raise LookupError
    if row.shown is None or row.shown.sha256[:16] != version:
        raise NoLongerShown
    sealed = next((sealed for sealed in row.shown.content["files"] if sealed["name"] == name), None)
    path = version_folder(settings.PUBLIC, remote_id, row.shown.sha256) / name
    if sealed is None or not path.is_file():
        raise LookupError
    return PublicFile(path, sealed["sha256"])
