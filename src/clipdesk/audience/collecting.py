"""Ask the platforms what they have counted, and keep it.

1. The round, every five minutes, begins to measure what has become public, and defers a job for each account of which
   something is due. Two jobs about one account never run at the same time.
2. A job asks about as many posts at once as the platform allows, outside any transaction; then it writes their figures and
   when each is asked about next, in one. Whoever does the same again writes nothing new.
3. A refusal or a limit ends the job. What was due is asked about an hour later, and until then nothing else is.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from clipdesk.audience.models import Measurement, MetricDefinition, Sample
from clipdesk.audience.own_site import OwnCounts, counted_since
from clipdesk.audience.pace import LONGEST, slot_after, slot_at
from clipdesk.audience.packing import pack, pack_left
from clipdesk.connectors.contract import ConnectorError, Measures, NotTaken
from clipdesk.connectors.own_site.connector import OwnSite
from clipdesk.connectors.registry import MEASURED
from clipdesk.destinations.models import Destination
from clipdesk.jobs.announce import defer, is_waiting
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.publishing.models import Publication
from clipdesk.publishing.package import post_of

BUDGET_SECONDS = 60
#: After a refusal an account is left alone for so long; what a platform does not know is asked about once more after a day.
REST, ONCE_MORE = timedelta(hours=1), timedelta(days=1)
_NEW_AT_ONCE = 2000
_WRITE = """
insert into audience_sample (publication_id, definition_id, slot, taken_at, value, fell)
select * from unnest(%s::uuid[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::bigint[], %s::boolean[])
on conflict do nothing
"""


class Paused(ClipdeskError):
    """A limit, or a line that broke: nobody has to do anything."""

    message = gettext_noop("The platform gave no figures at the last try. It is asked again by itself.")


def measured() -> QuerySet[Publication]:
    """Return what is measured: public now, where views are counted, not too old, and counted from its beginning."""
    rows = Publication.objects.filter(shown__isnull=False, taken_down_at=None, destination__kind__in=MEASURED)
    young = rows.filter(first_live_at__gt=now() - LONGEST).exclude(remote_id="")
    uncounted = Q(destination__kind=OwnSite.kind, first_live_at__lt=counted_since())
    return young.exclude(uncounted)


def go_round() -> None:
    """Begin to measure what has become public, and defer a job for each account of which something is due."""
    MetricDefinition.load()
    fresh = measured().filter(measurement=None).select_related("shown").order_by("-first_live_at")[:_NEW_AT_ONCE]
    rows = [
        Measurement(publication=one, shape=post_of(one.shown, one).shape, next_at=now()) for one in fresh if one.shown
    ]
    Measurement.objects.bulk_create(rows, ignore_conflicts=True)
    pack_left()
    due = measured().filter(measurement__next_at__lte=now())
    for destination_id in due.order_by().values_list("destination", flat=True).distinct():
        lock = f"measure:{destination_id}"
        if not is_waiting(lock):
            with transaction.atomic():
                defer("audience.collect", lock=lock, destination_id=destination_id)


def collect(destination: Destination) -> None:
    """Read what is due of one account, for about a minute; what is left is due still."""
    until = time.monotonic() + BUDGET_SECONDS
    try:
        source = OwnCounts() if destination.kind == OwnSite.kind else destination.connector()
        while isinstance(source, Measures) and time.monotonic() < until:
            rows = list(_due(destination)[: source.counters.at_once])
            if not rows:
                return
            told = source.measure([row.publication.remote_id for row in rows])
            keep(rows, told, now())
    except ConnectorError as error:
        _rest(destination, error)


def keep(rows: Sequence[Measurement], told: Mapping[str, Mapping[str, int]], moment: datetime) -> None:
    """Write what a platform told of these posts at a moment, and when each is asked about next."""
    kind = rows[0].publication.destination.kind
    definitions = MetricDefinition.valid_at(kind, moment)
    with transaction.atomic():
        before = _last_values(rows, definitions.values())
        samples = [
            sample
            for row in rows
            for sample in _samples(row, told.get(row.publication.remote_id, {}), definitions, moment)
        ]
        for sample in samples:
            last = before.get((sample.publication_id, sample.definition_id))
            sample.fell = sample.definition.grows and last is not None and sample.value < last
        write(samples)
        for row in rows:
            _go_on(row, told.get(row.publication.remote_id), moment)
            row.packed = True
        pack({sample.publication_id for sample in samples})
        Measurement.objects.bulk_update(
            rows, ["next_at", "tried_at", "read_at", "packed", "absent", "trouble_message", "trouble_params"]
        )


def write(samples: Sequence[Sample]) -> None:
    """Write samples in one statement. What fills a slot that is filled already is left out."""
    columns: list[Any] = [
        [sample.publication_id for sample in samples],
        [sample.definition_id for sample in samples],
        [sample.slot for sample in samples],
        [sample.taken_at for sample in samples],
        [sample.value for sample in samples],
        [sample.fell for sample in samples],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, columns)


def least_step(kind: str) -> timedelta:
    """Return how often a platform counts anew."""
    return timedelta(hours=MEASURED[kind].hours)


def _due(destination: Destination) -> QuerySet[Measurement]:
    rows = Measurement.objects.filter(publication__in=measured().filter(destination=destination), next_at__lte=now())
    return rows.select_related("publication__destination").order_by("next_at", "pk")


def _last_values(rows: Iterable[Measurement], definitions: Iterable[MetricDefinition]) -> dict[tuple[object, int], int]:
    """Return the newest figure of each metric, by publication and definition."""
    found = Sample.objects.filter(publication__in=[row.pk for row in rows], definition__in=list(definitions))
    newest = found.order_by("publication", "definition", "-slot").distinct("publication", "definition")
    return {(one.publication_id, one.definition_id): one.value for one in newest}


def _samples(
    row: Measurement, counts: Mapping[str, int], definitions: Mapping[str, MetricDefinition], moment: datetime
) -> list[Sample]:
    publication = row.publication
    since = publication.first_live_at
    slot = slot_at(since, moment, least_step(publication.destination.kind)) if since else None
    if slot is None:
        return []
    return [
        Sample(publication=publication, definition=definitions[name], slot=slot, taken_at=moment, value=count)
        for name, count in counts.items()
        if name in definitions
    ]


def _go_on(row: Measurement, counts: Mapping[str, int] | None, moment: datetime) -> None:
    """Note how the last try went, and when the next is. What a platform twice does not know is gone there."""
    row.tried_at, row.trouble_message, row.trouble_params = moment, "", {}
    if counts is None:
        row.next_at = None if row.absent else moment + ONCE_MORE
        row.absent = True
        return
    row.absent, row.read_at = False, moment
    least, since = least_step(row.publication.destination.kind), row.publication.first_live_at
    row.next_at = slot_after(since, moment, least) if since else None


def _rest(destination: Destination, error: ConnectorError) -> None:
    """Leave an account alone for a while, and say why. Tokens that are dead are told by whoever looks after accounts."""
    wait = timedelta(seconds=error.wait) if isinstance(error, NotTaken) else REST
    why = error if error.permanent else Paused()
    moment = now()
    due = Measurement.objects.filter(pk__in=_due(destination).values("pk"))
    due.update(next_at=moment + max(REST, wait), tried_at=moment, **why.as_trouble)
