"""Doorbells of review."""

from clipdesk.jobs.app import app, task
from clipdesk.kernel.clock import now
from clipdesk.library.models import Recording
from clipdesk.review import calling, copying, due, emergencies, lateness, risks
from clipdesk.review.models import Package, Shift


@task(queue="alarms", name="review.call", priority=50)
def call(package_id: str) -> None:
    """Call the next signers where those who were told stay silent."""
    calling.call(Package.objects.get(pk=package_id))


@task(queue="alarms", name="review.call_for_clip", priority=50)
def call_for_clip(clip_id: str) -> None:
    """A clip that waits for a sign-off has become breaking news."""
    for package in Package.objects.filter(clip_id=clip_id, state=Package.OPEN):
        calling.call(package)


@task(queue="alarms", name="review.begin_shift", priority=50)
def begin_shift(shift_id: str) -> None:
    """Somebody comes on duty: tell them what waits."""
    calling.begin(Shift.objects.select_related("person", "station").get(pk=shift_id))


@task(queue="render", name="review.copy", priority=1)  # before the next render: somebody waits to look at it
def copy(package_id: str) -> None:
    """Make a package's review copy."""
    copying.make_copy(Package.objects.select_related("station", "revision").get(pk=package_id))


@task(queue="publish", name="review.look_again")
def look_again(recording_id: str) -> None:
    """More is known of a recording: a clip of it that waits may be in a risk class."""
    recording = Recording.objects.filter(pk=recording_id).first()
    if recording is not None:
        risks.look_again(recording)


@app.periodic(cron="53 4 * * *")
@app.task(queue="housekeeping", name="review.drop_copies", queueing_lock="review.drop_copies")
def drop_copies(timestamp: int) -> None:
    """Give up review copies that nobody needs any more."""
    copying.drop_copies()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="publish", name="review.remind_of_emergencies", queueing_lock="review.remind_of_emergencies")
def remind_of_emergencies(timestamp: int) -> None:
    """Say which emergency releases nobody has looked at in time."""
    emergencies.remind(now())


@app.periodic(cron="* * * * *")
@app.task(queue="alarms", name="review.remind_of_due", queueing_lock="review.remind_of_due", priority=50)
def remind_of_due(timestamp: int) -> None:
    """Remind whoever was called of what is due soon."""
    due.remind(now())


@app.periodic(cron="* * * * *")
@app.task(queue="publish", name="review.say_what_is_late", queueing_lock="review.say_what_is_late")
def say_what_is_late(timestamp: int) -> None:
    """Say which packages nobody has signed in time."""
    lateness.say_so(now())
