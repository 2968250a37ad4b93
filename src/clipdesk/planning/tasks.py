"""Doorbells of planning."""

from clipdesk.jobs.app import app
from clipdesk.planning.contacts import reminding


@app.periodic(cron="23 * * * *")
@app.task(queue="housekeeping", name="planning.remind_of_contacts", queueing_lock="planning.remind_of_contacts")
def remind_of_contacts(timestamp: int) -> None:
    """Tell of answers that are due."""
    reminding.remind()
