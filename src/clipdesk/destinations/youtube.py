"""Connecting a YouTube channel: somebody signs in at Google, an editor-in-chief says that the channel is the station's.

Nothing is sent anywhere before that word. Signing in again to a channel that is connected gives it a new permission, and to
another one nothing at all.
"""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from clipdesk.accounts.models import Station
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CHIEF
from clipdesk.connectors.contract import ConnectorError
from clipdesk.connectors.http import SHORT
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.youtube.api import Api, Places
from clipdesk.connectors.youtube.connecting import Channel, check
from clipdesk.connectors.youtube.errors import OtherChannel, SignInNeeded
from clipdesk.connectors.youtube.permission import Tokens, exchange, give_back
from clipdesk.destinations.by_hand import check_nobody_posts_to
from clipdesk.destinations.connecting import NoRealAccountHere, OtherStationsChannel, keep
from clipdesk.destinations.models import Account, Destination, OAuthClient, ProposedAccount
from clipdesk.destinations.models.oauth_client import client_of
from clipdesk.destinations.vault import seal, unseal
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id

KIND = "youtube"


class _Given:
    """The one token that has just come, before it stands in any row."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def token(self) -> Secret:
        return self._token

    def renew(self, refused: Secret) -> Secret:
        raise SignInNeeded


def keep_client(station: Station, client_id: str, secret: Secret, *, by: Actor) -> None:
    """Keep the station's OAuth client at Google; the one before is forgotten.

    Raises:
        NoRealAccountHere: on the practice station.
    """
    if station.is_practice:
        raise NoRealAccountHere
    with transaction.atomic():
        Station.objects.select_for_update().get(pk=station.pk)
        found = OAuthClient.objects.filter(station=station, kind=KIND).first()
        client = found or OAuthClient(id=new_id(), station=station, kind=KIND)
        client.client_id, client.sealed = client_id, seal(secret, client.pk)
        client.save()
        record(client, "oauth_client_kept", by=by, after={"kind": KIND, "client_id": client_id})


def take_code(
    station: Station, code: str, proof: str, *, expected: Destination | None, by: Actor
) -> Destination | ProposedAccount:
    """Take what Google gave: a new permission for a channel that is connected, or an account that waits to be confirmed.

    expected: the channel that was to be connected again.

    Raises:
        OtherChannel: somebody signed in to another one than the one expected; nothing was written.
        NoRealAccountHere, OtherStationsChannel, ServedAlready, ConnectorError: nothing was written.
    """
    if station.is_practice:
        raise NoRealAccountHere
    tokens = exchange(client_of(station), code, proof)
    channel = check(Api(_Given(tokens.access), Places.at(settings.YOUTUBE_API), SHORT))
    if expected is not None and expected.account.remote != channel.id:
        raise OtherChannel(name=channel.title)
    with transaction.atomic():
        Station.objects.select_for_update().get(pk=station.pk)
        places = Destination.objects.filter(kind=KIND, account__remote=channel.id)
        if places.exclude(station=station).exists():
            raise OtherStationsChannel
        check_nobody_posts_to(station, channel.pages)
        place = places.first()
        if place is None:
            return _propose(station, channel, tokens, by)
        _keep_tokens(place, channel.handle, tokens)
        record(place, "destination_token_renewed", by=by, after={"name": place.name})
    return place


def confirm(proposed: ProposedAccount, *, by: Actor) -> Destination:
    """Make an account a destination of the station's: an editor-in-chief has seen that it is.

    Raises:
        OtherStationsChannel, ServedAlready: another station has connected it meanwhile, or people post there by hand;
            nothing was written.
    """
    try:
        with transaction.atomic():
            proposed = ProposedAccount.objects.select_for_update(of=("self",)).get(pk=proposed.pk)
            station = Station.objects.select_for_update().get(pk=proposed.station_id)
            check_nobody_posts_to(station, Channel(proposed.remote, proposed.title, proposed.username).pages)
            name = f"{proposed.title[:70]} ({proposed.username or proposed.remote})"[:120]
            place = Destination.objects.create(station=station, practice=False, real=True, kind=KIND, name=name)
            sealed = seal(unseal(bytes(proposed.sealed), proposed.pk), place.pk)
            Account.objects.create(
                destination=place,
                kind=KIND,
                remote=proposed.remote,
                username=proposed.username,
                sealed=sealed,
                token_ends_at=proposed.token_ends_at,
            )
            proposed.delete()
            after = {"kind": KIND, "name": place.name, "remote": proposed.remote, "signed_in": proposed.by_name}
            record(place, "destination_connected", by=by, after=after)
    except IntegrityError as error:
        raise OtherStationsChannel from error
    return place


def decline(proposed: ProposedAccount, *, by: Actor) -> None:
    """Say that an account is not to be connected: its permission is given back and forgotten."""
    client, keep_token = client_of(proposed.station), unseal(bytes(proposed.sealed), proposed.pk)
    with transaction.atomic():
        record(proposed, "account_declined", by=by, before={"kind": proposed.kind, "name": str(proposed)})
        ProposedAccount.objects.filter(pk=proposed.pk).delete()
    with suppress(ConnectorError):  # it is forgotten here in any case
        give_back(client, keep_token)


def _propose(station: Station, channel: Channel, tokens: Tokens, by: Actor) -> ProposedAccount:
    """Keep an account until an editor-in-chief has looked at it, and tell them."""
    found = ProposedAccount.objects.filter(station=station, kind=KIND, remote=channel.id).first()
    proposed = found or ProposedAccount(id=new_id(), station=station, kind=KIND, remote=channel.id)
    proposed.title, proposed.username = channel.title[:200], channel.handle[:100]
    proposed.sealed = seal(_kept(tokens), proposed.pk)
    proposed.token_ends_at, proposed.by_name, proposed.made_at = tokens.keep_until, by.name, now()
    proposed.save()
    record(proposed, "account_proposed", by=by, after={"kind": KIND, "name": str(proposed), "remote": channel.id})
    link = reverse("destinations:proposed", kwargs={"station": station.slug, "proposed_id": proposed.pk})
    cause = f"proposed:{proposed.pk}:{proposed.made_at.isoformat()}"
    chiefs = people_who_may(CHIEF, station)
    tell(chiefs, station=station, desk=None, kind="account_proposed", cause=cause, link=link)
    return proposed


def _keep_tokens(place: Destination, username: str, tokens: Tokens) -> None:
    fresh = {"fresh": seal(tokens.access, place.pk), "fresh_until": tokens.until, "token_ends_at": tokens.keep_until}
    Account.objects.filter(pk=place.pk).update(**fresh)
    keep(place, username, _kept(tokens))


def _kept(tokens: Tokens) -> Secret:
    if tokens.keep is None:
        raise SignInNeeded
    return tokens.keep
