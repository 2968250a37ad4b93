"""Doorbells of accounts."""

from datetime import datetime

import procrastinate
from django.db import OperationalError

from clipdesk.accounts import mailing, pushing
from clipdesk.accounts.models import Device, Notice, Person
from clipdesk.jobs.app import app

# A push service that is away is tried again after 5 s, 25 s and 2 min: what comes later than that is stale.
_BRISK = procrastinate.RetryStrategy(max_attempts=4, exponential_wait=5, retry_exceptions={OSError, OperationalError})
# A mail server that is away is tried again for about a day: after 6 s, 36 s, 4 min, 22 min, 2 h, 13 h.
_PATIENT = procrastinate.RetryStrategy(max_attempts=7, exponential_wait=6, retry_exceptions={OSError, OperationalError})


@app.task(queue="notices", name="accounts.mail_notice", retry=_PATIENT)
def mail_notice(notice_id: str) -> None:
    """Send a notice by e-mail."""
    mailing.mail(Notice.objects.select_related("person", "station", "desk").get(pk=notice_id))


@app.task(queue="notices", name="accounts.mail_second_factor", retry=_PATIENT)
def mail_second_factor(person_id: str, what: str, at: str) -> None:
    """Tell somebody by e-mail what happened to their second factor."""
    mailing.mail_second_factor(Person.objects.get(pk=person_id), what, datetime.fromisoformat(at))


@app.task(queue="notices", name="accounts.push_notice", priority=50)
def push_notice(notice_id: str) -> None:
    """Ring on the person's devices."""
    pushing.push(Notice.objects.select_related("person", "station").get(pk=notice_id))


@app.task(queue="notices", name="accounts.push_to", retry=_BRISK)
def push_to(notice_id: str, device_id: str) -> None:
    """Send a notice to one device, unless it was removed meanwhile."""
    notice = Notice.objects.select_related("person", "station", "desk").get(pk=notice_id)
    for device in Device.objects.filter(pk=device_id):
        pushing.push_to(notice, device)


@app.task(queue="notices", name="accounts.greet_device", retry=_BRISK)
def greet_device(device_id: str) -> None:
    """Show on a new device that it works."""
    for device in Device.objects.filter(pk=device_id).select_related("person"):
        pushing.greet(device)
