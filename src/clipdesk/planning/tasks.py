"""Doorbells of planning."""

from clipdesk.jobs.app import app
from clipdesk.planning.contacts import reminding
from clipdesk.planning.worktime import by_hand


@app.periodic(cron="40 3 * * *")
@app.task(queue="housekeeping", name="planning.forget_old_times", queueing_lock="planning.forget_old_times")
def forget_old_times(timestamp: int) -> None:
    """Delete minutes set by hand whose days are no longer shown."""
    by_hand.forget_old()


@app.periodic(cron="23 * * * *")
@app.task(queue="housekeeping", name="planning.remind_of_contacts", queueing_lock="planning.remind_of_contacts")
def remind_of_contacts(timestamp: int) -> None:
    """Tell of answers that are due."""
    reminding.remind()
