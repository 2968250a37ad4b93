"""How long work takes as a rule, and how much of it a person has time for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clipdesk.accounts.models import Desk, Person, Station


class UsualMinutes(models.Model):
    """How many minutes a kind of work takes on a desk as a rule. Where a desk says nothing, `SENSIBLE` holds."""

    #: By kind of assignment. No study is behind these: they are what a desk begins with, and changes.
    SENSIBLE: ClassVar[dict[str, int]] = {
        "cut": 30,
        "film": 180,
        "text": 45,
        "sign": 15,
        "publish": 15,
        "survey": 240,
    }

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "kind"], name="usual_minutes_once"),
            models.CheckConstraint(name="usual_minutes_are_some", condition=Q(minutes__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.desk}: {self.kind} {self.minutes}"


class Capacity(models.Model):
    """How many minutes of planned work a person has time for on each day of the week: a list of seven, Monday first.

    Where nothing is said, `USUAL` holds: eight hours on five days, as the Labour Code has a normal week (Bộ luật Lao động số
    45/2019/QH14, Điều 105: no more than 8 hours a day and 48 a week; 40 a week are encouraged).
    """

    USUAL = (480, 480, 480, 480, 480, 0, 0)

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    minutes = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "person"], name="capacity_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.minutes}"
