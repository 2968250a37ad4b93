"""Measure what was posted elsewhere, by the same slots and definitions as publications."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from clipdesk.audience.collecting import BUDGET_SECONDS, ONCE_MORE, REST, least_step
from clipdesk.audience.models import FoundPost, FoundSample, MetricDefinition
from clipdesk.audience.pace import LONGEST, slot_after, slot_at
from clipdesk.connectors.contract import ConnectorError, Measures, NotTaken
from clipdesk.destinations.models import Destination
from clipdesk.jobs.announce import defer, is_waiting
from clipdesk.kernel.clock import now


def go_round() -> None:
    """Defer a job for each account of which something that was posted elsewhere is due."""
    MetricDefinition.load()
    for destination_id in _due().order_by().values_list("destination", flat=True).distinct():
        lock = f"measure-elsewhere:{destination_id}"
        if not is_waiting(lock):
            with transaction.atomic():
                defer("audience.collect_elsewhere", lock=lock, destination_id=destination_id)


def collect(destination: Destination) -> None:
    """Read what is due of one account, for about a minute; what is left is due still."""
    until = time.monotonic() + BUDGET_SECONDS
    try:
        connector = destination.connector()
        while isinstance(connector, Measures) and time.monotonic() < until:
            rows = list(_due().filter(destination=destination)[: connector.counters.at_once])
            if not rows:
                return
            keep(rows, connector.measure([row.remote_id for row in rows]), now())
    except ConnectorError as error:
        wait = timedelta(seconds=error.wait) if isinstance(error, NotTaken) else REST
        due = FoundPost.objects.filter(pk__in=_due().filter(destination=destination).values("pk"))
        due.update(next_at=now() + max(REST, wait))


def keep(rows: Sequence[FoundPost], told: Mapping[str, Mapping[str, int]], moment: datetime) -> None:
    """Write what a platform told of these posts of one account at a moment, and when each is asked about next."""
    kind = rows[0].destination.kind
    definitions, least = MetricDefinition.valid_at(kind, moment), least_step(kind)
    samples = [
        FoundSample(post=row, definition=definitions[name], slot=slot, taken_at=moment, value=count)
        for row in rows
        if (slot := slot_at(row.public_since, moment, least)) is not None
        for name, count in told.get(row.remote_id, {}).items()
        if name in definitions
    ]
    for row in rows:
        _go_on(row, row.remote_id in told, moment, least)
    with transaction.atomic():
        FoundSample.objects.bulk_create(samples, ignore_conflicts=True)
        FoundPost.objects.bulk_update(rows, ["next_at", "absent"])


def _due() -> QuerySet[FoundPost]:
    rows = FoundPost.objects.filter(state__in=FoundPost.KNOWN, next_at__lte=now(), public_since__gt=now() - LONGEST)
    return rows.select_related("destination").order_by("next_at", "pk")


def _go_on(row: FoundPost, is_there: bool, moment: datetime, least: timedelta) -> None:
    """Note when a post is asked about next. What a platform twice does not know is gone there."""
    if not is_there:
        row.next_at = None if row.absent else moment + ONCE_MORE
        row.absent = True
        return
    row.absent, row.next_at = False, slot_after(row.public_since, moment, least)
