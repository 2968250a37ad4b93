"""Figures are read once for each slot, kept as they were told, and never made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from clipdesk.accounts.models import Notice
from clipdesk.audience import collecting
from clipdesk.audience.models import Measurement, MetricDefinition, Sample
from clipdesk.audience.tests.conftest import REEL, VIDEO, Told, asked_again, since, values
from clipdesk.connectors.facebook.practice.emulator import Facebook
from clipdesk.connectors.facebook.practice.emulator import Film as Reel
from clipdesk.connectors.youtube.practice.emulator import Film, YouTube
from clipdesk.destinations.models import Account
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication

HOUR = timedelta(hours=1)


def test_a_public_clip_is_measured_once_in_each_slot(film: Film, youtube: YouTube) -> None:
    film.counts = {"viewCount": "1200", "likeCount": "30"}
    collecting.go_round()
    run_waiting_jobs()
    assert values() == {"viewCount": 1200, "likeCount": 30}  # of comments nothing was told: no row, and no zero
    row, sample = Measurement.objects.get(), Sample.objects.get(definition__name="viewCount")
    assert (sample.slot, row.next_at) == (since() + 2 * HOUR, since() + 3 * HOUR)
    assert sample.definition.version == 2
    film.counts = {"viewCount": "1300", "likeCount": "31"}
    asked_again()
    assert Sample.objects.count() == 2
    assert values()["viewCount"] == 1200
    collecting.go_round()
    run_waiting_jobs()
    assert [name for name, _said in youtube.asked].count(
        "videos.batchGetStats"
    ) == 2  # nothing is due: nothing is asked


def test_the_same_answer_written_twice_adds_nothing(told: Told) -> None:
    for _ in range(2):
        told(3 * HOUR, {"viewCount": 5, "likeCount": 1})
    assert Sample.objects.count() == 2
    one = Sample.objects.select_related("publication", "definition").latest("pk")
    again = {"publication": one.publication, "definition": one.definition, "slot": one.slot}
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.create(**again, taken_at=now(), value=6)


def test_a_counter_that_falls_is_kept_and_marked(told: Told) -> None:
    for age, count in ((1, 100), (2, 90), (3, 95)):
        told(age * HOUR, {"viewCount": count})
    assert list(Sample.objects.order_by("slot").values_list("value", "fell")) == [
        (100, False),
        (90, True),
        (95, False),
    ]


def test_a_figure_belongs_to_the_definition_of_its_day(told: Told) -> None:
    Publication.objects.update(first_live_at=datetime(2026, 8, 26, 22, tzinfo=UTC))
    told(HOUR, {"viewCount": 100})
    told(3 * HOUR, {"viewCount": 70})  # counted otherwise: nothing has fallen
    rows = Sample.objects.order_by("slot").values_list("definition__version", "value", "fell")
    assert list(rows) == [(1, 100, False), (2, 70, False)]


def test_what_the_desk_does_not_know_is_not_kept(told: Told) -> None:
    told(HOUR, {"viewCount": 1, "somethingNew": 7})
    assert values() == {"viewCount": 1}


def test_definitions_are_written_once_and_only_ended(film: Film) -> None:
    collecting.go_round()
    count = MetricDefinition.objects.count()
    MetricDefinition.objects.filter(name="viewCount", version=1).update(
        wording_en="As it was told then.", valid_until=None
    )
    collecting.go_round()
    assert MetricDefinition.objects.count() == count
    first = MetricDefinition.objects.get(name="viewCount", version=1)
    assert first.wording_en == "As it was told then."
    assert first.valid_until == datetime(2026, 8, 27, tzinfo=UTC)


def test_what_is_gone_there_is_asked_once_more_and_never_again(film: Film, youtube: YouTube) -> None:
    del youtube.films[VIDEO]
    row = asked_again()
    assert row.absent
    assert row.next_at is not None
    row = asked_again()
    assert (row.next_at, Sample.objects.count()) == (None, 0)


def test_what_was_withdrawn_is_not_measured(film: Film, youtube: YouTube) -> None:
    collecting.go_round()
    Publication.objects.update(shown=None)
    asked_again()
    assert [name for name, _said in youtube.asked if name == "videos.batchGetStats"] == []


def test_a_limit_ends_the_job_quietly_for_an_hour(film: Film, youtube: YouTube) -> None:
    youtube.faults.add("videos.batchGetStats", "429")
    film.counts = {"viewCount": "7"}
    collecting.go_round()
    run_waiting_jobs()
    row = Measurement.objects.get()
    assert row.next_at is not None
    assert row.next_at > now() + timedelta(minutes=59)
    assert row.trouble_message == collecting.Paused.message
    assert not Notice.objects.filter(kind__in=["publication_failed", "account_trouble"]).exists()
    row = asked_again()
    assert (values(), row.trouble_message) == ({"viewCount": 7}, "")


def test_a_disconnected_account_says_so(film: Film, youtube: YouTube) -> None:
    Account.objects.update(sealed=None)
    row = asked_again()
    assert "disconnected" in row.trouble_message
    assert youtube.asked == []


def test_facebook_is_asked_once_a_day_and_a_retired_metric_fails_nothing(reel: Reel, facebook: Facebook) -> None:
    reel.counts = {"fb_reels_total_plays": 40, "post_video_avg_time_watched": 9000, "post_video_followers": 0}
    facebook.retired = {"post_video_followers"}
    collecting.go_round()
    run_waiting_jobs()
    assert values() == {"fb_reels_total_plays": 40, "post_video_avg_time_watched": 9000}
    assert Measurement.objects.get().next_at == since() + timedelta(days=1)
    row = Measurement.objects.select_related("publication__destination").get()
    lower = {"fb_reels_total_plays": 39, "post_video_avg_time_watched": 8000}
    collecting.keep([row], {REEL: lower}, since() + timedelta(days=1, minutes=5))
    fell = Sample.objects.filter(fell=True).values_list("definition__name", flat=True)
    assert list(fell) == ["fb_reels_total_plays"]  # an average may fall
