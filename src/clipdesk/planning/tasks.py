"""Doorbells of planning."""

from clipdesk.jobs.app import app
from clipdesk.planning.worktime import by_hand


@app.periodic(cron="40 3 * * *")
@app.task(queue="housekeeping", name="planning.forget_old_times", queueing_lock="planning.forget_old_times")
def forget_old_times(timestamp: int) -> None:
    """Delete minutes set by hand whose days are no longer shown."""
    by_hand.forget_old()
