"""How the measuring of one publication stands."""

from __future__ import annotations

from django.db import models

from clipdesk.publishing.models import Publication


class Measurement(models.Model):
    """When a publication is asked about next, and what came of the last try. It is made once the post is public."""

    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, primary_key=True, related_name="measurement"
    )
    shape = models.CharField(max_length=10, blank=True)  # of the film that went public first; empty: every one
    next_at = models.DateTimeField(null=True)  # empty: it is not measured any more
    tried_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)  # when the platform last told something of it
    packed = models.BooleanField(default=False)  # what was read is in its packed curve
    absent = models.BooleanField(default=False)  # at the last try the platform did not know it
    trouble_message = models.TextField(blank=True)  # why the last try told nothing
    trouble_params = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="measurement_due"),
            models.Index(fields=["publication"], condition=models.Q(packed=False), name="measurement_to_pack"),
        ]

    def __str__(self) -> str:
        return f"measuring {self.publication_id}"
