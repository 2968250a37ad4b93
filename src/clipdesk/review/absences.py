"""Absences as other rooms ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from clipdesk.accounts.models import Station
from clipdesk.planning.away import Away
from clipdesk.review.models import Absence


def absences_between(station: Station, since: datetime, until: datetime) -> Iterable[Away]:
    """Return who of a station is away at any moment from `since` on and before `until` (`planning.away`)."""
    rows = Absence.objects.filter(station=station, state=Absence.PLANNED, starts__lt=until, ends__gt=since)
    return [Away(*row) for row in rows.values_list("person", "starts", "ends")]
