"""Doorbells of the cutting room."""

from clipdesk.clips import pictures
from clipdesk.clips.models import Render
from clipdesk.jobs.app import app, task


@task(queue="render", name="clips.render")
def render(render_id: str) -> None:
    """Carry out a render, unless another job is at it (a clip that became breaking news was asked for twice)."""
    found = Render.objects.select_related("recording").get(pk=render_id)
    if not found.is_in_hand():
        found.carry_out()


@app.periodic(cron="31 */4 * * *")
@app.task(queue="housekeeping", name="clips.forget_pictures", queueing_lock="clips.forget_pictures")
def forget_pictures(timestamp: int) -> None:
    """Forget pictures that nobody saved."""
    pictures.forget_unused()
