"""Bring files in from the command line: to which station and desk, in whose name."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from clipdesk.accounts.member import member_of
from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.accounts.roles import INGEST
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import fold, sort_key
from clipdesk.library.limits import check_incoming
from clipdesk.library.models import Recording
from clipdesk.library.receiving import receive_file

#: Stands as the one who brought a file in where nobody was named; cannot sign in and belongs to no station.
NOBODY = "command-line@localhost"


class NoStation(ClipdeskError):
    """There is nothing a recording could belong to."""

    message = gettext_noop("There is no station yet. Make one first: clipdesk station, or clipdesk practice build.")


class WhichStation(ClipdeskError):
    """It is not clear which station is meant."""

    message = gettext_noop("Say which station with --station: {names}.")


class WhichDesk(ClipdeskError):
    """It is not clear which desk is meant."""

    message = gettext_noop("Say which desk of {station} with --desk: {names}.")


class NoDesk(ClipdeskError):
    """The station has no desk."""

    message = gettext_noop("{station} has no desk yet. Sign in and add one on the station's page first.")


class NotTheirs(ClipdeskError):
    """The person named may not bring recordings in there."""

    message = gettext_noop("{email} may not bring recordings in on the desk {desk} of {station}.")


class NoFile(ClipdeskError):
    """The path names no file that can be read."""

    message = gettext_noop("There is no file {path} that the desk could read.")


def choose_station(slug: str) -> Station:
    """Return the station called `slug`; empty: the only real one, or the only one.

    Raises:
        NoStation, WhichStation: there is none, or it is not clear which.
    """
    stations = list(Station.objects.order_by("slug"))
    if not stations:
        raise NoStation
    real = [station for station in stations if not station.is_practice] or stations
    found = [station for station in stations if station.slug == slug] if slug else real
    if len(found) != 1:
        raise WhichStation(names=", ".join(station.slug for station in stations))
    return found[0]


def choose_desk(station: Station, name: str) -> Desk:
    """Return the station's desk called `name` (marks and capitals do not matter); empty: its only one.

    Raises:
        NoDesk, WhichDesk: it has none, or it is not clear which.
    """
    desks = sorted(station.desks.all(), key=lambda desk: sort_key(desk.name))
    if not desks:
        raise NoDesk(station=station.name)
    found = [desk for desk in desks if not name or fold(desk.name) == fold(name)]
    if len(found) != 1:
        raise WhichDesk(station=station.name, names=", ".join(desk.name for desk in desks))
    return found[0]


def choose_person(desk: Desk, email: str) -> Person:
    """Return who brings it in; empty: the command line itself.

    Raises:
        NotTheirs: the person may not.
    """
    if not email:
        made = {"name": "Command line", "is_active": False, "password": "!"}
        return Person.objects.get_or_create(email=NOBODY, defaults=made)[0]
    person = Person.objects.filter(email=email.strip().lower()).first()
    member = member_of(person, desk.station) if person else None
    if member is None or not member.may(INGEST, desk.pk):
        raise NotTheirs(email=email, desk=desk.name, station=desk.station.name)
    return member.person


def bring_in(path: Path, desk: Desk, by: Person, title: str) -> Recording:
    """Take one file in by the product's own action.

    Raises:
        NoFile, EmptyFile, TooBig, IngestStopped, NoRoom, QuotaReached, DiskFull: nothing was kept.
    """
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise NoFile(path=path) from error
    check_incoming(desk.station, path.name, path.stat().st_size, settings.FILES)
    return receive_file(path, station=desk.station, desk=desk, title=title or path.stem, by=by)
