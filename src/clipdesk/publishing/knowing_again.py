"""Know what was published again: the exact file by its digest, a changed copy by its print.

Only what was public at some time is ever found here; what is being prepared, held or refused is not looked at.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from clipdesk.accounts.models import Station
from clipdesk.media.errors import NoUsableStream, RunError, UnreadableMedia
from clipdesk.media.fingerprints import Likeness, Print, explain, likeness, shortlist, take_print
from clipdesk.media.probe import probe
from clipdesk.publishing.models import Attempt, FilePrint, Publication
from clipdesk.publishing.moves import WENT_LIVE
from clipdesk.review.models import Package, SealedFile

log = logging.getLogger("clipdesk.publishing")
BUDGET_SECONDS = 300
_PAGE = 256
_MOVING = Q(file__media_type__startswith="video/") | Q(file__media_type__startswith="audio/")


@dataclass(frozen=True)
class Outing:
    """One package of a clip that was public on one destination, and since when."""

    publication: Publication
    package: Package
    since: datetime


@dataclass(frozen=True)
class Alike:
    """A clip that a file is like: by which seconds, and where the version it is like was public."""

    likeness: Likeness
    outings: tuple[Outing, ...]


def take_missing_prints(seconds: float = BUDGET_SECONDS) -> int:
    """Take the prints of what was published and has none yet, the newest first, for about `seconds`; return how many.

    Safe to stop and to run twice: each print is a row of its own, written when it is finished.
    """
    until, taken = time.monotonic() + seconds, 0
    put_off: list[str] = []
    while time.monotonic() < until and (sealed := _without_print().exclude(file__in=put_off).first()) is not None:
        try:
            data = _print_of(sealed)
        except RunError:  # the machine could not: the next round tries again
            log.exception("no print of %s yet", sealed.file_id, extra={"action": "print"})
            put_off.append(sealed.file_id)
            continue
        FilePrint.objects.get_or_create(file=sealed.file, defaults={"data": data})
        taken += 1
    return taken


def outings_of(sha256: str, station: Station) -> tuple[Outing, ...]:
    """Return where exactly the file with this digest was public, the newest first."""
    return _outings(_published(station).filter(file_id=sha256), station)


def outings_of_publication(publication: Publication) -> tuple[Outing, ...]:
    """Return every version of a publication that was public, the newest first."""
    rows = list(_live().filter(publication=publication))
    packages = {package.sha256: package for package in publication.clip.packages.all()}
    return tuple(Outing(row.publication, packages[row.package_sha256], row.ended_at or row.begun_at) for row in rows)


def alike(asked: Print, station: Station) -> tuple[Alike, ...]:
    """Return the clips of a station that `asked` holds parts of, the most first; one is named only for what those
    before it do not explain."""
    close = {file_id: _read(file_id) for file_id in shortlist(asked, _prints(station))}
    found = {file_id: likeness(asked, kept) for file_id, kept in close.items()}
    best: dict[UUID, tuple[Likeness, tuple[Outing, ...]]] = {}
    for file_id, match in found.items():
        outings = outings_of(file_id, station) if match.seconds else ()
        if outings:
            clip_id = outings[0].publication.clip_id
            rank = (match.seconds, outings[0].since)
            held = best.get(clip_id)
            if held is None or rank > (held[0].seconds, held[1][0].since):
                best[clip_id] = (match, outings)
    named = explain({clip_id: match for clip_id, (match, _) in best.items()})
    return tuple(Alike(*best[clip_id]) for clip_id in named)


def _published(station: Station | None = None) -> QuerySet[SealedFile]:
    """Return the files of packages that were public, at one station or at any."""
    live = Attempt.objects.filter(outcome=WENT_LIVE, package_sha256=OuterRef("package__sha256"))
    rows = SealedFile.objects.filter(Exists(live))
    return rows if station is None else rows.filter(package__station=station)


def _without_print() -> QuerySet[SealedFile]:
    has_one = FilePrint.objects.filter(file=OuterRef("file"))
    rows = _published().filter(_MOVING).exclude(Exists(has_one))
    return rows.select_related("file", "package__clip__recording", "package__revision").order_by("-package__made_at")


def _print_of(sealed: SealedFile) -> bytes:
    """Return the print of a file, without the cards of its look: other clips have the same ones. Of a radio clip only its
    sound, for all of its moving pictures are the station's look."""
    try:
        revision = sealed.package.revision
        spoken_only = sealed.package.clip.recording_for(revision).source_info.video is None
        found, film = take_print(sealed.file.path, probe(sealed.file.path), picture=not spoken_only), revision.film
        if film.before or film.after:
            found = found.part(film.lead, film.lead + film.own / film.rate)
        return found.to_bytes()
    except (UnreadableMedia, NoUsableStream, OSError):
        log.exception("no print of %s", sealed.file_id, extra={"action": "print"})
        return b""


def _prints(station: Station) -> Iterator[tuple[str, Print]]:
    """Yield the prints of a station's published files, page by page: no transaction stays open, little is held."""
    mine = _published(station).filter(file=OuterRef("file"))
    rows = FilePrint.objects.filter(Exists(mine)).exclude(data=b"").order_by("pk")
    last = ""
    while page := list(rows.filter(pk__gt=last)[:_PAGE]):
        yield from ((row.file_id, row.value) for row in page)
        last = page[-1].pk


def _read(file_id: str) -> Print:
    return FilePrint.objects.get(pk=file_id).value


def _outings(files: QuerySet[SealedFile], station: Station) -> tuple[Outing, ...]:
    """Return every publication that showed a package with one of these files."""
    packages = {sealed.package.sha256: sealed.package for sealed in files.select_related("package__revision")}
    rows = _live().filter(package_sha256__in=packages, publication__station=station)
    return tuple(Outing(row.publication, packages[row.package_sha256], row.ended_at or row.begun_at) for row in rows)


def _live() -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(outcome=WENT_LIVE).order_by("-ended_at", "-pk")
    return rows.select_related(
        "publication__destination", "publication__package", "publication__sign_off", "publication__station"
    )
