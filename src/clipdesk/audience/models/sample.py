"""A sample: what a platform had counted at a time."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from clipdesk.audience.models.metric_definition import MetricDefinition
from clipdesk.publishing.models import Publication


class Sample(models.Model):
    """One metric of one publication at one time. What was not told has no row: missing is not zero.

    slot: the place in the rhythm of measuring that it fills, once. It is written once and never changed.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="samples", db_index=False)
    definition = models.ForeignKey(MetricDefinition, on_delete=models.PROTECT, related_name="+", db_index=False)
    slot = models.DateTimeField()
    taken_at = models.DateTimeField()
    value = models.BigIntegerField()
    fell = models.BooleanField(default=False)  # a total that is smaller than the one before it: kept as it was told

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "definition", "slot"], name="sample_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="sample_is_a_count"),
        ]
        indexes = [BrinIndex(fields=["taken_at"], name="sample_by_time")]

    def __str__(self) -> str:
        return f"{self.definition} = {self.value}"

    @property
    def age(self) -> timedelta:
        """How old the post was then."""
        return self.taken_at - (self.publication.first_live_at or self.taken_at)
