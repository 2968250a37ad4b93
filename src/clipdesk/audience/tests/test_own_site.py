"""The station's own pages stand among the destinations that count: the same samples, curves and words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from clipdesk.audience import collecting
from clipdesk.audience.models import Measurement, MetricDefinition, Sample, SiteCount
from clipdesk.audience.tests.conftest import asked_again, since, values
from clipdesk.audience.tests.test_pages import of_clip, page
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication

HOUR = timedelta(hours=1)


def counted_from(moment: datetime) -> None:
    """Let the desk have begun to count then."""
    MetricDefinition.load()
    MetricDefinition.objects.filter(platform="site").update(valid_from=moment)


def test_counts_become_samples_and_stand_on_the_pages(newsroom: Newsroom, published: Publication) -> None:
    counted_from(datetime(2026, 1, 1, tzinfo=UTC))
    Publication.objects.update(first_live_at=now() - 2.5 * HOUR)
    SiteCount.add(published, since(), {"start": 5, "played_25": 4, "engaged_time": 61_000})
    SiteCount.add(published, now(), {"start": 3, "played_25": 1})
    collecting.go_round()
    run_waiting_jobs()
    zeros = {"played_50": 0, "played_75": 0, "played_100": 0}  # counted by the desk itself: zero is a figure
    assert values() == {"start": 8, "played_25": 5, "engaged_time": 61_000, **zeros}
    assert Sample.objects.filter(definition__name="start").get().slot == since() + 2 * HOUR
    found = page(newsroom, of_clip())
    assert "Lượt bắt đầu" in found
    assert "theo thứ tự bất kỳ" in found
    assert 'aria-label="Lượt bắt đầu: 8 sau' in found
    assert "Lượt bắt đầu" in page(newsroom, "audience/")


def test_the_same_slot_is_read_once(published: Publication) -> None:
    counted_from(datetime(2026, 1, 1, tzinfo=UTC))
    collecting.go_round()
    run_waiting_jobs()
    count = Sample.objects.count()
    asked_again()
    assert (Sample.objects.count(), count) == (6, 6)


def test_what_was_public_before_counting_began_is_no_curve(newsroom: Newsroom, published: Publication) -> None:
    counted_from(now() + HOUR)
    collecting.go_round()
    run_waiting_jobs()
    assert not Measurement.objects.exists()
    assert "trước khi hệ thống bắt đầu đếm" in page(newsroom, of_clip())


def test_counting_begins_when_the_desk_first_knows_how(published: Publication) -> None:
    before = now()
    MetricDefinition.load()
    first = MetricDefinition.objects.get(platform="site", name="start").valid_from
    assert first is not None
    assert first >= before
    MetricDefinition.load()
    assert MetricDefinition.objects.get(platform="site", name="start").valid_from == first
