"""Run the jobs of a transaction inside that transaction, before anybody else can see them.

The practice station is made in one transaction, so that an interrupted build leaves nothing behind. Its jobs are visible
to nobody outside: the workers of a running desk cannot take them, and the jobs of other stations are not touched here.
Listening for the scripts, the light copies for phones, signing the ledger and mails are left to these workers: nobody has to
wait for them, and a mail about what was undone would be about nothing.
"""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.jobs.app import app

_LEFT = ("library.hear", "review.copy", "history.checkpoint_now", "accounts.mail_notice")
_WAITING = """
SELECT id FROM procrastinate_jobs
WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now() AND task_name <> ALL(%s)
ORDER BY priority DESC, id
"""
_SEEN = "SELECT id FROM procrastinate_jobs WHERE id = ANY(%s)"


def run_own_jobs() -> None:
    """Run, in order, the waiting jobs that this transaction deferred, until none is left."""
    while (job := _take_next()) is not None:
        app.tasks[job.task_name](**job.args)


def _take_next() -> ProcrastinateJob | None:
    """Take the first job that no other connection can see, and mark it as succeeded."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [list(_LEFT)])
        waiting = [number for (number,) in cursor.fetchall()]
    seen = _seen_outside(waiting)
    for number in waiting:
        if number not in seen:
            ProcrastinateJob.objects.filter(pk=number).update(status="succeeded")
            job: ProcrastinateJob = ProcrastinateJob.objects.get(pk=number)
            return job
    return None


def _seen_outside(numbers: list[int]) -> set[int]:
    outside = connection.copy()
    try:
        with outside.cursor() as cursor:
            cursor.execute(_SEEN, [numbers])
            return {number for (number,) in cursor.fetchall()}
    finally:
        outside.close()
