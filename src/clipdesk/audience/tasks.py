"""Doorbells of the audience."""

from clipdesk.audience import collecting, elsewhere, measuring_elsewhere
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


@app.periodic(cron="2-59/5 * * * *")
@app.task(queue="notices", name="audience.look_around", queueing_lock="audience.look_around", priority=-10)
def look_around(timestamp: int) -> None:
    """Find which accounts are to be listed now, and what of theirs is to be measured."""
    elsewhere.go_round()
    measuring_elsewhere.go_round()


@task(queue="notices", name="audience.list_posts", priority=-10)
def list_posts(destination_id: str) -> None:
    """Look what stands on one account."""
    elsewhere.list_posts(Destination.objects.get(pk=destination_id))


@task(queue="notices", name="audience.collect_elsewhere", priority=-10)
def collect_elsewhere(destination_id: str) -> None:
    """Read what is due of what was posted elsewhere on one account."""
    measuring_elsewhere.collect(Destination.objects.get(pk=destination_id))
