"""A clip of ours inside a question: what the station's own site shows to everybody, and nothing of it before somebody presses.

The still stands in the page itself, small, so that the page needs no further request; film and captions are fetched at a press.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from PIL import Image, ImageOps

from clipdesk.accounts.models import Station
from clipdesk.clips.translations import language_of
from clipdesk.connectors.own_site.connector import media_path, version_folder
from clipdesk.media.recipe import SHAPES
from clipdesk.publishing.models import Publication
from clipdesk.ui.languages import language_name

MOST_OFFERED = 200
#: The longer side of the still, in pixels: about 6 kB.
STILL = 240
_QUALITY = 60


@dataclass(frozen=True)
class Track:
    """Captions in one language."""

    language: str
    name: str
    url: str
    kind: str


@dataclass(frozen=True)
class Film:
    """A public film as a page shows it. still: a data address; page: where it stands on the own site."""

    code: str
    title: str
    language: str
    url: str
    width: int
    height: int
    still: str
    tracks: tuple[Track, ...]
    page: str


def shown_films(station: Station) -> QuerySet[Publication]:
    """Return what the station's own site shows to everybody now, the newest first."""
    rows = Publication.objects.filter(station=station, destination__kind="site", shown__isnull=False)
    return rows.select_related("shown", "station").order_by("-first_live_at", "-pk")


def offered_films(station: Station) -> list[tuple[str, str]]:
    """Return code and title of the films that a question can show."""
    rows = shown_films(station)[:MOST_OFFERED]
    return [(one.remote_id, str(one.shown.content["title"])) for one in rows if one.shown]


def films_of(station: Station, codes: Iterable[str]) -> Mapping[str, Film]:
    """Return the films with these codes that are public now."""
    wanted = sorted(set(codes) - {""})
    if not wanted:
        return {}
    return {one.remote_id: _film(one) for one in shown_films(station).filter(remote_id__in=wanted)}


def _film(publication: Publication) -> Film:
    package = publication.shown
    assert package is not None
    content, code = package.content, publication.remote_id
    files = {sealed["role"]: sealed["name"] for sealed in content["files"]}
    shape = next(one for one in SHAPES if one in files)
    width, height = SHAPES[shape]
    folder = version_folder(Path(settings.PUBLIC), code, package.sha256)

    def address(name: str) -> str:
        return media_path(code, package.sha256, name)

    tracks = [Track(content["language"], language_name(content["language"]), address("captions.vtt"), "captions")]
    tracks += [
        Track(language, language_name(language), address(name), "subtitles")
        for role, name in files.items()
        if (language := language_of(role))
    ]
    return Film(
        code=code,
        title=str(content["title"]),
        language=str(content["language"]),
        url=address(files[shape]),
        width=width,
        height=height,
        still=_still(folder / "thumbnail.jpg", width, height),
        tracks=tuple(tracks),
        page=reverse("site:watch", kwargs={"station": publication.station.slug, "remote_id": code}),
    )


@lru_cache(maxsize=64)
def _still(path: Path, width: int, height: int) -> str:
    """The thumbnail in the film's shape, as a data address; nothing where it is not there. A version never changes."""
    if not path.is_file():
        return ""
    scale = STILL / max(width, height)
    with Image.open(path) as picture:
        small = ImageOps.fit(picture.convert("RGB"), (round(width * scale), round(height * scale)))
    written = BytesIO()
    small.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(written.getvalue()).decode()
