"""Doorbells of publishing."""

from clipdesk.clips.models import Clip, Render
from clipdesk.destinations.models import Destination
from clipdesk.jobs.app import app, task
from clipdesk.kernel.clock import now
from clipdesk.publishing import (
    ahead,
    knowing_again,
    package,
    reconnecting,
    release,
    runner,
    sending,
    sweeping,
    unattended,
)
from clipdesk.publishing.models import Publication
from clipdesk.review.models import Package


@task(queue="publish", name="publishing.prepare", priority=50)  # short, and somebody waits to sign it
def prepare(clip_id: str) -> None:
    """Seal a clip that was sent, once its render is done."""
    package.prepare(Clip.objects.get(pk=clip_id))


@task(queue="publish", name="publishing.prepare_for_render", priority=50)
def prepare_for_render(render_id: str) -> None:
    """Look after every clip in review that may have waited for this render."""
    for clip in Clip.objects.filter(state=Clip.IN_REVIEW, recording__renders=Render.objects.get(pk=render_id)):
        package.prepare(clip)


@task(queue="publish", name="publishing.drop_stale")
def drop_stale(clip_id: str) -> None:
    """Void what was built on content that has changed."""
    sending.drop_stale(Clip.objects.get(pk=clip_id))


@task(queue="publish", name="publishing.release", priority=50)
def release_package(package_id: str) -> None:
    """Start what a sign-off allows."""
    release.release(Package.objects.get(pk=package_id))


@task(queue="urgent", name="publishing.overtake", priority=50)
def overtake(clip_id: str) -> None:
    """A clip that waits has become breaking news."""
    release.overtake(Clip.objects.get(pk=clip_id))


@task(queue="publish", name="publishing.ring", priority=50)
def ring(publication_id: str) -> None:
    """The time of a publication has come, or comes in a moment."""
    release.ring(Publication.objects.get(pk=publication_id))


@task(queue="publish", name="publishing.send")
def send(publication_id: str) -> None:
    """Bring a publication as far as it goes."""
    runner.carry_out(Publication.objects.get(pk=publication_id))


@task(queue="publish", name="publishing.give_up")
def give_up(publication_id: str) -> None:
    """Take away what a cancelled publication left at its destination."""
    ahead.give_up(Publication.objects.get(pk=publication_id))


@task(queue="publish", name="publishing.go_on", priority=50)
def go_on(destination_id: str) -> None:
    """An account can be used again."""
    reconnecting.go_on(Destination.objects.get(pk=destination_id))


@task(queue="publish", name="publishing.take_down", priority=50)
def take_down(publication_id: str) -> None:
    """Remove the files of a withdrawn publication."""
    runner.take_down(Publication.objects.get(pk=publication_id))


# Not on the full minute: people plan for that, and the publisher has other things to do then.
@app.periodic(cron="* * * * * 12-59/20")
@app.task(queue="publish", name="publishing.sweep", queueing_lock="publishing.sweep", priority=50)
def sweep(timestamp: int) -> None:
    """Find what is due, late or lapsed."""
    sweeping.sweep()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="publish", name="publishing.warn_unattended", queueing_lock="publishing.warn_unattended")
def warn_unattended(timestamp: int) -> None:
    """Say what is planned while nobody is on duty to sign it."""
    unattended.warn(now())


@app.periodic(cron="* * * * *")
@app.task(queue="measure", name="publishing.take_prints", queueing_lock="publishing.take_prints")
def take_prints(timestamp: int) -> None:
    """Take the prints of what was published and has none yet, also of what was live before there were any."""
    knowing_again.take_missing_prints()
