"""Connecting an account by signing in at its platform: somebody signs in there, an editor-in-chief says that the account is
the station's.

Nothing is sent anywhere before that word. Signing in again to an account that is connected gives it a new permission, and to
another one nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from clipdesk.accounts.models import Station
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import CHIEF
from clipdesk.connectors.contract import AccountTrouble, ConnectorError
from clipdesk.connectors.facebook import permission as at_facebook
from clipdesk.connectors.facebook.connecting import Page
from clipdesk.connectors.facebook.errors import OtherPage
from clipdesk.connectors.http import SHORT
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.youtube import permission as at_google
from clipdesk.connectors.youtube.api import Api, Places
from clipdesk.connectors.youtube.connecting import Channel, check
from clipdesk.connectors.youtube.errors import OtherChannel, SignInNeeded
from clipdesk.connectors.zalo import errors as zalo_errors
from clipdesk.connectors.zalo import permission as at_zalo
from clipdesk.connectors.zalo.api import Api as ZaloApi
from clipdesk.connectors.zalo.api import Places as ZaloPlaces
from clipdesk.connectors.zalo.connecting import ZaloAccount
from clipdesk.connectors.zalo.connecting import check as check_zalo
from clipdesk.destinations.by_hand import check_nobody_posts_to
from clipdesk.destinations.connecting import NoRealAccountHere, OtherStationsAccount, keep
from clipdesk.destinations.models import Account, Destination, OAuthClient, ProposedAccount
from clipdesk.destinations.models.account import Shown
from clipdesk.destinations.models.oauth_client import app_of, client_of, zalo_app_of
from clipdesk.destinations.register import enter
from clipdesk.destinations.vault import seal, unseal
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


@dataclass(frozen=True)
class Got:
    """An account that a platform gave. keep: its token; keep_until: a person has to sign in again by then. fresh: on YouTube
    and Zalo, the short-lived token that came along."""

    remote: str
    title: str
    username: str
    keep: Secret
    keep_until: datetime | None = None
    fresh: Secret | None = None
    fresh_until: datetime | None = None


@dataclass(frozen=True)
class SignIn:
    """How one platform is signed in to. pages: where the public finds an account, by its number and name there. other: what
    is wrong where another account came than the one that was to. give_back: tells the platform that a token is not wanted."""

    question: Callable[[Station], at_google.Question | at_facebook.Question | at_zalo.Question]
    take: Callable[[Station, str, str], list[Got]]
    pages: Callable[[str, str], tuple[str, ...]]
    other: type[AccountTrouble]
    give_back: Callable[[Station, Secret], None]


class _Given:
    """The one token that has just come, before it stands in any row. refused: what is wrong where it is not taken."""

    def __init__(self, token: Secret, refused: type[AccountTrouble]) -> None:
        self._token, self._refused = token, refused

    def token(self) -> Secret:
        return self._token

    def renew(self, refused: Secret) -> Secret:
        raise self._refused


def _from_google(station: Station, code: str, proof: str) -> list[Got]:
    tokens = at_google.exchange(client_of(station), code, proof)
    if tokens.keep is None:
        raise SignInNeeded
    channel = check(Api(_Given(tokens.access, SignInNeeded), Places.at(settings.YOUTUBE_API), SHORT))
    kept = (tokens.keep, tokens.keep_until, tokens.access, tokens.until)
    return [Got(channel.id, channel.title, channel.handle, *kept)]


def _from_facebook(station: Station, code: str, proof: str) -> list[Got]:
    given = at_facebook.exchange(app_of(station), code, proof)
    return [Got(page.id, page.name, page.username, page.token, page.ends) for page in given]


def _from_zalo(station: Station, code: str, proof: str) -> list[Got]:
    tokens = at_zalo.exchange(zalo_app_of(station), code, proof)
    if tokens.keep is None:
        raise zalo_errors.SignInNeeded
    given = _Given(tokens.access, zalo_errors.SignInNeeded)
    account = check_zalo(ZaloApi(given, ZaloPlaces.at(settings.ZALO_API), SHORT))
    return [Got(account.id, account.name, "", tokens.keep, tokens.keep_until, tokens.access, tokens.until)]


def _keep_quiet(station: Station, token: Secret) -> None:
    """Facebook and Zalo take no token back: it is forgotten here, and ends with the person's permission."""


SIGN_INS = {
    "youtube": SignIn(
        question=lambda station: at_google.question(client_of(station)),
        take=_from_google,
        pages=lambda remote, username: Channel(remote, "", username).pages,
        other=OtherChannel,
        give_back=lambda station, token: at_google.give_back(client_of(station), token),
    ),
    "facebook": SignIn(
        question=lambda station: at_facebook.question(app_of(station)),
        take=_from_facebook,
        pages=lambda remote, username: Page(remote, "", username).pages,
        other=OtherPage,
        give_back=_keep_quiet,
    ),
    "zalo": SignIn(
        question=lambda station: at_zalo.question(zalo_app_of(station)),
        take=_from_zalo,
        pages=lambda remote, username: ZaloAccount(remote, "").pages,
        other=zalo_errors.OtherAccount,
        give_back=_keep_quiet,
    ),
}


def keep_client(station: Station, kind: str, client_id: str, secret: Secret, *, by: Actor) -> None:
    """Keep what a platform calls the station's own program; the one before is forgotten.

    Raises:
        NoRealAccountHere: on the practice station.
    """
    if station.is_practice:
        raise NoRealAccountHere
    with transaction.atomic():
        Station.objects.select_for_update().get(pk=station.pk)
        found = OAuthClient.objects.filter(station=station, kind=kind).first()
        client = found or OAuthClient(id=new_id(), station=station, kind=kind)
        client.client_id, client.sealed = client_id, seal(secret, client.pk)
        client.save()
        record(client, "oauth_client_kept", by=by, after={"kind": kind, "client_id": client_id})


