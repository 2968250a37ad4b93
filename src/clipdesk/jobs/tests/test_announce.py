"""A room says what happened; whoever is listed gets a job, in the same transaction."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.jobs.announce import announce, defer, is_waiting

SOME_ID = UUID("019ab000-0000-7000-8000-000000000001")


def test_every_listener_gets_a_job_with_the_ids_as_text(db: None) -> None:
    announce("clip.sent", clip_id=SOME_ID)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.queue_name, job.status) == ("publishing.prepare", "publish", "todo")
    assert job.args == {"clip_id": str(SOME_ID)}


def test_queue_and_lock_can_be_chosen(db: None) -> None:
    announce("render.wanted", queue="breaking", lock="render:1", render_id=SOME_ID)
    job = ProcrastinateJob.objects.get()
    assert (job.queue_name, job.lock) == ("breaking", "render:1")


def test_a_rollback_leaves_no_job(db: None) -> None:
    with transaction.atomic():
        announce("clip.sent", clip_id=SOME_ID)
        assert ProcrastinateJob.objects.count() == 1
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()


def test_a_word_that_nobody_listed_is_a_defect(db: None) -> None:
    with pytest.raises(LookupError, match="clip.eaten"):
        announce("clip.eaten", clip_id=SOME_ID)


def test_a_word_may_have_several_listeners(db: None) -> None:
    announce("rundown.replaced", recording_id=SOME_ID)
    found = ProcrastinateJob.objects.values_list("task_name", flat=True)
    assert sorted(found) == ["library.hear", "review.look_again"]


def test_a_task_that_does_not_exist_is_a_defect(db: None) -> None:
    with pytest.raises(LookupError, match="clips.eat"):
        defer("clips.eat", clip_id=SOME_ID)


@pytest.mark.parametrize(
    ("status", "at", "waiting"),
    [
        ("todo", None, True),
        ("todo", timedelta(minutes=-1), True),
        ("todo", timedelta(minutes=5), False),
        ("doing", None, True),
        ("succeeded", None, False),
        ("failed", None, False),
    ],
)
def test_waiting_is_what_runs_or_is_ready_to(db: None, status: str, at: timedelta | None, waiting: bool) -> None:
    moment = datetime.now(UTC) + at if at else None
    defer("publishing.send", at=moment, lock="publication:1", publication_id=SOME_ID)
    with connection.cursor() as cursor:  # the model is read-only
        cursor.execute("UPDATE procrastinate_jobs SET status = %s", [status])
    assert is_waiting("publication:1") is waiting
    assert not is_waiting("publication:2")
