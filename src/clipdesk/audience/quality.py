"""How good the figures are: by account, when it last told something, what is late, and which samples of a day are missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from clipdesk.audience.collecting import least_step
from clipdesk.audience.models import Measurement, MetricDefinition, Sample
from clipdesk.audience.pace import slots_between
from clipdesk.connectors.registry import MEASURED
from clipdesk.destinations.models import Destination
from clipdesk.kernel.clock import now
from clipdesk.kernel.text import sort_key
from clipdesk.publishing.models import Publication

#: A sample that is so late is late: the round is every five minutes, and a platform may rest for an hour.
LATE = timedelta(hours=1, minutes=15)
_HOUR, _DAY, _YOUNG = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
_HOURLY = [kind for kind, counters in MEASURED.items() if counters.hours == 1]
_Posts = dict[UUID, datetime]  # since when each is public


@dataclass(frozen=True)
class Account:
    """One account that is measured. late_since: since when what is due has waited too long; missed: of the last 24 hours."""

    destination: Destination
    posts: int
    read_at: datetime | None
    late_since: datetime | None
    missed: int
    expected: int
    trouble: Measurement | None


def accounts_of(publications: QuerySet[Publication]) -> list[Account]:
    """Return how measuring stands for each account that these publications went to.

    Samples are counted for posts of the last seven days that are public, at whole slots that are over.
    """
    moment, posts = now(), defaultdict[UUID, _Posts](dict)
    rows = publications.filter(
        shown__isnull=False, first_live_at__isnull=False, destination__kind__in=MEASURED
    ).order_by()
    for destination_id, pk, since in rows.values_list("destination", "pk", "first_live_at"):
        if since is not None:
            posts[destination_id][pk] = since
    measurements = Measurement.objects.filter(publication__in=rows.values("pk"))
    told = measurements.values("publication__destination").annotate(
        read=Max("read_at"), due=Min("next_at"), posts=Count("pk")
    )
    stands: dict[UUID, Any] = {row["publication__destination"]: row for row in told}
    troubled = measurements.exclude(trouble_message="").select_related("publication")
    newest = troubled.order_by("publication__destination", "-tried_at").distinct("publication__destination")
    troubles = {row.publication.destination_id: row for row in newest}
    there = _slots_filled(rows, moment)
    found = []
    for destination in sorted(Destination.objects.filter(pk__in=posts), key=lambda one: sort_key(one.name)):
        row = stands.get(destination.pk, {})
        expected = _expected(destination.kind, posts[destination.pk], moment)
        due = row.get("due")
        found.append(
            Account(
                destination=destination,
                posts=row.get("posts", 0),
                read_at=row.get("read"),
                late_since=due if due is not None and due < moment - LATE else None,
                missed=sum((expected - there).values()),
                expected=sum(expected.values()),
                trouble=troubles.get(destination.pk),
            )
        )
    return found


def _expected(kind: str, posts: _Posts, moment: datetime) -> Counter[UUID]:
    """Return how many samples there should be of each post in the last 24 hours.

    The slot that a post is in now may still be filled, and is not asked of it. Where a platform counts anew once a day, that
    is the only one.
    """
    least = least_step(kind)
    return Counter(
        {
            pk: slots_between(since, moment - _DAY, moment - least, least)
            for pk, since in posts.items()
            if since > moment - _YOUNG
        }
    )


def _slots_filled(publications: QuerySet[Publication], moment: datetime) -> Counter[UUID]:
    """Return how many of these there are. The first metric, which is always told, stands for all."""
    firsts: dict[str, str] = {}
    counted = []
    for one in MetricDefinition.objects.filter(platform__in=_HOURLY).order_by("place"):
        if firsts.setdefault(one.platform, one.name) == one.name:
            counted.append(one.pk)
    slots = Sample.objects.filter(
        publication__in=publications.filter(destination__kind__in=_HOURLY).values("pk"),
        definition__in=counted,
        slot__gte=moment - _DAY,
        slot__lt=moment - _HOUR,
    )
    return Counter(dict(slots.order_by().values_list("publication").annotate(n=Count("slot", distinct=True))))
