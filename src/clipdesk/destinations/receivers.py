"""Connecting another system of the station's, and giving it a new secret."""

from __future__ import annotations

from itertools import count
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction

from clipdesk.accounts.models import Station
from clipdesk.connectors.http import Times
from clipdesk.connectors.receiver.connecting import Found, confirm
from clipdesk.connectors.receiver.connector import Receiver
from clipdesk.connectors.receiver.line import Line
from clipdesk.connectors.secret import Secret
from clipdesk.destinations.connecting import NoRealAccountHere, keep
from clipdesk.destinations.models import Account, Destination
from clipdesk.destinations.models.account import Shown, receiver_name
from clipdesk.destinations.vault import seal
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

#: A person waits for all of the trial: three calls and two megabytes.
_PATIENCE = Times(step=10, request=30, answer=10, files=20)


class OtherStationsReceiver(ClipdeskError):
    """One address for two stations."""

    message = gettext_noop("This address belongs to another station of this desk already. Nothing was changed.")


def connect_receiver(station: Station, address: str, secret: Secret, *, by: Actor) -> Destination:
    """Connect another system, or give one that is connected a new secret, once it takes our calls and nobody else's.

    Raises:
        NoRealAccountHere, OtherStationsReceiver, NoAddress, NotFound, Inside, ConnectorError, KeyMissing: nothing was written.
    """
    if station.is_practice:
        raise NoRealAccountHere
    found = confirm(Line(address, secret, settings.WEBHOOK_HOSTS, _PATIENCE))
    try:
        return _connect(station, address, secret, found, by)
    except IntegrityError as error:  # another station connects the same address at this very moment
        raise OtherStationsReceiver from error


def renew_secret(place: Destination, secret: Secret, *, by: Actor) -> None:
    """Sign with another secret from now on, once the other system takes it.

    Raises:
        NoAddress, NotFound, Inside, ConnectorError, TokenUnreadable: the old secret, if there is one, stays.
    """
    found = confirm(Line(place.account.address(), secret, settings.WEBHOOK_HOSTS, _PATIENCE))
    with transaction.atomic():
        keep(place, Shown(found.public), secret)
        record(place, "destination_token_renewed", by=by, after={"name": place.name})


def _connect(station: Station, address: str, secret: Secret, found: Found, by: Actor) -> Destination:
    host = urlsplit(address).hostname or ""
    with transaction.atomic():
        Station.objects.select_for_update().get(pk=station.pk)
        places = Destination.objects.filter(kind=Receiver.kind, account__remote=receiver_name(address))
        if places.exclude(station=station).exists():
            raise OtherStationsReceiver
        place = places.first()
        if place is None:
            named = {"kind": Receiver.kind, "name": _free_name(station, f"{found.name} ({host})")}
            place = Destination.objects.create(station=station, practice=False, real=True, **named)
            sealed = seal(Secret(address), place.pk)
            Account.objects.create(
                destination=place, kind=Receiver.kind, remote=receiver_name(address), sealed_address=sealed
            )
        keep(place, Shown(found.public), secret)
        # of the address the host alone: what stands behind it may open a door by itself
        record(place, "destination_connected", by=by, after={"kind": place.kind, "name": place.name, "host": host})
    return place


def _free_name(station: Station, name: str) -> str:
    """Return a name that none of the station's other systems has: two of them may call themselves the same."""
    taken = set(Destination.objects.filter(station=station, kind=Receiver.kind).values_list("name", flat=True))
    names = (name[:110] if number == 1 else f"{name[:110]} {number}" for number in count(1))
    return next(one for one in names if one not in taken)
