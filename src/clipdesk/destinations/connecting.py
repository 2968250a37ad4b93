"""Connecting an account of the station's own, giving it a new token, and knowing when it can no longer be used."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from clipdesk.accounts.models import Station
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import DECLARE, OPERATE
from clipdesk.connectors.contract import AccountTrouble, ConnectorError
from clipdesk.connectors.http import SHORT
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.bot import Bot
from clipdesk.connectors.telegram.connecting import Channel, check
from clipdesk.destinations.by_hand import check_nobody_posts_to
from clipdesk.destinations.models import Account, Destination, ProposedAccount
from clipdesk.destinations.models.account import Shown
from clipdesk.destinations.register import enter
from clipdesk.destinations.vault import seal
from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import record
from clipdesk.jobs.announce import announce
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

log = logging.getLogger("clipdesk.destinations")

#: How long an account that somebody signed in to waits for an editor-in-chief's word.
PROPOSED_FOR = timedelta(days=7)
#: How long before it ends operators are told of a permission that runs out.
WARNED_BEFORE = timedelta(days=7)


class NoRealAccountHere(ClipdeskError):
    """A practice station was to be connected to a real account."""

    message = gettext_noop("This is the practice station: no real account can be connected to it.")


class OtherStationsAccount(ClipdeskError):
    """One account for two stations."""

    message = gettext_noop("This account belongs to another station of this desk already. Nothing was changed.")


def connect_channel(station: Station, token: Secret, chat: int | str, *, by: Actor) -> Destination:
    """Connect a Telegram channel, or give one that is connected a new token, once Telegram has confirmed its rights.

    Raises:
        NoRealAccountHere, OtherStationsAccount, ServedAlready, ConnectorError: nothing was written.
    """
    if station.is_practice:
        raise NoRealAccountHere
    channel = check(Bot(token, settings.TELEGRAM_API, SHORT), chat)
    try:
        return _connect(station, channel, token, by)
    except IntegrityError as error:  # another station connects the same channel at this very moment
        raise OtherStationsAccount from error


def _connect(station: Station, channel: Channel, token: Secret, by: Actor) -> Destination:
    remote = str(channel.id)
    with transaction.atomic():
        Station.objects.select_for_update().get(pk=station.pk)
        places = Destination.objects.filter(kind="telegram", account__remote=remote)
        if places.exclude(station=station).exists():
            raise OtherStationsAccount
        check_nobody_posts_to(station, channel.pages)
        place = places.first()
        if place is None:
            name = f"{channel.title[:80]} ({_shown(channel)})"
            place = Destination.objects.create(station=station, practice=False, real=True, kind="telegram", name=name)
            Account.objects.create(destination=place, remote=remote)
            enter(station, "telegram", channel.pages, Shown(_shown(channel), channel.title), by=by)
        keep(place, _shown_by(channel), token)
        record(place, "destination_connected", by=by, after={"kind": "telegram", "name": place.name, "remote": remote})
    return place


def renew_token(place: Destination, token: Secret, *, by: Actor) -> None:
    """Reach the same account with another token from now on, once the platform has confirmed that it can.

    Raises:
        ServedAlready, ConnectorError: the old token, if there is one, stays.
    """
    channel = check(Bot(token, settings.TELEGRAM_API, SHORT), int(place.account.remote))
    with transaction.atomic():
        Station.objects.select_for_update().get(pk=place.station_id)
        check_nobody_posts_to(place.station, channel.pages)
        keep(place, _shown_by(channel), token)
        record(place, "destination_token_renewed", by=by, after={"name": place.name})


def choose_shape(place: Destination, shape: str, *, by: Actor) -> None:
    """Say in which shape clips go there from now on; what is sealed already goes as it was signed."""
    if shape not in place.limits.shapes:
        raise LookupError(f"{place.kind} takes no {shape}")
    with transaction.atomic():
        before = place.account.shape
        if Account.objects.filter(pk=place.pk).exclude(shape=shape).update(shape=shape):
            record(place, "destination_shape_chosen", by=by, before={"shape": before}, after={"shape": shape})


def choose_loudness(place: Destination, loudness: str, *, by: Actor) -> None:
    """Say at which of `media.TARGETS` (empty: as every clip is made) sound goes there from now on; what is sealed already goes
    as it was signed."""
    with transaction.atomic():
        if Destination.objects.filter(pk=place.pk).exclude(loudness=loudness).update(loudness=loudness):
            before, after = {"loudness": place.loudness}, {"loudness": loudness}
            record(place, "destination_loudness_chosen", by=by, before=before, after=after)


def check_again(place: Destination) -> ConnectorError | None:
    """Ask the platform whether the account can still be used; keep and return what is wrong.

    That it could not be asked says nothing about the account, and is not kept.
    """
    account = place.account
    try:
        shown = account.ask()
    except AccountTrouble as error:
        note_trouble(place, error, account.sealed)
        return error
    except ConnectorError as error:
        return error
    with transaction.atomic():
        keep(place, shown)
    return None


def check_all() -> None:
    """Look whether the connected accounts can be used, so that nobody learns it from a clip that did not go out."""
    ProposedAccount.objects.filter(made_at__lt=now() - PROPOSED_FOR).delete()
    for place in Destination.objects.filter(account__sealed__isnull=False).select_related("account", "station"):
        _warn_of_end(place)
        trouble = check_again(place)
        if trouble is not None:
            log.warning("%s: %s", place.pk, trouble, extra={"action": "check_account"})


def _warn_of_end(place: Destination) -> None:
    """Tell the operators once that a permission runs out within the week."""
    ends = place.account.token_ends_at
    if ends is None or ends > now() + WARNED_BEFORE:
        return
    link = reverse("destinations:manage", kwargs={"station": place.station.slug, "destination_id": place.pk})
    cause = f"destination:{place.pk}:{ends.isoformat()}"
    operators = people_who_may(OPERATE, place.station)
    tell(operators, station=place.station, desk=None, kind="permission_ends", cause=cause, link=link)


def note_trouble(place: Destination, error: AccountTrouble, sealed: bytes | memoryview[int] | None) -> bool:
    """Keep what is wrong with an account; tell the operators once, until it is right again.

    `sealed` is the token that was used. Where another has taken its place meanwhile, nothing is wrong with that: False.
    """
    said = {**error.as_trouble, "checked_at": now()}
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=place.pk)
        if account.sealed is None:
            return True  # an operator has disconnected it: they know; by hand there is nothing that could break
        if sealed is None or bytes(account.sealed) != bytes(sealed):
            return False
        Account.objects.filter(pk=place.pk).update(**said)
        if account.trouble_message:
            return True
        record(place, "destination_in_trouble", by=CLIPDESK, after={"name": place.name, "trouble": error.code})
        station = place.station
        link = reverse("destinations:manage", kwargs={"station": station.slug, "destination_id": place.pk})
        cause = f"destination:{place.pk}:{now().isoformat()}"
        operators = people_who_may(OPERATE, station)
        tell(operators, station=station, desk=None, kind="account_in_trouble", cause=cause, link=link)
    return True


def disconnect(place: Destination, *, by: Actor) -> None:
    """Throw the token away. What was published stays, and can be changed again once the account is connected."""
    nothing: dict[str, object] = {
        "sealed": None,
        "fresh": None,
        "fresh_until": None,
        "token_ends_at": None,
        "trouble_message": "",
        "trouble_params": {},
    }
    with transaction.atomic():
        if Account.objects.filter(destination=place).exclude(sealed=None).update(**nothing):
            record(place, "destination_disconnected", by=by, before={"name": place.name})


def keep(place: Destination, shown: Shown, token: Secret | None = None) -> None:
    """Write that an account works, and how it shows itself now; what waited for that goes on. Where it shows itself
    otherwise than before, those who answer for the official accounts are told. Call it inside a transaction."""
    account = Account.objects.select_for_update().get(pk=place.pk)
    kept: dict[str, object] = {
        "username": shown.username,
        "title": shown.title[:200],
        "checked_at": now(),
        "trouble_message": "",
        "trouble_params": {},
    }
    if token is not None:
        kept["sealed"] = seal(token, place.pk)
    Account.objects.filter(pk=place.pk).update(**kept)
    before = Shown(account.username, account.title)
    if account.title and before != shown:  # nothing is known of how one shows itself that was just connected
        record(place, "account_shows_otherwise", by=CLIPDESK, before=asdict(before), after=asdict(shown))
        station = place.station
        link = reverse("destinations:accounts", kwargs={"station": station.slug})
        cause = f"destination:{place.pk}:{now().isoformat()}"
        people = people_who_may(DECLARE, station)
        tell(people, station=station, desk=None, kind="account_shows_otherwise", cause=cause, link=link)
    if token is not None or account.trouble_message:
        announce("destination.reconnected", destination_id=place.pk)


def _shown_by(channel: Channel) -> Shown:
    return Shown(channel.username, channel.title)


def _shown(channel: Channel) -> str:
    return f"@{channel.username}" if channel.username else str(channel.id)
