"""How good the figures are: by account, when it last told something, what is late, and which samples of a day are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min

from clipdesk.audience.collecting import least_step
from clipdesk.audience.models import Measurement, Sample
from clipdesk.audience.pace import LONGEST, slots_between
from clipdesk.connectors.registry import MEASURED
from clipdesk.destinations.models import Destination
from clipdesk.kernel.clock import now
from clipdesk.kernel.text import sort_key
from clipdesk.publishing.models import Publication

#: A sample that is so late is late: the round is every five minutes, and a platform may rest for an hour.
LATE = timedelta(hours=1, minutes=15)
_DAY, _YOUNG = timedelta(days=1), timedelta(days=7)


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


def accounts_of(publications: Iterable[Publication]) -> list[Account]:
    """Return how measuring stands for each account that these publications went to.

    Samples are counted for posts of the last seven days that are public, at whole slots that are over.
    """
    moment, found = now(), []
    by_account: dict[Destination, list[Publication]] = {}
    for one in publications:
        if one.destination.kind in MEASURED and one.is_public and one.first_live_at is not None:
            by_account.setdefault(one.destination, []).append(one)
    for destination, rows in sorted(by_account.items(), key=lambda item: sort_key(item[0].name)):
        found.append(_account(destination, rows, moment))
    return found


def _account(destination: Destination, rows: list[Publication], moment: datetime) -> Account:
    measurements = Measurement.objects.filter(
        publication__destination=destination,
        publication__shown__isnull=False,
        publication__first_live_at__gt=moment - LONGEST,
    )
    told = measurements.aggregate(read=Max("read_at"), due=Min("next_at"), posts=Count("pk"))
    due: datetime | None = told["due"]
    expected, there = _expected(rows, least_step(destination.kind), moment)
    return Account(
        destination=destination,
        posts=told["posts"],
        read_at=told["read"],
        late_since=due if due is not None and due < moment - LATE else None,
        missed=sum((expected - there).values()),
        expected=sum(expected.values()),
        trouble=measurements.exclude(trouble_message="").order_by("-tried_at").first(),
    )


def _expected(rows: list[Publication], least: timedelta, moment: datetime) -> tuple[Counter[object], Counter[object]]:
    """Return how many samples there should be of each post in the last 24 hours, and how many there are.

    The slot that a post is in now may still be filled: it is asked of neither.
    """
    end = moment - least
    expected: Counter[object] = Counter()
    for one in rows:
        since = one.first_live_at
        if since is not None and since > moment - _YOUNG:
            expected[one.pk] = slots_between(since, moment - _DAY, end, least)
    slots = Sample.objects.filter(publication__in=list(expected), slot__gte=moment - _DAY, slot__lt=end)
    counted = slots.order_by().values_list("publication").annotate(n=Count("slot", distinct=True))
    return expected, Counter(dict(counted))
