"""Doorbells of destinations."""

from clipdesk.accounts.models import Station
from clipdesk.destinations import connecting
from clipdesk.destinations.models import own_site
from clipdesk.history.models import CLIPDESK
from clipdesk.jobs.app import app, task


@task(queue="housekeeping", name="destinations.own_site")
def make_own_site(station_id: str) -> None:
    """Give a new station its own public site."""
    own_site(Station.objects.get(pk=station_id), by=CLIPDESK)


@app.periodic(cron="17 * * * *")
@app.task(queue="notices", name="destinations.check_accounts", queueing_lock="destinations.check_accounts")
def check_accounts(timestamp: int) -> None:
    """Look whether the connected accounts can still be used.

    In a queue of the publisher: the worker that opens recordings gets no token.
    """
    connecting.check_all()
