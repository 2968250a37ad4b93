"""Doorbells of review."""

from clipdesk.jobs.app import app, task
from clipdesk.review import copying
from clipdesk.review.models import Package


@task(queue="render", name="review.copy", priority=1)  # before the next render: somebody waits to look at it
def copy(package_id: str) -> None:
    """Make a package's review copy."""
    copying.make_copy(Package.objects.select_related("station", "revision").get(pk=package_id))


@app.periodic(cron="53 4 * * *")
@app.task(queue="housekeeping", name="review.drop_copies", queueing_lock="review.drop_copies")
def drop_copies(timestamp: int) -> None:
    """Give up review copies that nobody needs any more."""
    copying.drop_copies()
