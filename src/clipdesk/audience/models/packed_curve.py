"""A packed curve: what one metric of one publication stood at, at the ages at which posts are compared."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clipdesk.audience.models.metric_definition import MetricDefinition
from clipdesk.destinations.models import Destination
from clipdesk.publishing.models import Publication


class PackedCurve(models.Model):
    """counts: by the place of an age in `packing.AGES`; null where it is not known, for missing is not zero. What was
    written once is not changed by later samples. gaps: how many seconds lay between the two samples around each age.

    destination, shape, public_since: of the publication, beside the counts, so that what is usual on a destination is read
    from one table. seconds: how long the film is.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+", db_index=False)
    definition = models.ForeignKey(MetricDefinition, on_delete=models.PROTECT, related_name="+", db_index=False)
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="+", db_index=False)
    shape = models.CharField(max_length=10, blank=True)
    public_since = models.DateTimeField()
    seconds = models.FloatField()
    counts = ArrayField(models.FloatField(null=True))
    gaps = ArrayField(models.FloatField(null=True))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "definition"], name="packed_curve_once")]
        indexes = [models.Index(fields=["destination", "public_since"], name="packed_curve_lately")]

    def __str__(self) -> str:
        return f"{self.definition} of {self.publication_id}"
