"""What people can do, who confirmed it, and what they were taught."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from clipdesk.accounts.models import Person, Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.kernel.text import sort_key


class Skill(models.Model):
    """One word of the station's own list, in Vietnamese, in English, or in both."""

    ACTIVE, ENDED = "active", "ended"
    END = move("skill_ended", "active", ENDED)
    REVIVE = move("skill_revived", "ended", ACTIVE)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    name_vi = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    name_sort = models.TextField(editable=False)
    state = models.CharField(max_length=10, default=ACTIVE)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="skill_state_known", condition=Q(state__in=["active", "ended"])),
            models.CheckConstraint(name="skill_has_a_name", condition=~Q(name_vi="", name_en="")),
            models.UniqueConstraint(fields=["station", "name_vi", "name_en"], name="skill_once"),
        ]

    def __str__(self) -> str:
        first, second = (self.name_en, self.name_vi) if _speaks_english() else (self.name_vi, self.name_en)
        return first or second

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key in step with the names."""
        self.name_sort = sort_key(self.name_vi or self.name_en)
        super().save(*args, **kwargs)


class Held(models.Model):
    """A person has a skill. since: the day from which they say so; confirmed_by, confirmed_on: the head who vouches for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="held")
    since = models.DateField()
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="skill_held_once"),
            models.CheckConstraint(
                name="skill_confirmed_by_somebody",
                condition=Q(confirmed_by__isnull=True, confirmed_on__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.skill}"


class Training(models.Model):
    """Something that a person was taught, and for how many hours. said_by: who wrote it down."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, null=True, related_name="+")
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="training_took_time", condition=Q(hours__gt=0))]
        indexes = [models.Index(fields=["person", "-on"], name="training_of_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.title}"


def _speaks_english() -> bool:
    return (get_language() or "en").startswith("en")
