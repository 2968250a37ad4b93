"""The station's own fonts, in which its looks are written."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person, Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.library.models import StoredFile
from clipdesk.media import station_font
from clipdesk.media.captions.font import Typeface


class Font(models.Model):
    """A font as it was brought, once per station. Looks name it; what a look names stays, also off the choice.

    family, style: as the file calls itself; measures: see `media.station_font`; brought_by: who said that the station may use
    it.
    """

    OFFERED, PUT_AWAY = "offered", "put_away"
    TAKE_OFF = move("font_put_away", "offered", PUT_AWAY)
    OFFER_AGAIN = move("font_offered_again", "put_away", OFFERED)

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="fonts")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default=OFFERED)
    family = models.CharField(max_length=80)
    style = models.CharField(max_length=40, blank=True)
    measures = models.JSONField()
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "file"], name="font_once"),
            models.CheckConstraint(name="font_state_known", condition=models.Q(state__in=["offered", "put_away"])),
        ]

    def __str__(self) -> str:
        return f"{self.family} {self.style}".strip()

    @property
    def file_name(self) -> str:
        """How a look's file calls it."""
        return "font.otf" if self.file.media_type == station_font.MEDIA_TYPES["otf"] else "font.ttf"

    @property
    def typeface(self) -> Typeface:
        """What the renderer writes in."""
        return station_font.typeface(self.measures, self.file.path, self.file_id)
