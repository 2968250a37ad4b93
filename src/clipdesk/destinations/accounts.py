"""Connecting an account of the station's own, and the way back to it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from clipdesk.accounts.models import Station
from clipdesk.connectors.contract import ConnectorError
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.bot import Bot
from clipdesk.connectors.telegram.connecting import check
from clipdesk.destinations.models import Account, Destination
from clipdesk.destinations.vault import seal
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class NoRealAccountHere(ClipdeskError):
    """A practice station was to be connected to a real account."""

    message = gettext_noop("This is the practice station: no real account can be connected to it.")


def connect_channel(station: Station, token: Secret, chat: int | str, *, by: Actor) -> Destination:
    """Connect a Telegram channel, or give one that is connected a new token, once Telegram has confirmed its rights.

    Raises:
        NoRealAccountHere, ConnectorError: nothing was written.
    """
    if station.is_practice:
        raise NoRealAccountHere
    channel = check(Bot(token, settings.TELEGRAM_API), chat)
    remote = str(channel.id)
    with transaction.atomic():
        Station.objects.select_for_update().get(pk=station.pk)
        place = Destination.objects.filter(station=station, kind="telegram", account__remote=remote).first()
        if place is None:
            shown = f"@{channel.username}" if channel.username else remote
            name = f"{channel.title[:80]} ({shown})"
            place = Destination.objects.create(station=station, practice=False, real=True, kind="telegram", name=name)
        kept = {
            "remote": remote,
            "username": channel.username,
            "sealed": seal(token, place.pk),
            "checked_at": now(),
            "trouble": "",
        }
        Account.objects.update_or_create(destination=place, defaults=kept)
        record(place, "destination_connected", by=by, after={"kind": "telegram", "name": place.name, "remote": remote})
    return place


def check_again(place: Destination) -> ConnectorError | None:
    """Ask the platform whether the account can still be used; keep and return what is wrong."""
    account = place.account
    trouble: ConnectorError | None = None
    try:
        check(account.bot(), int(account.remote))
    except ConnectorError as error:
        trouble = error
    said = ""
    if trouble is not None:  # a sentence with the platform's own words in it stays as it is
        said = str(trouble) if trouble.params else trouble.message
    Account.objects.filter(pk=account.pk).update(checked_at=now(), trouble=said)
    return trouble


def disconnect(place: Destination, *, by: Actor) -> None:
    """Throw the token away. What was published stays, and can be changed again once the account is connected."""
    with transaction.atomic():
        if Account.objects.filter(destination=place).exclude(sealed=None).update(sealed=None, trouble=""):
            record(place, "destination_disconnected", by=by, before={"name": place.name})
