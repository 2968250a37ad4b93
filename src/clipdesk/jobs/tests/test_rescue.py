"""Jobs of dead or paused workers go back into their queues; those of living ones stay."""

from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.jobs.announce import defer
from clipdesk.jobs.app import app
from clipdesk.jobs.tasks import delete_old, delete_rounds, rescue_stalled

HOUR = 3600


def job_of_worker(heartbeat: int, status: str = "doing") -> int:
    """Make a job that a worker holds whose last heartbeat was `heartbeat` seconds ago; return the job's id."""
    defer("library.ingest", recording_id="1")
    job = ProcrastinateJob.objects.latest("id")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second') RETURNING id",
            [heartbeat],
        )
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job.pk])
        if status != "doing":
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job.pk])
            cursor.execute("UPDATE procrastinate_events SET at = now() - %s * interval '1 second'", [heartbeat])
    return int(job.pk)


def run(task: Any) -> None:
    """Run a housekeeping task as the worker does, on this connection."""
    async_to_sync(task.func)(SimpleNamespace(app=app), 0)


def status_of(job: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=job).status)


def test_thirty_seconds_without_a_heartbeat_are_enough(db: None) -> None:
    dead, alive = job_of_worker(35), job_of_worker(20)
    run(rescue_stalled)
    assert (status_of(dead), status_of(alive)) == ("todo", "doing")


def test_a_rescued_job_is_the_same_job_and_counted(db: None) -> None:
    dead = job_of_worker(60)
    run(rescue_stalled)
    job = ProcrastinateJob.objects.get(pk=dead)
    assert (job.args, job.queue_name, job.attempts) == ({"recording_id": "1"}, "ingest", 1)


def test_a_stalled_round_of_periodic_work_is_ended_for_the_next_one_waits_already(db: None) -> None:
    stalled = job_of_worker(60)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET queueing_lock = 'rounds' WHERE id = %s", [stalled])
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock) VALUES ('publish', 'x', 'rounds')"
        )
    run(rescue_stalled)
    assert list(ProcrastinateJob.objects.values_list("task_name", "status")) == [("x", "todo")]


@pytest.mark.parametrize(
    ("days", "status", "left"),
    [
        (13, "succeeded", 1),
        (15, "succeeded", 0),
        (13, "cancelled", 1),
        (15, "cancelled", 0),
        (15, "failed", 1),
        (55, "failed", 1),
        (57, "failed", 0),
    ],
)
def test_finished_jobs_go_after_a_fortnight_and_failed_ones_after_four(
    db: None, days: int, status: str, left: int
) -> None:
    job_of_worker(days * 24 * HOUR, status)
    run(delete_old)
    assert ProcrastinateJob.objects.count() == left


@pytest.mark.parametrize(
    ("lock", "minutes", "left"), [("rounds", 61, 0), ("rounds", 59, 1), (None, 61, 1)], ids=["old", "young", "work"]
)
def test_finished_rounds_of_periodic_work_go_after_an_hour(db: None, lock: str | None, minutes: int, left: int) -> None:
    job = job_of_worker(minutes * 60, "succeeded")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET queueing_lock = %s WHERE id = %s", [lock, job])
    delete_rounds(timestamp=0)
    assert ProcrastinateJob.objects.count() == left
