"""Tell whoever can look at the signer that the history waits for it."""

from __future__ import annotations

from clipdesk.accounts.models import Station
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import OPERATE
from clipdesk.kernel.clock import now


def tell_history_unsigned() -> None:
    """Tell the operators of every station, once a day: one history holds what all of them do."""
    for station in Station.objects.all():
        tell(
            people_who_may(OPERATE, station),
            station=station,
            desk=None,
            kind="history_unsigned",
            cause=f"history:{now():%Y-%m-%d}",
            link=f"/s/{station.slug}/",
        )
