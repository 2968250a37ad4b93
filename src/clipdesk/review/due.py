"""By when a package must be signed, and the reminder of it: half an hour before, to those who were called and have not signed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from clipdesk.accounts.models import Notice
from clipdesk.accounts.notices import write
from clipdesk.kernel.clock import now
from clipdesk.review.calling import REMINDER, notice_about, still_called
from clipdesk.review.models import Package
from clipdesk.review.models.package import BrokenSeal

AHEAD = timedelta(minutes=30)
#: Whoever was called so lately is not reminded yet.
FRESH = timedelta(minutes=10)
#: From when on the end of the time window counts, where no time is planned.
ENDING = timedelta(hours=2)


def due_of(package: Package, moment: datetime) -> datetime | None:
    """Return by when it must be signed, as seen from `moment`: the first of its planned times that lies ahead; where none
    does, the end of its time window, once that is near. None: nothing is due, or its seal is broken."""
    if package.state != Package.OPEN:
        return None
    try:
        content, end = package.content, package.valid_until
    except BrokenSeal:
        return None
    planned = [datetime.fromisoformat(post["not_before"]) for post in content["posts"] if post["not_before"]]
    ahead = [time for time in planned if moment < time <= end]
    if ahead:
        return min(ahead)
    return end if moment < end <= moment + ENDING else None


def time_left(package: Package) -> dict[str, Any]:
    """Return what the pages show of it: `due`, and `due_soon` once people are reminded."""
    moment = now()
    due = due_of(package, moment)
    return {"due": due, "due_soon": due is not None and due - moment <= AHEAD}


def remind(moment: datetime) -> None:
    """Remind of every package that is due within half an hour, once for each of its times."""
    waiting = Package.objects.filter(state=Package.OPEN)
    for package in waiting.select_related("station", "clip__station", "clip__desk"):
        due = due_of(package, moment)
        if due is None or moment < max(due - AHEAD, package.made_at + FRESH):
            continue
        cause = f"package:{package.pk}:{due:%Y%m%dT%H%M%S%z}"
        if Notice.objects.filter(station=package.station, cause=f"{REMINDER}:{cause}").exists():
            continue
        with transaction.atomic():
            held = Package.objects.select_for_update(of=("self",)).get(pk=package.pk)
            if held.state == Package.OPEN:
                write(still_called(package), notice_about(package, REMINDER, cause))