def take_code(
    station: Station, kind: str, code: str, proof: str, *, expected: Destination | None, by: Actor
) -> list[Destination | ProposedAccount]:
    """Take what a platform gave: new permissions for accounts that are connected, and accounts that wait to be confirmed.

    expected: the account that was to be connected again; nothing is done with any other.

    Raises:
        AccountTrouble: that account was not among them; nothing was written.
        NoRealAccountHere, OtherStationsAccount, ServedAlready, ConnectorError: nothing was written.
    """
    if station.is_practice:
        raise NoRealAccountHere
    sign_in = SIGN_INS[kind]
    got = sign_in.take(station, code, proof)
    if expected is not None:
        wanted = [one for one in got if one.remote == expected.account.remote]
        if not wanted:
            raise sign_in.other(name=", ".join(one.title for one in got))
        got = wanted
    with transaction.atomic():
        Station.objects.select_for_update().get(pk=station.pk)
        return [_take(station, kind, one, by) for one in got]


def _take(station: Station, kind: str, got: Got, by: Actor) -> Destination | ProposedAccount:
    places = Destination.objects.filter(kind=kind, account__remote=got.remote)
    if places.exclude(station=station).exists():
        raise OtherStationsAccount
    check_nobody_posts_to(station, SIGN_INS[kind].pages(got.remote, got.username))
    place = places.first()
    if place is None:
        return _propose(station, kind, got, by)
    fresh = seal(got.fresh, place.pk) if got.fresh else None
    ends = {"fresh": fresh, "fresh_until": got.fresh_until, "token_ends_at": got.keep_until}
    Account.objects.filter(pk=place.pk).update(**ends)
    keep(place, Shown(got.username, got.title), got.keep)
    record(place, "destination_token_renewed", by=by, after={"name": place.name})
    return place


def confirm(proposed: ProposedAccount, *, by: Actor) -> Destination:
    """Make an account a destination of the station's: an editor-in-chief has seen that it is.

    Raises:
        OtherStationsAccount, ServedAlready: another station has connected it meanwhile, or people post there by hand;
            nothing was written.
    """
    try:
        with transaction.atomic():
            proposed = ProposedAccount.objects.select_for_update(of=("self",)).get(pk=proposed.pk)
            station, kind = Station.objects.select_for_update().get(pk=proposed.station_id), proposed.kind
            check_nobody_posts_to(station, pages_of(proposed))
            name = f"{proposed.title[:70]} ({proposed.username or proposed.remote})"[:120]
            place = Destination.objects.create(station=station, practice=False, real=True, kind=kind, name=name)
            sealed = seal(unseal(bytes(proposed.sealed), proposed.pk), place.pk)
            Account.objects.create(
                destination=place,
                kind=kind,
                remote=proposed.remote,
                username=proposed.username,
                title=proposed.title,
                sealed=sealed,
                token_ends_at=proposed.token_ends_at,
            )
            shown = Shown(proposed.username, proposed.title)
            enter(station, kind, pages_of(proposed), shown, by=by)
            proposed.delete()
            after = {"kind": kind, "name": place.name, "remote": proposed.remote, "signed_in": proposed.by_name}
            record(place, "destination_connected", by=by, after=after)
    except IntegrityError as error:
        raise OtherStationsAccount from error
    return place


def decline(proposed: ProposedAccount, *, by: Actor) -> None:
    """Say that an account is not to be connected: its token is forgotten, and the platform told where it takes it back."""
    station, token = proposed.station, unseal(bytes(proposed.sealed), proposed.pk)
    with transaction.atomic():
        record(proposed, "account_declined", by=by, before={"kind": proposed.kind, "name": str(proposed)})
        ProposedAccount.objects.filter(pk=proposed.pk).delete()
    with suppress(ConnectorError):  # it is forgotten here in any case
        SIGN_INS[proposed.kind].give_back(station, token)


def pages_of(proposed: ProposedAccount) -> tuple[str, ...]:
    """Return every address under which the public finds an account that waits; the one to show stands first."""
    return SIGN_INS[proposed.kind].pages(proposed.remote, proposed.username)


def _propose(station: Station, kind: str, got: Got, by: Actor) -> ProposedAccount:
    """Keep an account until an editor-in-chief has looked at it, and tell them."""
    found = ProposedAccount.objects.filter(station=station, kind=kind, remote=got.remote).first()
    proposed = found or ProposedAccount(id=new_id(), station=station, kind=kind, remote=got.remote)
    proposed.title, proposed.username = got.title[:200], got.username[:100]
    proposed.sealed, proposed.token_ends_at = seal(got.keep, proposed.pk), got.keep_until
    proposed.by_name, proposed.made_at = by.name, now()
    proposed.save()
    record(proposed, "account_proposed", by=by, after={"kind": kind, "name": str(proposed), "remote": got.remote})
    link = reverse("destinations:proposed", kwargs={"station": station.slug, "proposed_id": proposed.pk})
    cause = f"proposed:{proposed.pk}:{proposed.made_at.isoformat()}"
    chiefs = people_who_may(CHIEF, station)
    tell(chiefs, station=station, desk=None, kind="account_proposed", cause=cause, link=link)
    return proposed
