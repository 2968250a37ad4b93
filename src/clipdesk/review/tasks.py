"""Doorbells of review."""

from clipdesk.jobs.app import task
from clipdesk.review import calling
from clipdesk.review.models import Package, Shift


@task(queue="publish", name="review.call", priority=50)
def call(package_id: str) -> None:
    """Call the next signers where those who were told stay silent."""
    calling.call(Package.objects.get(pk=package_id))


@task(queue="publish", name="review.call_for_clip", priority=50)
def call_for_clip(clip_id: str) -> None:
    """A clip that waits for a sign-off has become breaking news."""
    for package in Package.objects.filter(clip_id=clip_id, state=Package.OPEN):
        calling.call(package)


@task(queue="publish", name="review.begin_shift")
def begin_shift(shift_id: str) -> None:
    """Somebody comes on duty: tell them what waits."""
    calling.begin(Shift.objects.select_related("person", "station").get(pk=shift_id))
