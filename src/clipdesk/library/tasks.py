"""Doorbells of the library."""

from clipdesk.jobs.app import app, task
from clipdesk.library import ingest as reading
from clipdesk.library import uploads
from clipdesk.library.models import Recording


@task(queue="ingest", name="library.ingest")
def ingest(recording_id: str) -> None:
    """Read a recording."""
    reading.ingest(Recording.objects.select_related("station", "desk", "original", "made_by").get(pk=recording_id))


@app.periodic(cron="13 * * * *")
@app.task(queue="housekeeping", name="library.drop_uploads", queueing_lock="library.drop_uploads")
def drop_uploads(timestamp: int) -> None:
    """Forget abandoned uploads."""
    uploads.drop_expired()
