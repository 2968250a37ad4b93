"""Choosing and changing the looks of a station."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import LOOK
from clipdesk.clips.fonts import require_offered
from clipdesk.clips.models import Font, Look
from clipdesk.history.transition import IllegalTransition, record
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import fold, sort_key
from clipdesk.library.models import Recording, StoredFile
from clipdesk.library.planned import series_of

LOGO_BYTES = 2_000_000
LOGO_PIXELS = 4000
_SLUG = 30
#: Before the name of one of the station's looks, so that none is taken for one that comes with Clipdesk.
_OWN = "own:"
_PNG_HEAD = struct.Struct(">8s4x4sII")  # signature, length of the first chunk, its name, width, height


@dataclass(frozen=True)
class Worn:
    """The files that a look wears."""

    logo: StoredFile | None = None
    font: Font | None = None
    closing: StoredFile | None = None
    opening: StoredFile | None = None

    @classmethod
    def by(cls, look: Look) -> Worn:
        """Return what a version wears."""
        return cls(look.logo, look.font, look.closing, look.opening)


class NoPngLogo(ClipdeskError):
    """A logo that is no PNG of a usable size."""

    message = gettext_noop(
        "The logo must be a PNG file of at most {megabytes} MB and {pixels} pixels a side. Export it anew as PNG, best "
        "with a transparent background."
    )


class LookChanged(IllegalTransition):
    """Somebody else made a newer version of the look meanwhile."""

    message = gettext_noop("Somebody else changed this look meanwhile. Open it again, then enter your changes anew.")


def newest_looks(station_id: UUID) -> list[Look]:
    """Return the newest version of each of the station's looks, by title."""
    rows = Look.objects.filter(station_id=station_id).order_by("slug", "-number").distinct("slug")
    return sorted(rows, key=lambda look: sort_key(look.title))


def looks_for_series(station_id: UUID) -> list[tuple[str, str]]:
    """Return what recordings made by schedule may give their clips: looks without a version, for the newest counts."""
    own = [(f"{_OWN}{look.slug}", look.title) for look in newest_looks(station_id)]
    return [*own, ("plain", gettext("Plain")), ("bulletin", gettext("Bulletin"))]


def look_of_series(recording: Recording) -> str:
    """Return how recipes call the look that clips of a recording begin with; empty: none was chosen, or it is gone."""
    series = series_of(recording)
    if series is None or not series.look.startswith(_OWN):
        return series.look if series else ""
    looks = newest_looks(recording.station_id)
    return next((look.name for look in looks if f"{_OWN}{look.slug}" == series.look), "")


def keep_look(
    member: Member, title: str, values: Mapping[str, Any], worn: Worn = Worn(), before: Look | None = None
) -> Look:
    """Write a look's next version on top of `before`, or the first of a new look. Saving what is there writes nothing.

    Raises:
        NotAllowed: the person may not change looks.
        LookChanged: `before` is not the newest version any more.
        FontGone: the font was taken off the choice meanwhile.
    """
    member.require(LOOK)
    if before and (before.title, before.values, Worn.by(before)) == (title, values, worn):
        return before
    with transaction.atomic():
        station = Station.objects.select_for_update().get(pk=member.station.pk)
        rows = Look.objects.filter(station=station)
        slug = before.slug if before else _free_slug(title, set(rows.values_list("slug", flat=True)))
        number = (before.number if before else 0) + 1
        if rows.filter(slug=slug, number__gte=number).exists():
            raise LookChanged
        if worn.font:
            require_offered(worn.font, before)
        made = Look.objects.create(
            station=station, slug=slug, number=number, title=title, values=values, made_by=member.person, **vars(worn)
        )
        record(made, "look_kept", by=member.actor, after={"name": made.name})
    return made


def check_logo(head: bytes, size: int) -> None:
    """Look at a logo's first bytes, so that a picture that cannot be used is refused at once.

    Raises:
        NoPngLogo: it is no PNG, or too large.
    """
    refusal = NoPngLogo(megabytes=LOGO_BYTES // 1_000_000, pixels=LOGO_PIXELS)
    if size > LOGO_BYTES or len(head) < _PNG_HEAD.size:
        raise refusal
    signature, chunk, *sides = _PNG_HEAD.unpack(head[: _PNG_HEAD.size])
    if signature != b"\x89PNG\r\n\x1a\n" or chunk != b"IHDR" or not all(0 < side <= LOGO_PIXELS for side in sides):
        raise refusal


def _free_slug(title: str, taken: set[str]) -> str:
    wanted = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[: _SLUG - 4].strip("-") or "look"
    free = (wanted, *(f"{wanted}-{number}" for number in range(2, 1000)))
    return next(slug for slug in free if slug not in taken)
