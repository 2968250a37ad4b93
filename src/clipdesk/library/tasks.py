"""Doorbells of the library."""

from django.db.models import QuerySet

from clipdesk.jobs.app import app, task
from clipdesk.library import carried, cutting_live, housekeeping, planned, recording_live, uploads
from clipdesk.library import ingest as reading
from clipdesk.library.models import LiveCut, PlannedRecording, Recording
from clipdesk.library.transcripts import hear_rundown


@task(queue="ingest", name="library.ingest")
def ingest(recording_id: str) -> None:
    """Read a recording."""
    for recording in _to_read(recording_id):
        reading.ingest(recording)


@task(queue="live", name="library.make_live_cut")
def make_live_cut(live_cut_id: str) -> None:
    """Make a recording of a part of a channel."""
    rows = LiveCut.objects.select_related("channel__station", "channel__desk", "made_by")
    cut = rows.filter(pk=live_cut_id).first()
    if cut is not None:
        cutting_live.make(cut)


@task(queue="live", name="library.ingest_live")
def ingest_live(recording_id: str) -> None:
    """Read a recording that was cut from a channel: what is on air waits for no upload."""
    for recording in _to_read(recording_id):
        reading.ingest(recording, "library.ingest_live")


@task(queue="live", name="library.end_planned")
def end_planned(planned_id: str) -> None:
    """Have a planned recording made that is over."""
    rows = PlannedRecording.objects.select_related("channel__station", "channel__desk", "series__made_by")
    found = rows.filter(pk=planned_id).first()
    if found is not None:
        planned.end(found)


@task(queue="ingest", name="library.hear", priority=-1)
def hear(recording_id: str) -> None:
    """Find out when the words of a recording's rundown are said, once nothing waits to be read."""
    recording = Recording.objects.select_related("station", "original").filter(pk=recording_id).first()
    if recording is not None:
        hear_rundown(recording)


@task(queue="ingest", name="library.take_carried")
def take_carried(recording_id: str) -> None:
    """Take out the subtitles that a recording itself carries."""
    recording = Recording.objects.select_related("original").filter(pk=recording_id).first()
    if recording is not None:
        carried.take_carried(recording)


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


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", name="library.watch_recorder", queueing_lock="library.watch_recorder")
def watch_recorder(timestamp: int) -> None:
    """Tell people when nobody records a channel that is on."""
    recording_live.warn_if_dead()


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", name="library.look_at_planned", queueing_lock="library.look_at_planned")
def look_at_planned(timestamp: int) -> None:
    """Begin planned recordings whose time has come."""
    planned.look()


@app.periodic(cron="41 */4 * * *")
@app.task(queue="housekeeping", name="library.clean", queueing_lock="library.clean")
def clean(timestamp: int) -> None:
    """Give back the room of what was to be kept no longer, and of files that nothing needs."""
    planned.drop_outlived()
    housekeeping.clean()


def _to_read(recording_id: str) -> QuerySet[Recording]:
    """Return the recording; none where it was deleted before its turn came."""
    return Recording.objects.select_related("station", "desk", "original", "made_by").filter(pk=recording_id)
