"""Doorbells of the cutting room."""

from clipdesk.clips.models import Render
from clipdesk.jobs.app import task


@task(queue="render", name="clips.render")
def render(render_id: str) -> None:
    """Carry out a render."""
    Render.objects.select_related("recording").get(pk=render_id).carry_out()
