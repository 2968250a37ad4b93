"""Doorbells of the library."""

from clipdesk.jobs.app import task
from clipdesk.library import ingest as reading
from clipdesk.library.models import Recording


@task(queue="ingest", name="library.ingest")
def ingest(recording_id: str) -> None:
    """Read a recording."""
    reading.ingest(Recording.objects.select_related("station", "desk", "original", "made_by").get(pk=recording_id))
