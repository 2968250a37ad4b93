"""The station's looks: logo, font, strap, caption style, colours and cards, in versions that never change."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from uuid import UUID

from django.db import models

from clipdesk.accounts.models import Person, Station
from clipdesk.clips.models.font import Font
from clipdesk.kernel.clock import now
from clipdesk.kernel.time import parse_fraction
from clipdesk.library.models import StoredFile
from clipdesk.media import look as media_look
from clipdesk.media.film import Cards
from clipdesk.media.recipe import Recipe

LOGO, OPENING, CLOSING = "logo.png", "opening.png", "closing.png"
"""How `values` calls the files."""

_NAME = re.compile(r"([a-z0-9-]+)-v([1-9]\d{0,5})")


class Look(models.Model):
    """One version of a look. A change is the next version; clips keep the one they were made with.

    values: as in a look's file (`media.look`), the files of logo, font and cards being `logo`, `font`, `opening`
    and `closing`.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="looks")
    slug = models.CharField(max_length=30)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=60)
    values = models.JSONField()
    logo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    font = models.ForeignKey(Font, on_delete=models.PROTECT, null=True, related_name="looks")
    closing = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    opening = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "slug", "number"], name="look_version_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """How recipes call this version."""
        return f"{self.slug}-v{self.number}"

    @property
    def drawn(self) -> media_look.Look:
        """What the renderer draws."""
        font = self.font.typeface if self.font else None
        worn = {LOGO: self.logo, CLOSING: self.closing, OPENING: self.opening}
        return media_look.read_look(self.values, {name: file.path for name, file in worn.items() if file}, font)

    @property
    def cards(self) -> Cards:
        """How long its cards stand before and after each clip."""
        has = {"opening": self.opening_id, "closing": self.closing_id}
        return Cards(**{name: parse_fraction(self.values[name]["seconds"]) for name, file in has.items() if file})


def look_named(name: str, station_id: UUID) -> media_look.Look:
    """Return what a recipe's look draws: a version of one of the station's, one that comes with Clipdesk, or none.

    Raises:
        NoSuchLook: it is called like none of these.
    """
    if not name:
        return media_look.Look()
    own = own_look(name, station_id)
    return own.drawn if own else media_look.find_look(name)


def own_look(name: str, station_id: UUID) -> Look | None:
    """Return the version of one of the station's looks that recipes call `name`."""
    found = _NAME.fullmatch(name)
    return Look.objects.filter(station_id=station_id, slug=found[1], number=found[2]).first() if found else None


def cards_of(name: str, station_id: UUID) -> Cards:
    """Return how long the cards stand of what recipes call `name`. The looks that come with Clipdesk have none."""
    try:
        return _cards_of(name, station_id)
    except LookupError:
        return Cards()


@lru_cache(maxsize=4096)
def _cards_of(name: str, station_id: UUID) -> Cards:
    """The same of a look that is there: a version never changes, so what was read once holds. Lists ask for every clip."""
    own = own_look(name, station_id)
    if own is None:
        raise LookupError(name)
    return own.cards


def film_seconds(recipe: Recipe, station_id: UUID) -> Fraction:
    """Return how long the files of a clip last, with the cards of its look; a card may stand up to a frame less."""
    return recipe.duration + cards_of(recipe.look, station_id).seconds
