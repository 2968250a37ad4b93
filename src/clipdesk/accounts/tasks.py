"""Doorbells of accounts."""

from clipdesk.accounts import mailing
from clipdesk.accounts.models import Notice
from clipdesk.jobs.app import task


@task(queue="housekeeping", name="accounts.mail_notice")
def mail_notice(notice_id: str) -> None:
    """Send a notice by e-mail."""
    mailing.mail(Notice.objects.select_related("person", "station", "desk").get(pk=notice_id))
