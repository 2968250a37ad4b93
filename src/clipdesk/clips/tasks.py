"""Doorbells of the cutting room."""

from clipdesk.clips import pictures, suggestions
from clipdesk.clips.models import Render
from clipdesk.jobs.app import app, task
from clipdesk.library.models import Recording


@task(queue="render", name="clips.render")
def render(render_id: str) -> None:
    """Carry out a render, unless another job is at it (a clip that became breaking news was asked for twice)."""
    found = Render.objects.select_related("recording").get(pk=render_id)
    if not found.is_in_hand():
        found.carry_out()


@task(queue="ingest", name="clips.suggest", priority=-1)
def suggest(recording_id: str) -> None:
    """Look for shorts in a scheduled recording, after its words were listened for, and tell who cuts."""
    found = Recording.objects.select_related("station", "desk").filter(pk=recording_id).first()
    if found is not None:
        suggestions.tell_of_scheduled(found)


@app.periodic(cron="31 */4 * * *")
@app.task(queue="housekeeping", name="clips.forget_pictures", queueing_lock="clips.forget_pictures")
def forget_pictures(timestamp: int) -> None:
    """Forget pictures that nobody saved."""
    pictures.forget_unused()
