"""Accounts without a connector: people post there by hand. Only what stands in the register of official accounts."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from clipdesk.accounts.models import Station
from clipdesk.connectors.by_hand.platforms import TAKES
from clipdesk.connectors.places import PLATFORMS, read_place
from clipdesk.destinations.models import Account, AccountStatement, Destination
from clipdesk.destinations.official import statements_of
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class ServedAlready(ClipdeskError):
    """There is a destination for this account."""

    message = gettext_noop("There is a destination for this account already: {name}.")


class NotRegistered(ClipdeskError):
    """The account does not stand in the register, or no longer."""

    message = gettext_noop("This account does not stand in the register of official accounts any more. Choose another.")


def free_accounts(station: Station) -> list[AccountStatement]:
    """Return the official accounts that nothing is posted to yet, neither by hand nor by the desk itself."""
    taken = set(_served(station).values_list("account__official", flat=True))
    reached = _reached(station)
    left = [said for said in statements_of(station) if said.account_id not in taken]
    return [said for said in left if not any(_is_at(said, one.pages) for one in reached)]


def serve(station: Station, said: AccountStatement, shape: str, *, by: Actor) -> Destination:
    """Make an official account a destination to which people post by hand. One that was ended goes on as it was.

    Raises:
        ServedAlready, NotRegistered: nothing was written.
        LookupError: the platform takes no such shape.
    """
    platform = said.account.platform
    if shape not in TAKES[platform].limits.shapes:
        raise LookupError(f"{platform} takes no {shape}")
    with transaction.atomic():
        Station.objects.select_for_update().get(pk=station.pk)
        if said.account_id not in {one.account_id for one in statements_of(station)}:
            raise NotRegistered
        if held := _served(station).filter(account__official=said.account_id).first():
            raise ServedAlready(name=held.name)
        for account in _reached(station):
            if _is_at(said, account.pages):
                raise ServedAlready(name=account.destination.name)
        place = Destination.objects.filter(station=station, account__official=said.account_id).first()
        if place is None:
            place = _made(station, said)
            named = {"kind": place.kind, "remote": str(said.account_id)}
            Account.objects.create(destination=place, official=said.account, shape=shape, **named)
        Account.objects.filter(pk=place.pk).update(shape=shape, ended_at=None)
        after = {"kind": place.kind, "name": place.name, "account": said.url}
        record(place, "destination_connected", by=by, after=after)
    return Destination.objects.select_related("account").get(pk=place.pk)


def end(place: Destination, *, by: Actor) -> None:
    """Post nothing more there. What is public stays, and can be corrected once the destination is used again."""
    with transaction.atomic():
        if Account.objects.filter(pk=place.pk, ended_at=None).update(ended_at=now()):
            record(place, "destination_disconnected", by=by, before={"name": place.name})


def check_nobody_posts_to(station: Station, pages: Collection[str]) -> None:
    """Raise ServedAlready where people post by hand to an account that the public finds at one of these addresses: reached
    by two ways, it would show each clip twice."""
    for place in _served(station).select_related("account__official"):
        if _is_at(place.account.statement, pages):
            raise ServedAlready(name=place.name)


def _reached(station: Station) -> list[Account]:
    """Return the accounts to which the desk posts by itself."""
    rows = Account.objects.filter(destination__station=station, official=None, sealed__isnull=False)
    return list(rows.select_related("destination"))


def _is_at(said: AccountStatement, pages: Collection[str]) -> bool:
    """Tell whether an entry of the register is the account at one of these addresses."""
    held = read_place(said.url)
    found = [read_place(page) for page in pages]
    return held is not None and any(one and one.depth_under(held, said.account.platform) == 0 for one in found)


def _served(station: Station) -> QuerySet[Destination]:
    return Destination.objects.filter(station=station, kind="by_hand", account__ended_at=None)


def _made(station: Station, said: AccountStatement) -> Destination:
    """Write a destination under a name that none of the station's has yet."""
    name = f"{PLATFORMS[said.account.platform].name} · {said.handle or said.name}"[:120]
    if Destination.objects.filter(station=station, kind="by_hand", name=name).exists():
        name = f"{name[:70]} ({str(said.account_id)[-12:]})"
    practice = station.is_practice
    return Destination.objects.create(station=station, practice=practice, real=not practice, kind="by_hand", name=name)
