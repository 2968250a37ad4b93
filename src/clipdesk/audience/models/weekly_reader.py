"""Who gets the weekly page by e-mail: people choose it themselves."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person, Station
from clipdesk.kernel.clock import now


class WeeklyReader(models.Model):
    """One person at one station. sent_for: the Monday of the last week whose page was sent to them."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sent_for = models.DateField(null=True)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "person"], name="weekly_reader_once")]

    def __str__(self) -> str:
        return f"{self.person} reads {self.station}"
