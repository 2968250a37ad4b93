"""How a station writes the names of people and places."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person, Station
from clipdesk.kernel.clock import now


class Name(models.Model):
    """One name as the station writes it. wrong: how it is written wrong, a spelling each; note: who or what it is."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="names")
    written = models.CharField(max_length=80)
    wrong = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "written"], name="name_once")]

    def __str__(self) -> str:
        return self.written
