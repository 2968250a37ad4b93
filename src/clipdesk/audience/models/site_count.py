"""What was watched on the station's own pages, hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import connection, models
from django.db.models import Q

from clipdesk.publishing.models import Publication


class SiteCount(models.Model):
    """How much of one step there was of one publication in one hour. That is all that is kept: no row tells of one viewer."""

    START, ENGAGED_TIME = "start", "engaged_time"
    #: Starts, starts at which so much of the clip was played, and the time in front in milliseconds: the names of metrics.
    STEPS: ClassVar[tuple[str, ...]] = (START, "played_25", "played_50", "played_75", "played_100", ENGAGED_TIME)

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+", db_index=False)
    hour = models.DateTimeField()  # its beginning
    step = models.CharField(max_length=20)
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "hour", "step"], name="site_count_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="site_count_is_a_count"),
        ]

    def __str__(self) -> str:
        return f"{self.step} = {self.value}"

    @classmethod
    def add(cls, publication: Publication, moment: datetime, counts: Mapping[str, int]) -> None:
        """Add to the counts of the hour of a moment; by step, of `STEPS`. What is 0 makes no row."""
        hour = moment.replace(minute=0, second=0, microsecond=0)
        rows = [(publication.pk, hour, step, counts[step]) for step in cls.STEPS if counts.get(step)]
        with connection.cursor() as cursor:  # always in the order of STEPS: two that add never wait for each other
            cursor.executemany(_ADD, rows)


_ADD = """
insert into audience_sitecount (publication_id, hour, step, value) values (%s, %s, %s, %s)
on conflict (publication_id, hour, step) do update set value = audience_sitecount.value + excluded.value
"""
