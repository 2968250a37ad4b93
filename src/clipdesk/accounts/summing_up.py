"""When quiet hours end: one summary a way of what they kept back, instead of one ring after the other at six o'clock.

Leaving it on the page alone would be simpler; but who is told by e-mail only would then never be told at all.
"""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import ngettext

from clipdesk.accounts.choosing import WAYS, is_quiet, wants
from clipdesk.accounts.models import Notice, Person, Station
from clipdesk.jobs.announce import defer

_MOST = 500  # people a round; the next one comes within a minute


def sum_up() -> None:
    """Send everybody whose quiet hours are over their summary."""
    kept = Notice.objects.filter(kept_at__isnull=False)
    for person_id, station_id in list(kept.values_list("person", "station").distinct()[:_MOST]):
        person, station = Person.objects.get(pk=person_id), Station.objects.get(pk=station_id)
        if not is_quiet(person, station):
            _sum_up_for(person, station)


def summary(station: Station, count: int) -> str:
    """Return the sentence that follows quiet hours."""
    said = ngettext("{count} notice came in your quiet hours", "{count} notices came in your quiet hours", count)
    return f"{station.name}: {said.format(count=count)}"


def way_of_summary(station: Station) -> str:
    """Return the path of the page on which all of them stand."""
    return reverse("accounts:notices", kwargs={"station": station.slug})


def _sum_up_for(person: Person, station: Station) -> None:
    """Have what was kept back and is still unread counted, and forget that it was kept: both or neither."""
    with transaction.atomic():
        kept = Notice.objects.select_for_update(of=("self",)).filter(
            person=person, station=station, kept_at__isnull=False
        )
        rows = list(kept.select_related("person"))
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(kept_at=None)
        for way in WAYS:
            if count := sum(row.read_at is None and wants(row, way) for row in rows):
                name = f"accounts.summarise_by_{way}"
                defer(name, person_id=person.pk, station_id=station.pk, count=count)
