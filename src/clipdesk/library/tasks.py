"""Doorbells of the library."""

from clipdesk.jobs.app import app, task
from clipdesk.library import housekeeping, uploads
from clipdesk.library import ingest as reading
from clipdesk.library.models import Recording
from clipdesk.library.transcripts import hear_rundown


@task(queue="ingest", name="library.ingest")
def ingest(recording_id: str) -> None:
    """Read a recording."""
    rows = Recording.objects.select_related("station", "desk", "original", "made_by")
    recording = rows.filter(pk=recording_id).first()
    if recording is not None:  # it may have been deleted before its turn came
        reading.ingest(recording)


@task(queue="ingest", name="library.hear", priority=-1)
def hear(recording_id: str) -> None:
    """Find out when the words of a recording's rundown are said, once nothing waits to be read."""
    recording = Recording.objects.select_related("station", "original").filter(pk=recording_id).first()
    if recording is not None:
        hear_rundown(recording)


@app.periodic(cron="13 * * * *")
@app.task(queue="housekeeping", name="library.drop_uploads", queueing_lock="library.drop_uploads")
def drop_uploads(timestamp: int) -> None:
    """Forget abandoned uploads."""
    uploads.drop_expired()


@app.periodic(cron="19 * * * *")
@app.task(queue="housekeeping", name="library.warn", queueing_lock="library.warn")
def warn(timestamp: int) -> None:
    """Tell the operators when the disk is nearly full."""
    housekeeping.warn()


@app.periodic(cron="41 */4 * * *")
@app.task(queue="housekeeping", name="library.clean", queueing_lock="library.clean")
def clean(timestamp: int) -> None:
    """Give back the room of files that nothing needs."""
    housekeeping.clean()
