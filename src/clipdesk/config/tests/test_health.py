"""`/healthz`: 200 when the desk can work, 503 when not; numbers only, no content. Over HTTP: `test_supervisor.py`."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from clipdesk.config.health import health
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.announce import defer
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.review.models import SignOff


def age_jobs(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - make_interval(secs => %s)", [seconds])


def test_an_idle_desk_is_well(db: None) -> None:
    report = health()
    assert (report["ok"], report["database"], report["queues"], report["missed_slots"]) == (True, "up", {}, 0)
    assert 0 <= report["disk"]["percent"] <= 100


def test_publishing_that_waits_makes_it_ill_and_rendering_does_not(newsroom: Newsroom) -> None:
    defer("clips.render", render_id="00000000-0000-0000-0000-000000000000")
    age_jobs(1000)
    report = health()
    assert report["queues"] == {"render": {"waiting": 1, "oldest_seconds": 1000}}
    assert report["ok"]

    defer("publishing.send", publication_id="00000000-0000-0000-0000-000000000000")
    assert health()["ok"]
    age_jobs(200)
    report = health()
    assert (report["ok"], report["publish_lag_seconds"]) == (False, 200)


def test_a_job_whose_time_has_not_come_does_not_wait(newsroom: Newsroom) -> None:
    defer("publishing.send", at=now() + timedelta(hours=1), publication_id="00000000-0000-0000-0000-000000000000")
    age_jobs(1000)
    assert health()["queues"] == {}


def test_a_missed_slot_is_counted(sign_off: SignOff) -> None:
    late = now() - timedelta(minutes=11)
    Publication.objects.update(sign_off=sign_off, package=sign_off.package, slot=late)
    assert health()["missed_slots"] == 1
