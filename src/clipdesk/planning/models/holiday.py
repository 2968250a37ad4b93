"""Holidays that somebody brought as a file; those on fixed days are in `holidays.py`."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person, Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class HolidayFile(models.Model):
    """One iCal file, under a name of its own: bringing the same name again replaces what it held."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="holiday_file_once")]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """One holiday of a file, from a day to a day, both included. rule: an RRULE of RFC 5545 by which it comes again, empty
    for once; left_out: days in ISO form on which, by that rule, it would begin and does not."""

    file = models.ForeignKey(HolidayFile, on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(max_length=150)
    first_on = models.DateField()
    last_on = models.DateField()
    rule = models.CharField(max_length=300, blank=True)
    left_out = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["first_on", "last_on"], name="holiday_in_window")]

    def __str__(self) -> str:
        return f"{self.name} {self.first_on}"
