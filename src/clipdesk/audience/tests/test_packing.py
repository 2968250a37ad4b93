"""One row per publication has what was counted at each age, as the statistics say it, and later samples change nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clipdesk.audience import packing
from clipdesk.audience.models import Measurement, PackedCurve, Sample
from clipdesk.audience.tests.conftest import Told, since
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication

HOUR = timedelta(hours=1)
DAY_AT = packing.AGES.index(24 * HOUR)


def test_the_count_at_a_day_is_that_of_the_facts(told: Told) -> None:
    for hours, count in ((20, 1000), (28, 1400)):
        told(hours * HOUR, {"viewCount": count, "likeCount": 3})
    row = PackedCurve.objects.get()  # of the first metric alone
    assert row.counts[DAY_AT] == pytest.approx(1183.2, abs=0.1)
    assert [place for place, count in enumerate(row.counts) if count is not None] == [DAY_AT]  # missing is not zero
    assert (row.public_since, row.shape) == (since(), Measurement.objects.get().shape)
    assert row.seconds == pytest.approx(0.48)
    told(72 * HOUR, {"viewCount": 9000, "likeCount": 3})
    later = PackedCurve.objects.get()
    assert later.counts[DAY_AT] == row.counts[DAY_AT]
    assert later.counts[packing.AGES.index(72 * HOUR)] == 9000


def test_nothing_is_drawn_across_a_changed_definition(told: Told) -> None:
    Publication.objects.update(first_live_at=datetime(2026, 8, 26, 12, tzinfo=UTC))
    for hours, count in ((2, 10), (6, 100), (20, 70), (28, 80)):  # it changed when the post was 12 hours old
        told(hours * HOUR, {"viewCount": count})
    first, second = PackedCurve.objects.order_by("definition__version")
    assert (first.counts[:3], first.counts[3:]) == ([None, pytest.approx(18.15, abs=0.01), 100], [None] * 10)
    assert [one for one in second.counts if one is not None] == [pytest.approx(74.83, abs=0.01)]


def test_what_was_measured_before_is_packed_once(told: Told) -> None:
    told(HOUR, {"viewCount": 5})
    told(3 * HOUR, {"viewCount": 9})
    before = PackedCurve.objects.get().counts
    PackedCurve.objects.all().delete()
    Measurement.objects.update(packed=False, read_at=now())
    packing.pack_left()
    assert PackedCurve.objects.get().counts == before
    assert Measurement.objects.get().packed
    PackedCurve.objects.all().delete()
    packing.pack_left()
    assert not PackedCurve.objects.exists()


def test_a_post_that_tells_nothing_has_no_curve(told: Told) -> None:
    told(HOUR, {})
    assert (Sample.objects.count(), PackedCurve.objects.count()) == (0, 0)
    assert Measurement.objects.get().packed
