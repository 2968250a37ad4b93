"""How good the figures are: by account, when it last told something, what is late, and which samples of a day are missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
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
    moment = now()
    shown = publications.filter(shown__isnull=False, first_live_at__isnull=False, destination__kind__in=MEASURED)
    by_account: dict[UUID, _Posts] = {}
    for destination_id, pk, since in shown.order_by().values_list("destination", "pk", "first_live_at"):
        by_account.setdefault(destination_id, {})[pk] = since
    destinations = sorted(Destination.objects.filter(pk__in=by_account), key=lambda one: sort_key(one.name))
    return [_account(one, by_account[one.pk], moment) for one in destinations]


def _account(destination: Destination, posts: _Posts, moment: datetime) -> Account:
    measurements = Measurement.objects.filter(pk__in=list(posts))
    told = measurements.aggregate(read=Max("read_at"), due=Min("next_at"), posts=Count("pk"))
    due: datetime | None = told["due"]
    expected, there = _expected(destination.kind, posts, moment)
    return Account(
        destination=destination,
        posts=told["posts"],
        read_at=told["read"],
        late_since=due if due is not None and due < moment - LATE else None,
        missed=sum((expected - there).values()),
        expected=sum(expected.values()),
        trouble=measurements.exclude(trouble_message="").order_by("-tried_at").first(),
    )


def _expected(kind: str, posts: _Posts, moment: datetime) -> tuple[Counter[UUID], Counter[UUID]]:
    """Return how many samples there should be of each post in the last 24 hours, and how many there are.

    The slot that a post is in now may still be filled: it is asked of neither. Of what is told every hour the first metric
    stands for all, for it is always told; where a platform tells a day's figures, any of them does.
    """
    least = least_step(kind)
    end = moment - least
    expected: Counter[UUID] = Counter()
    for pk, since in posts.items():
        if since > moment - _YOUNG:
            expected[pk] = slots_between(since, moment - _DAY, end, least)
    slots = Sample.objects.filter(publication__in=list(expected), slot__gte=moment - _DAY, slot__lt=end)
    if least == _HOUR:
        firsts = MetricDefinition.objects.filter(platform=kind).order_by("place")
        slots = slots.filter(definition__in=firsts.filter(name=firsts.values("name")[:1]))
    counted = slots.order_by().values_list("publication").annotate(n=Count("slot", distinct=True))
    return expected, Counter(dict(counted))
