"""Doorbells of the audience."""

import procrastinate
from django.db import OperationalError

from clipdesk.audience import collecting, elsewhere, measuring_elsewhere
from clipdesk.audience.learning import drafting, mailing
from clipdesk.audience.models import WeeklyReader
from clipdesk.clips.models import Clip
from clipdesk.destinations.models import Destination
from clipdesk.jobs.app import app, task
from clipdesk.kernel.clock import now

# A mail server that is away is tried again for about a day: after 6 s, 36 s, 4 min, 22 min, 2 h, 13 h.
_PATIENT = procrastinate.RetryStrategy(max_attempts=7, exponential_wait=6, retry_exceptions={OSError, OperationalError})


@app.periodic(cron="*/5 * * * *")
@app.task(queue="notices", name="audience.go_round", queueing_lock="audience.go_round", priority=-10)
def go_round(timestamp: int) -> None:
    """Find what is to be measured now.

    In a queue of the publisher: the worker that opens recordings gets no token.
    """
    collecting.go_round()


@task(queue="notices", name="audience.collect", priority=-10)  # everything that tells people comes first
def collect(destination_id: str) -> None:
    """Read what is due of one account."""
    collecting.collect(Destination.objects.get(pk=destination_id))


@app.periodic(cron="17 * * * *")
@app.task(queue="housekeeping", name="audience.draft_due", queueing_lock="audience.draft_due", priority=-10)
def draft_due(timestamp: int) -> None:
    """Find clips of which a verdict can be drafted now."""
    drafting.go_round()


@task(queue="measure", name="audience.draft", priority=-10)
def draft(clip_id: str) -> None:
    """Draft what can be said of one clip."""
    drafting.draft(Clip.objects.get(pk=clip_id))


@app.periodic(cron="7 * * * *")
@app.task(queue="housekeeping", name="audience.mail_weeks", queueing_lock="audience.mail_weeks")
def mail_weeks(timestamp: int) -> None:
    """Find who is to get the page of the week."""
    mailing.go_round(now())


@app.task(queue="notices", name="audience.mail_week", retry=_PATIENT, priority=-10)
def mail_week(reader_id: int) -> None:
    """Mail the page of the week to one person, unless they chose otherwise meanwhile."""
    for reader in WeeklyReader.objects.filter(pk=reader_id).select_related("person", "station"):
        mailing.mail_week(reader)


@app.periodic(cron="2-59/5 * * * *")
@app.task(queue="notices", name="audience.look_around", queueing_lock="audience.look_around", priority=-10)
def look_around(timestamp: int) -> None:
    """Find which accounts are to be listed now, and what of theirs is to be measured."""
    elsewhere.go_round()
    measuring_elsewhere.go_round()


@task(queue="notices", name="audience.list_posts", priority=-10)
def list_posts(destination_id: str) -> None:
    """Look what stands on one account."""
    elsewhere.list_posts(Destination.objects.get(pk=destination_id))


@task(queue="notices", name="audience.collect_elsewhere", priority=-10)
def collect_elsewhere(destination_id: str) -> None:
    """Read what is due of what was posted elsewhere on one account."""
    measuring_elsewhere.collect(Destination.objects.get(pk=destination_id))
