"""The review copies of packages: made when a package is opened, given up long after it was decided."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.kernel.clock import now
from clipdesk.review.models import Package, ReviewCopy
from clipdesk.review.models.review_copy import copy_of, want_copy

KEPT_DAYS = 30


def make_copy(package: Package) -> None:
    """Make the copy of a package that waits. Nothing happens where it was decided meanwhile, or has no video."""
    if package.state != Package.OPEN:
        return
    copy = want_copy(package)
    if copy is not None:
        copy.carry_out(package.revision.film_seconds)


def is_being_made(package: Package) -> bool:
    """Tell whether the package's copy will be there in a moment."""
    copy = copy_of(package)
    if copy is not None:
        return copy.state in {ReviewCopy.WAITING, ReviewCopy.RUNNING}
    jobs = ProcrastinateJob.objects.filter(task_name="review.copy", args__package_id=str(package.pk))
    return jobs.filter(status__in=["todo", "doing"]).exists()


def drop_copies() -> int:
    """Give up the copies that were made long ago and that no waiting package needs; return how many."""
    old = ReviewCopy.objects.filter(state=ReviewCopy.DONE, done_at__lt=now() - timedelta(days=KEPT_DAYS))
    needed = Package.objects.filter(state=Package.OPEN).values("files__file_id")
    dropped = list(old.exclude(source_sha256__in=needed))
    for copy in dropped:
        copy.drop()
    return len(dropped)
