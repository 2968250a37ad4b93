"""For tests and practice: run what is waiting in the queue, in this process and on this connection."""

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.jobs.app import app
from clipdesk.jobs.fence import Superseded


def run_waiting_jobs(limit: int = 200) -> list[str]:
    """Run waiting jobs in order until none is left; return the names of those that ran.

    Scheduled jobs are run only once their time has come. An exception of a task reaches the caller.

    Raises:
        RuntimeError: more than `limit` jobs ran, so they defer each other without end.
    """
    ran: list[str] = []
    while True:
        job = _take_next()
        if job is None:
            return ran
        if len(ran) >= limit:
            raise RuntimeError(f"more than {limit} jobs: {ran[-5:]}")
        ran.append(job.task_name)
        try:
            app.tasks[job.task_name](**job.args)
        except Superseded:
            continue


_TAKE = """
UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = (
    SELECT id FROM procrastinate_jobs
    WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()
    ORDER BY priority DESC, id FOR UPDATE SKIP LOCKED LIMIT 1
) RETURNING id
"""


def _take_next() -> ProcrastinateJob | None:
    """Take the next waiting job and mark it as succeeded; what a worker holds is left to it."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE)
        found = cursor.fetchone()
    return ProcrastinateJob.objects.get(pk=found[0]) if found else None
