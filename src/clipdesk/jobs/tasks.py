"""Housekeeping of the queue itself."""

import procrastinate
from django.conf import settings
from django.db import connection
from procrastinate.jobs import Status

from clipdesk.jobs.app import app

STALLED_AFTER_SECONDS = 30
#: Failed jobs tell the operator what went wrong; they are kept this many times longer.
FAILED_KEPT_TIMES = 4
_DELETE_ROUNDS = """
DELETE FROM procrastinate_jobs j
WHERE j.status = 'succeeded' AND j.queueing_lock IS NOT NULL AND EXISTS (
    SELECT 1 FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'succeeded' AND e.at < now() - interval '1 hour')
"""


@app.periodic(cron="* * * * * */15")
@app.task(
    queue="housekeeping",
    name="jobs.rescue_stalled",
    pass_context=True,
    queueing_lock="jobs.rescue_stalled",
    priority=100,  # before mails that wait for a server that does not answer
)
async def rescue_stalled(context: procrastinate.JobContext, timestamp: int) -> None:
    """Put the jobs of dead or paused workers back into their queues; run numbers keep the old run from writing.

    A stalled round of periodic work (it has a queueing lock) is ended instead: its next round comes by itself, and two
    may not wait at once.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        if job.queueing_lock:
            await manager.finish_job(job, Status.ABORTED, delete_job=True)
        else:
            await manager.retry_job(job)


# Hourly, because a PC that is closed at night would never see a nightly round: one that is late is left out.
@app.periodic(cron="17 * * * *")
@app.task(queue="housekeeping", name="jobs.delete_old", pass_context=True, queueing_lock="jobs.delete_old")
async def delete_old(context: procrastinate.JobContext, timestamp: int) -> None:
    """Delete finished and cancelled jobs after the number of days that the settings name, failed ones later."""
    hours = settings.JOBS_KEEP_DAYS * 24
    await context.app.job_manager.delete_old_jobs(nb_hours=hours, include_cancelled=True)
    await context.app.job_manager.delete_old_jobs(nb_hours=hours * FAILED_KEPT_TIMES, include_failed=True)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="housekeeping", name="jobs.delete_rounds", queueing_lock="jobs.delete_rounds")
def delete_rounds(timestamp: int) -> None:
    """Delete finished rounds of periodic work after an hour: there are thousands a day."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_ROUNDS)
