"""`/healthz`: 200 when the desk can work, 503 when not; numbers only, no content. Over HTTP: `test_supervisor.py`."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from clipdesk.config.checking_database import database
from clipdesk.config.finding import WEAK
from clipdesk.config.health import health
from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.announce import defer
from clipdesk.kernel.clock import now
from clipdesk.library.models import Channel
from clipdesk.library.tests.on_air import a_channel
from clipdesk.publishing.models import Publication
from clipdesk.review.models import SignOff


@pytest.fixture(autouse=True)
def worker(db: None) -> None:
    """A worker is alive."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


def age_workers(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - make_interval(secs => %s)", [seconds]
        )


def age_jobs(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - make_interval(secs => %s)", [seconds])


def test_an_idle_desk_is_well(db: None) -> None:
    report = health()
    assert (report["ok"], report["database"], report["queues"], report["missed_slots"]) == (True, "up", {}, 0)
    assert 0 <= report["disk"]["percent"] <= 100


def test_publishing_that_waits_makes_it_ill_and_rendering_does_not(newsroom: Newsroom) -> None:
    defer("clips.render", render_id="00000000-0000-0000-0000-000000000000")
    defer("clips.render", urgent=True, render_id="00000000-0000-0000-0000-000000000000")
    age_jobs(1000)
    report = health()
    waits = {"waiting": 1, "oldest_seconds": 1000}
    assert report["queues"] == {"render": waits, "breaking": waits}
    assert (report["ok"], report["publish_lag_seconds"]) == (True, 0)

    defer("publishing.send", publication_id="00000000-0000-0000-0000-000000000000")
    assert health()["ok"]
    age_jobs(200)
    report = health()
    assert (report["ok"], report["publish_lag_seconds"]) == (False, 200)


def test_a_job_whose_time_has_not_come_does_not_wait(newsroom: Newsroom) -> None:
    defer("publishing.send", at=now() + timedelta(hours=1), publication_id="00000000-0000-0000-0000-000000000000")
    age_jobs(1000)
    assert health()["queues"] == {}


def test_without_a_living_worker_it_is_ill(db: None) -> None:
    age_workers(50)
    report = health()
    assert (report["ok"], report["worker_heartbeat_seconds"]) == (True, 50)
    age_workers(10)
    assert not health()["ok"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    report = health()
    assert (report["ok"], report["worker_heartbeat_seconds"]) == (False, None)


def test_a_slot_that_passed_unnoticed_makes_it_ill(sign_off: SignOff) -> None:
    late = now() - timedelta(minutes=11)
    Publication.objects.update(sign_off=sign_off, package=sign_off.package, slot=late)
    report = health()
    assert (report["ok"], report["missed_slots"], report["overdue_slots"]) == (False, 0, 1)


def test_a_missed_slot_that_people_were_asked_about_does_not(sign_off: SignOff) -> None:
    late = now() - timedelta(minutes=11)
    Publication.objects.update(sign_off=sign_off, package=sign_off.package, slot=late, state="missed")
    report = health()
    assert (report["ok"], report["missed_slots"], report["overdue_slots"]) == (True, 1, 0)


def test_a_channel_that_is_on_and_not_recorded_makes_it_ill(newsroom: Newsroom) -> None:
    channel = a_channel(newsroom, on_since=now() - timedelta(hours=1), beat_at=now() - timedelta(seconds=50))
    report = health()
    assert (report["ok"], report["channels_not_recorded"]) == (True, 0)
    Channel.objects.update(beat_at=now() - timedelta(seconds=61))
    report = health()
    assert (report["ok"], report["channels_not_recorded"]) == (False, 1)
    with translation.override("en"):
        (said,) = [finding for finding in database() if finding.name == "Channels"]
    assert (said.level, channel.name in said.what) == (WEAK, True)
    Channel.objects.update(state=Channel.OFF)
    assert health()["ok"]


def test_a_database_that_does_not_answer_is_said_within_three_seconds(tmp_path: Path) -> None:
    """A server that takes the connection and says nothing, as one does that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        env = {
            **os.environ,
            "CLIPDESK_DATA": str(tmp_path),
            "DATABASE_URL": f"postgresql://clipdesk@127.0.0.1:{silent.getsockname()[1]}/clipdesk",
        }
        said = subprocess.run([sys.executable, "-c", _ASK], env=env, capture_output=True, text=True, check=True).stdout
    report, seconds = json.loads(said)
    assert (report["ok"], report["database"]) == (False, "down")
    assert seconds < 3


_ASK = """
import json, os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "clipdesk.config.settings"
import django
django.setup()
from clipdesk.config.health import health
begun = time.monotonic()
print(json.dumps([health(), time.monotonic() - begun]))
"""
