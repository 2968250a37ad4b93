"""Doorbells of destinations."""

from clipdesk.accounts.models import Station
from clipdesk.destinations.models import own_site
from clipdesk.history.models import CLIPDESK
from clipdesk.jobs.app import task


@task(queue="housekeeping", name="destinations.own_site")
def make_own_site(station_id: str) -> None:
    """Give a new station its own public site."""
    own_site(Station.objects.get(pk=station_id), by=CLIPDESK)
