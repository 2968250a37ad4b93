"""Make stations and desks, and change them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from clipdesk.accounts.models import Desk, Station
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.jobs.announce import announce
from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class NameTaken(ClipdeskError):
    """A desk of that name exists."""

    message = gettext_noop("There is a desk called “{name}” already. Choose another name.")


class NameMissing(ClipdeskError):
    """A desk without a name."""

    message = gettext_noop("Give the desk a name of at most 80 characters.")


def make_station(station: Station, *, by: Actor) -> None:
    """Write a new station and announce it; rooms above give it what it needs (its own site)."""
    with transaction.atomic():
        station.save(force_insert=True)
        record(station, "station_made", by=by, after={"name": station.name, "slug": station.slug})
        announce("station.made", station_id=station.pk)


def change_station(station: Station, changes: Mapping[str, object], *, by: Actor) -> None:
    """Write what differs; nothing differs, nothing is written."""
    before = {name: getattr(station, name) for name in changes if getattr(station, name) != changes[name]}
    if not before:
        return
    after = {name: changes[name] for name in before}
    with transaction.atomic():
        Station.objects.filter(pk=station.pk).update(**after)
        record(station, "station_changed", by=by, before=before, after=after)


def add_desk(station: Station, name: str, *, by: Actor) -> Desk:
    """Add a desk.

    Raises:
        NameMissing, NameTaken: nothing was written.
    """
    name = _checked(station, name)
    with transaction.atomic():
        desk = Desk.objects.create(station=station, name=name)
        record(desk, "desk_made", by=by, after={"name": name})
    return desk


def rename_desk(desk: Desk, name: str, *, by: Actor) -> None:
    """Give a desk another name; its clips stay with it.

    Raises:
        NameMissing, NameTaken: nothing was written.
    """
    if name.strip() == desk.name:
        return
    name = _checked(desk.station, name)
    with transaction.atomic():
        Desk.objects.filter(pk=desk.pk).update(name=name)
        record(desk, "desk_renamed", by=by, before={"name": desk.name}, after={"name": name})


def _checked(station: Station, name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise NameMissing
    if Desk.objects.filter(station=station, name__iexact=name).exists():
        raise NameTaken(name=name)
    return name
