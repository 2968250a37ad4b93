"""What a person last looked at in the plans of a station, and through which filters."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person, Station


class KeptView(models.Model):
    """One person's view of the calendar and filters. The filters hold keys as text; what they name may be gone by now, so
    whoever reads them looks whether it is still offered."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    view = models.CharField(max_length=10, blank=True)
    desk = models.CharField(max_length=36, blank=True)
    who = models.CharField(max_length=36, blank=True)
    line = models.CharField(max_length=36, blank=True)
    kind = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "person"], name="kept_view_once")]

    def __str__(self) -> str:
        return f"{self.person} @ {self.station}"
