"""Doorbells of the audience."""

from clipdesk.audience import collecting
from clipdesk.destinations.models import Destination
from clipdesk.jobs.app import app, task


@app.periodic(cron="*/5 * * * *")
@app.task(queue="notices", name="audience.go_round", queueing_lock="audience.go_round", priority=-10)
def go_round(timestamp: int) -> None:
    """Find what is to be measured now.

    In a queue of the publisher: the worker that opens recordings gets no token.
    """
    collecting.go_round()


@task(queue="notices", name="audience.collect", priority=-10)  # everything that tells people comes first
def collect(destination_id: str) -> None:
    """Read what is due of one account."""
    collecting.collect(Destination.objects.get(pk=destination_id))
