"""Hold all, as the demo tries it: in force within two seconds, obeyed by the workers, let go on when lifted."""

from __future__ import annotations

import time
from collections.abc import Callable

from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.member import Member
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Hold, Publication

IN_FORCE_SECONDS = 2.0


def place_hold(chief: Member) -> tuple[Hold, float]:
    """Place a hold of the whole station; return it with the seconds until it was in force."""
    begun = time.perf_counter()
    hold = Hold.place(chief, "Demo: nothing leaves before the hold is lifted.")
    return hold, time.perf_counter() - begun


def is_obeyed(publication: Publication, wait: Callable[[str, Callable[[], bool]], None]) -> bool:
    """Wait until the workers have come to the signed publication; return whether it stayed where it was."""
    jobs = ProcrastinateJob.objects.filter(task_name__startswith="publishing.release")
    wait("the workers' look at the held clip", lambda: jobs.filter(status="succeeded").exists())
    publication.refresh_from_db()
    return publication.state == State.PREPARED and not publication.remote_id
