"""Check 15 of the facts: samples in, medians out, and every page with two years of a big station.

`make test` runs it small; `make accept-measure` sets the sizes of the facts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from django.db import connection

from clipdesk.audience import collecting
from clipdesk.audience.channels import medians_at
from clipdesk.audience.models import MetricDefinition, PackedCurve, Sample
from clipdesk.audience.packing import AGES
from clipdesk.audience.tests.big_station import BigStation, copies, facts, let_triggers_rest
from clipdesk.config.testing_cast import Newsroom
from clipdesk.destinations.models import Destination
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600), pytest.mark.usefixtures("as_owner")]
#: In seconds, of the full sizes: what the facts hold it to. A page: the 95th of a hundred, in milliseconds.
INSERTED_WITHIN, MEDIANS_WITHIN, PAGE_WITHIN = 60, 1, 300
PAGES = (
    *("audience/", "audience/?page=2", "audience/channels/", "audience/elsewhere/"),
    *(f"audience/works/?by={by}" for by in ("shape", "length", "hour", "weekday", "line")),
    *("audience/time-to-air/", "clips/{clip}/audience/", "clips/{clip}/audience/newest/"),
    "clips/{clip}/audience/figures.csv",
)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def size(name: str, small: int) -> int:
    """Return a size that is asked for, or the small one."""
    return int(os.environ.get(f"CLIPDESK_MEASURE_{name}", small))


def batches(posts: Sequence[UUID], definitions: Sequence[MetricDefinition], wanted: int) -> Iterator[list[Sample]]:
    """Yield so many samples as collectors write them: every metric of fifty posts at once, slot by slot as time goes on."""
    since, made = datetime(2026, 10, 1, tzinfo=UTC), 0
    for hour in count():
        at = since + hour * _HOUR
        for begin in range(0, len(posts), 50):
            rows = [
                Sample(publication_id=pk, definition=definition, slot=at, taken_at=at, value=made + place)
                for place, pk in enumerate(posts[begin : begin + 50])
                for definition in definitions
            ][: wanted - made]
            yield rows
            made += len(rows)
            if made >= wanted:
                return


def test_samples_come_in_and_come_once(
    newsroom: Newsroom, published: Publication, record_property: Callable[[str, object], None]
) -> None:
    wanted = size("SAMPLES", 5_000)
    BigStation(days=5, clips=max(1, wanted // 10_000), samples=0).fill(published)
    posts = list(Publication.objects.exclude(pk=published.pk).values_list("pk", flat=True))
    definitions = list(MetricDefinition.objects.filter(platform="site")[:3])
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # as if each were committed
    taken = 0.0
    for batch in batches(posts, definitions, wanted):
        begun = time.perf_counter()
        collecting.write(batch)
        taken += time.perf_counter() - begun
    assert Sample.objects.count() == wanted
    for batch in batches(posts, definitions, wanted):
        collecting.write(batch)
    added = Sample.objects.count() - wanted
    record_property("figure", f"{wanted} samples in {taken:.1f} s; the same again adds {added} rows")
    assert added == 0
    assert taken <= INSERTED_WITHIN


def test_medians_of_many_groups(
    newsroom: Newsroom, published: Publication, record_property: Callable[[str, object], None]
) -> None:
    curves, groups = size("CURVES", 4_200), size("GROUPS", 42)
    MetricDefinition.load()
    definition = MetricDefinition.objects.get(platform="site", name="start")
    with connection.cursor() as cursor:
        let_triggers_rest(cursor)
        changed = {"id": "gen_random_uuid()", "kind": "'facebook'", "name": "'Nhóm ' || n"}
        copies(published.destination, f"generate_series(1, {groups}) as n", changed)
        cursor.execute(_GROUPED, [curves // groups])
        theirs = {"id": "n.post", "destination_id": "n.destination", "remote_id": "n.post::text"}
        copies(published, "grouped as n", {**theirs, "state": "'cancelled'", "shown_id": "null"})
        cursor.execute(_THEIR_CURVES, [definition.pk])
        cursor.execute("analyze audience_packedcurve")
    places = list(Destination.objects.filter(name__startswith="Nhóm ").values_list("pk", flat=True))
    begun = time.perf_counter()
    found = medians_at(_DAY, places, [definition], (now() - 60 * _DAY, now() + _DAY))
    taken = time.perf_counter() - begun
    record_property("figure", f"medians at 24 h of {len(found)} groups over {curves} curves in {taken:.2f} s")
    assert len(found) == groups
    assert sum(one.size for one in found.values()) == PackedCurve.objects.count() == groups * (curves // groups)
    assert taken <= MEDIANS_WITHIN


@pytest.mark.accept
def test_every_page_is_quick(
    newsroom: Newsroom, published: Publication, record_property: Callable[[str, object], None]
) -> None:
    BigStation(size("DAYS", 20), size("CLIPS", 5), size("RAW", 10_000)).fill(published)
    clip = Publication.objects.filter(first_live_at__lt=now() - 2 * _DAY).latest("first_live_at").clip_id
    client = newsroom.client(newsroom.huong)
    found: dict[str, int] = {}
    for rest in PAGES:
        address = newsroom.path(rest.format(clip=clip))
        taken = []
        for _again in range(20):
            begun = time.perf_counter()
            assert client.get(address).status_code == 200
            taken.append((time.perf_counter() - begun) * 1000)
        found[rest.removeprefix("audience/").replace("clips/{clip}", "clip")] = round(sorted(taken)[18])
    there = ", ".join(f"{count} {name}" for name, count in facts().items())
    told = ", ".join(f"{rest or 'now'} {late}" for rest, late in found.items())
    record_property("figure", f"{there}: p95 in ms: {told}")
    assert max(found.values()) <= PAGE_WITHIN, told


_GROUPED = """
create temporary table grouped as
select gen_random_uuid() as post, destination.id as destination
from destinations_destination as destination, generate_series(1, %s) where destination.name like 'Nhóm %%'
"""
_THEIR_CURVES = """
insert into audience_packedcurve (publication_id, definition_id, destination_id, shape, public_since, seconds, counts, gaps)
select post, %s, destination, '9:16', now() - random() * interval '50 days', 30,
       array_fill(round(exp(random() * 8)), array[{ages}]), array_fill(0::float, array[{ages}])
from grouped
""".format(ages=len(AGES))
