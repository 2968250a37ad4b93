"""Make stations and desks, and change them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from clipdesk.accounts.models import Desk, Membership, Person, Station
from clipdesk.accounts.roles import OPERATOR
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.jobs.announce import announce
from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class PracticeMakesNone(ClipdeskError):
    """Somebody at a practice station wants to make a real one."""

    message = gettext_noop(
        "A practice station makes no real stations. Do it from a real station, or ask whoever runs the desk to make "
        "one on the command line."
    )


class NameTaken(ClipdeskError):
    """A desk of that name exists."""

    message = gettext_noop("There is a desk called “{name}” already. Choose another name.")


class NameMissing(ClipdeskError):
    """A desk without a name."""

    message = gettext_noop("Give the desk a name of at most 80 characters.")


class OnlyPractice(ClipdeskError):
    """A real station wants to go without the second factor."""

    message = gettext_noop("Only a practice station may do without the second factor.")


def make_station(station: Station, *, by: Actor, operator: Person | None = None) -> None:
    """Write a new station, operated by `operator`, and announce it; rooms above give it what it needs (its own site)."""
    with transaction.atomic():
        station.save(force_insert=True)
        if operator is not None:
            Membership.objects.create(person=operator, station=station, role=OPERATOR)
        record(station, "station_made", by=by, after={"name": station.name, "slug": station.slug})
        announce("station.made", station_id=station.pk)


def change_station(station: Station, changes: Mapping[str, object], *, by: Actor) -> None:
    """Write what differs from the stored row; nothing differs, nothing is written.

    Raises:
        OnlyPractice: a real station was to go without the second factor; nothing was written.
    """
    with transaction.atomic():
        stored = Station.objects.select_for_update().get(pk=station.pk)
        before = {name: getattr(stored, name) for name in changes if getattr(stored, name) != changes[name]}
        if not before:
            return
        after = {name: changes[name] for name in before}
        if not stored.is_practice and not after.get("asks_second_factor", True):
            raise OnlyPractice
        Station.objects.filter(pk=station.pk).update(**after)
        record(station, "station_changed", by=by, before=before, after=after)


def add_desk(station: Station, name: str, *, by: Actor) -> Desk:
    """Add a desk.

    Raises:
        NameMissing, NameTaken: nothing was written.
    """
    name = _checked(station, name, others=Desk.objects.all())
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
    name = _checked(desk.station, name, others=Desk.objects.exclude(pk=desk.pk))
    with transaction.atomic():
        Desk.objects.filter(pk=desk.pk).update(name=name)
        record(desk, "desk_renamed", by=by, before={"name": desk.name}, after={"name": name})


def _checked(station: Station, name: str, others: QuerySet[Desk]) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise NameMissing
    taken = others.filter(station=station).values_list("name", flat=True)
    if name.casefold() in {other.casefold() for other in taken}:
        raise NameTaken(name=name)
    return name
