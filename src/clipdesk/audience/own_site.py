"""The station's own pages as a destination that counts: what the desk counted there, told as a platform would tell it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from django.db.models import Sum

from clipdesk.audience.models import MetricDefinition, SiteCount
from clipdesk.connectors.contract import Counters
from clipdesk.connectors.own_site.connector import OwnSite
from clipdesk.kernel.clock import now


class OwnCounts:
    """Tells totals of posts on the station's own pages. What nobody watched there is a zero: the desk counted it itself."""

    counters: ClassVar[Counters] = OwnSite.counters

    def measure(self, remote_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return the totals of these posts: remote id → step → count."""
        told = {one: dict.fromkeys(SiteCount.STEPS, 0) for one in remote_ids}
        rows = SiteCount.objects.filter(
            publication__destination__kind=OwnSite.kind, publication__remote_id__in=list(remote_ids)
        )
        for remote_id, step, value in rows.values_list("publication__remote_id", "step").annotate(Sum("value")):
            told[remote_id][step] = value
        return told


def counted_since() -> datetime:
    """Return since when the desk counts on the station's own pages; now, where it is only about to begin."""
    first = MetricDefinition.objects.filter(platform=OwnSite.kind, name=SiteCount.START).order_by("version").first()
    if first is None:
        return now()
    return first.valid_from or datetime.min.replace(tzinfo=UTC)
