"""Doorbells of accounts."""

import procrastinate
from django.db import OperationalError

from clipdesk.accounts import mailing
from clipdesk.accounts.models import Notice
from clipdesk.jobs.app import app

# A mail server that is away is tried again for about a day: after 6 s, 36 s, 4 min, 22 min, 2 h, 13 h.
_PATIENT = procrastinate.RetryStrategy(max_attempts=7, exponential_wait=6, retry_exceptions={OSError, OperationalError})


@app.task(queue="housekeeping", name="accounts.mail_notice", retry=_PATIENT)
def mail_notice(notice_id: str) -> None:
    """Send a notice by e-mail."""
    mailing.mail(Notice.objects.select_related("person", "station", "desk").get(pk=notice_id))
