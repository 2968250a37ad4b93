"""What a metric means on a platform, in one version."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from clipdesk.audience.definitions import COUNT, DEFINITIONS, MILLISECONDS, Said
from clipdesk.kernel.clock import now


class MetricDefinition(models.Model):
    """One version of one metric. Every figure points to the one that it was counted by."""

    platform = models.CharField(max_length=20)  # a kind of destination
    name = models.CharField(max_length=80)  # as the platform calls it
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateTimeField(null=True)  # empty: since it exists
    valid_until = models.DateTimeField(null=True)  # not at this moment any more; empty: it holds
    place = models.PositiveSmallIntegerField()  # the order on pages
    unit = models.CharField(max_length=10, default=COUNT)
    grows = models.BooleanField(default=True)  # a total: when it falls, the platform took something back
    label_en = models.CharField(max_length=120)
    label_vi = models.CharField(max_length=120)
    wording_en = models.TextField()
    wording_vi = models.TextField()
    source = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "name", "version"], name="definition_once"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lt=models.F("valid_until")),
                name="definition_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.name} v{self.version}"

    @property
    def label(self) -> str:
        """Its name in the active language."""
        return self.label_vi if _is_vietnamese() else self.label_en

    @property
    def wording(self) -> str:
        """What is counted, in the active language."""
        return self.wording_vi if _is_vietnamese() else self.wording_en

    @property
    def is_time(self) -> bool:
        """Whether it is a length of time, in milliseconds."""
        return self.unit == MILLISECONDS

    @staticmethod
    def load() -> None:
        """Write the definitions that this version of the desk knows; safe to run at any time, by several at once."""
        rows = [_row(said, place) for place, said in enumerate(DEFINITIONS)]
        MetricDefinition.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["platform", "name", "version"],
            update_fields=["valid_until", "place"],
        )

    @classmethod
    def valid_at(cls, platform: str, moment: datetime) -> dict[str, MetricDefinition]:
        """Return the definitions by which a platform counts at a moment, by the names of their metrics."""
        begun = Q(valid_from=None) | Q(valid_from__lte=moment)
        holds = Q(valid_until=None) | Q(valid_until__gt=moment)
        return {one.name: one for one in cls.objects.filter(begun, holds, platform=platform).order_by("place")}


def _row(said: Said, place: int) -> MetricDefinition:
    return MetricDefinition(
        platform=said.platform,
        name=said.name,
        version=said.version,
        valid_from=now() if said.from_here else said.valid_from,
        valid_until=said.valid_until,
        place=place,
        unit=said.unit,
        grows=said.grows,
        label_en=said.label[0],
        label_vi=said.label[1],
        wording_en=said.wording[0],
        wording_vi=said.wording[1],
        source=said.source,
    )


def _is_vietnamese() -> bool:
    return (get_language() or "").startswith("vi")
