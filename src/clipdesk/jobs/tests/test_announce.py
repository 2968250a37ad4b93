"""A room says what happened; whoever is listed gets a job, in the same transaction."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.jobs.announce import announce, defer, hurry, is_laid_ready, is_waiting

SOME_ID = UUID("019ab000-0000-7000-8000-000000000001")
OTHER_ID = UUID("019ab000-0000-7000-8000-000000000002")


def test_every_listener_gets_a_job_with_the_ids_as_text(db: None) -> None:
    announce("clip.sent", clip_id=SOME_ID)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.queue_name, job.status) == ("publishing.prepare", "publish", "todo")
    assert job.args == {"clip_id": str(SOME_ID)}


@pytest.mark.parametrize(
    ("word", "queue"),
    [
        ("render.wanted", "breaking"),
        ("clip.sent", "urgent"),
        ("publication.due", "urgent"),
    ],
)
def test_what_is_urgent_has_slots_of_its_own_and_goes_before_the_rest(db: None, word: str, queue: str) -> None:
    announce(word, id=SOME_ID)
    announce(word, urgent=True, lock="one", id=SOME_ID)
    jobs = ProcrastinateJob.objects.all()
    usual = {job.priority for job in jobs if job.lock is None}
    urgent = {(job.queue_name, job.priority > max(usual)) for job in jobs if job.lock == "one"}
    assert urgent == {(queue, True)}


def test_an_urgent_mail_goes_before_other_mails_and_holds_no_slot_of_what_rings(db: None) -> None:
    announce("notice.written", notice_id=SOME_ID)
    announce("notice.written", urgent=True, notice_id=SOME_ID)
    queues = dict(ProcrastinateJob.objects.values_list("task_name", "queue_name"))
    assert queues["accounts.mail_notice"] == "notices"
    assert queues["accounts.push_notice"] == queues["accounts.message_notice"] == "alarms"
    usual, urgent = ProcrastinateJob.objects.filter(task_name="accounts.mail_notice").order_by("id")
    assert urgent.priority > usual.priority


def test_what_waits_can_be_hurried_and_nothing_else(db: None) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    defer("publishing.ring", publication_id=SOME_ID)
    defer("publishing.ring", at=tomorrow, publication_id=SOME_ID)
    defer("publishing.ring", publication_id=OTHER_ID)
    defer("publishing.send", publication_id=SOME_ID)
    assert hurry("publishing.ring", publication_id=SOME_ID) == 2
    assert hurry("publishing.ring", publication_id=SOME_ID) == 0
    found = ProcrastinateJob.objects.order_by("id").values_list("queue_name", "scheduled_at")
    assert list(found) == [("urgent", None), ("urgent", tomorrow), ("publish", None), ("publish", None)]


def test_what_runs_is_left_alone(db: None) -> None:
    defer("publishing.send", publication_id=SOME_ID)
    with connection.cursor() as cursor:  # the model is read-only
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert hurry("publishing.send", publication_id=SOME_ID) == 0
    assert ProcrastinateJob.objects.get().queue_name == "publish"


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
    in_time = datetime.now(UTC) + timedelta(minutes=6)
    assert is_laid_ready("publication:1", in_time) is (status == "todo" and at is not None)
    assert not is_laid_ready("publication:1", in_time - timedelta(hours=1))
    assert not is_waiting("publication:2")
