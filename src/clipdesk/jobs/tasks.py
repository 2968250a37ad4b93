"""Housekeeping of the queue itself."""

import procrastinate
from django.conf import settings

from clipdesk.jobs.app import app

STALLED_AFTER_SECONDS = 30


@app.periodic(cron="* * * * * */15")
@app.task(queue="housekeeping", name="jobs.rescue_stalled", pass_context=True, queueing_lock="jobs.rescue_stalled")
async def rescue_stalled(context: procrastinate.JobContext, timestamp: int) -> None:
    """Put the jobs of dead or paused workers back into their queues; run numbers keep the old run from writing."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(queue="housekeeping", name="jobs.delete_old", pass_context=True, queueing_lock="jobs.delete_old")
async def delete_old(context: procrastinate.JobContext, timestamp: int) -> None:
    """Delete finished jobs after the number of days that the settings name; failed ones stay for the operator."""
    await context.app.job_manager.delete_old_jobs(nb_hours=settings.JOBS_KEEP_DAYS * 24)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="housekeeping", name="jobs.delete_ticks", pass_context=True, queueing_lock="jobs.delete_ticks")
async def delete_ticks(context: procrastinate.JobContext, timestamp: int) -> None:
    """Delete finished rounds of the every-few-seconds housekeeping, so that they do not fill the table."""
    await context.app.job_manager.delete_old_jobs(nb_hours=1, queue="housekeeping")
