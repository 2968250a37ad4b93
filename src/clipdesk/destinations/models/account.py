"""What it takes to reach an account elsewhere, and whether it can be used now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from clipdesk.accounts.models import Station
from clipdesk.connectors.by_hand.platforms import TAKES
from clipdesk.connectors.by_hand.posts import Whose, post_at
from clipdesk.connectors.contract import AccountTrouble, Limits
from clipdesk.connectors.facebook.api import Api as PageApi
from clipdesk.connectors.facebook.api import Places as FacebookPlaces
from clipdesk.connectors.facebook.connecting import Page
from clipdesk.connectors.facebook.connecting import check as check_page
from clipdesk.connectors.http import SHORT, Times
from clipdesk.connectors.places import PLATFORMS
from clipdesk.connectors.receiver.connecting import Found
from clipdesk.connectors.receiver.connecting import check as check_receiver
from clipdesk.connectors.receiver.connector import Receiver
from clipdesk.connectors.receiver.line import Line
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.bot import PUBLIC_API, Bot
from clipdesk.connectors.telegram.connecting import Channel, check
from clipdesk.connectors.telegram.connector import OWN_SERVER_FILE_BYTES, PUBLIC_FILE_BYTES, SHAPES
from clipdesk.connectors.tokens import Tokens
from clipdesk.connectors.youtube.api import Api, Places
from clipdesk.connectors.youtube.connecting import Channel as YouTubeChannel
from clipdesk.connectors.youtube.connecting import check as check_youtube
from clipdesk.connectors.youtube.permission import renew
from clipdesk.connectors.zalo.api import Api as ZaloApi
from clipdesk.connectors.zalo.api import Places as ZaloPlaces
from clipdesk.connectors.zalo.connecting import ZaloAccount
from clipdesk.connectors.zalo.connecting import check as check_zalo
from clipdesk.connectors.zalo.permission import renew as renew_zalo
from clipdesk.destinations.models.destination import Destination
from clipdesk.destinations.models.oauth_client import app_of, client_of, zalo_app_of
from clipdesk.destinations.models.official_account import AccountStatement, OfficialAccount
from clipdesk.destinations.vault import seal, unseal
from clipdesk.kernel.canonical import digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import gettext_noop

#: A short-lived token is renewed while it is still good for so long. Where one is good for a day, the hourly look at the
#: account does it, so that no call that publishes has to.
_EARLY, _EARLIER = timedelta(minutes=2), timedelta(minutes=90)


@dataclass(frozen=True)
class Shown:
    """How an account shows itself to the public: its name in addresses (empty: it has none), and its title."""

    username: str
    title: str = ""


class NotConnected(AccountTrouble):
    """The account's token was thrown away."""

    message = gettext_noop("This account is disconnected. An operator connects it again under Destinations.")


class Account(models.Model):
    """An account of the station's on somebody else's platform. The token is sealed (`vault`); empty: disconnected.

    On YouTube and Zalo that token only gets others, good for an hour or a day: the newest is kept, sealed too, in `fresh`.

    Where people post by hand there is no token, but an entry in the register of official accounts.
    """

    destination = models.OneToOneField(Destination, on_delete=models.PROTECT, primary_key=True, related_name="account")
    kind = models.CharField(max_length=20, default="telegram", editable=False)  # repeats the destination's
    remote = models.CharField(max_length=330)  # as the platform names it; of a receiver see `receiver_name`
    username = models.CharField(max_length=300, blank=True)  # in public addresses (`Found.public`); empty: it has none
    title = models.CharField(max_length=200, blank=True)  # as the platform showed it last; of a receiver none is kept
    shape = models.CharField(max_length=10, default=SHAPES[0])  # of the video that goes there, sealed with each clip
    sealed = models.BinaryField(null=True)
    sealed_address = models.BinaryField(null=True)  # of a receiver: where it is called; there may be a key in it
    token_ends_at = models.DateTimeField(null=True)  # when a person has to connect it anew; empty: never
    fresh = models.BinaryField(null=True)
    fresh_until = models.DateTimeField(null=True)
    official = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, null=True, related_name="by_hand")
    ended_at = models.DateTimeField(null=True)  # by hand: nothing more is posted there since
    checked_at = models.DateTimeField(default=now)
    trouble_message = models.TextField(blank=True)  # why it cannot be used, as it was found last
    trouble_params = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "remote"], name="account_of_one_station"),
            models.CheckConstraint(condition=Q(official=None) | Q(sealed=None), name="by_hand_has_no_token"),
        ]

    def __str__(self) -> str:
        return self.host if self.is_receiver else self.remote

    def link(self, remote_id: str) -> str:
        """Return the address of a post for the public; empty where there is none, or (by hand) only people know it."""
        if self.official_id:
            return ""
        if self.is_receiver:
            return Found("", self.username).link(remote_id)
        return self._public.link(remote_id)

    def remote_id_of(self, link: str) -> str:
        """Return which post of this account a link leads to; empty: none.

        Raises:
            NoPostThere: by hand, it says why.
        """
        if self.official_id:
            return post_at(link, self.whose()).remote_id
        return self._public.remote_id_of(link)

    @property
    def pages(self) -> tuple[str, ...]:
        """Every address under which the public finds the account that the desk reaches by itself."""
        if self.is_receiver:
            return ()  # what the public finds there is the other system's, and belongs to no platform
        return self._public.pages

    @property
    def is_youtube(self) -> bool:
        """Whether it is a YouTube channel."""
        return self.kind == "youtube"

    @property
    def is_facebook(self) -> bool:
        """Whether it is a Facebook Page."""
        return self.kind == "facebook"

    @property
    def is_zalo(self) -> bool:
        """Whether it is a Zalo Official Account."""
        return self.kind == "zalo"

    @property
    def is_receiver(self) -> bool:
        """Whether it is another system, which the desk calls."""
        return self.kind == Receiver.kind

    @property
    def host(self) -> str:
        """Of a receiver: the machine. What stands behind that in its address may open a door by itself."""
        return self.remote.split(" ")[0]

    @property
    def is_used(self) -> bool:
        """Whether something can be sent there."""
        if self.official is None:
            return self.sealed is not None
        return self.ended_at is None and not hasattr(self.official, "end")

    @property
    def platform(self) -> str:
        """By hand: the platform's key in `places.PLATFORMS`."""
        return self.official.platform if self.official else ""

    @property
    def limits(self) -> Limits:
        """By hand: what the platform takes."""
        return TAKES[self.platform].limits

    @property
    def statement(self) -> AccountStatement:
        """By hand: what the register says of the account now."""
        return AccountStatement.objects.filter(account=self.official_id).latest("number")

    def whose(self) -> Whose:
        """By hand: return the account as addresses of posts are compared with it."""
        said = self.statement
        return Whose(self.platform, said.url, said.handle or said.name, PLATFORMS[self.platform].name)

    def token(self) -> Secret:
        """Return the token.

        Raises:
            NotConnected, TokenUnreadable: there is none that can be used.
        """
        if self.sealed is None:
            raise NotConnected
        return unseal(bytes(self.sealed), self.destination_id)

    def bot(self) -> Bot:
        """Return the bot that posts there. Raises as `token` does."""
        return Bot(self.token(), settings.TELEGRAM_API, _usual())

    def line(self, times: Times | None = None) -> Line:
        """Return the way to the receiver. Raises as `token` does."""
        return Line(self.address(), self.token(), settings.WEBHOOK_HOSTS, times or _usual())

    def address(self) -> str:
        """Of a receiver: return where it is called.

        Raises:
            TokenUnreadable: this desk's key does not open it.
        """
        return unseal(bytes(self.sealed_address or b""), self.destination_id).reveal()

    def api(self, times: Times | None = None) -> Api:
        """Return the way to the YouTube channel. Raises as `token` does."""
        self.token()
        return Api(StoredAccess(self), Places.at(settings.YOUTUBE_API), times or _usual())

    def page_api(self, times: Times | None = None) -> PageApi:
        """Return the way to the Facebook Page. Raises as `token` does, and NoApp."""
        token, app = self.token(), app_of(self.destination.station)
        return PageApi(self.remote, token, app.secret, FacebookPlaces.at(settings.FACEBOOK_API), times or _usual())

    def zalo_api(self, times: Times | None = None, early: timedelta = _EARLY) -> ZaloApi:
        """Return the way to the Zalo Official Account. Raises as `token` does.

        early: how long before its end the token for calls is renewed.
        """
        self.token()
        return ZaloApi(StoredAccess(self, early), ZaloPlaces.at(settings.ZALO_API), times or _usual())

    def ask(self) -> Shown:
        """Ask whether the account can be used, and return how it shows itself.

        Raises:
            ConnectorError: it cannot, or could not be asked.
        """
        if self.is_receiver:
            return Shown(check_receiver(self.line(SHORT)).public)
        if self.is_youtube:
            channel = check_youtube(self.api(SHORT), self.remote)
            return Shown(channel.handle, channel.title)
        if self.is_facebook:
            page = check_page(self.page_api(SHORT), app_of(self.destination.station))
            return Shown(page.username, page.name)
        if self.is_zalo:
            return Shown("", check_zalo(self.zalo_api(SHORT, _EARLIER), self.remote).name)
        found = check(Bot(self.token(), settings.TELEGRAM_API, SHORT), int(self.remote))
        return Shown(found.username, found.title)

    def options(self) -> dict[str, object]:
        """Return what the connector is made with. Raises as `token` does."""
        if self.official:
            return {"platform": self.platform, "name": PLATFORMS[self.platform].name, "is_used": self.is_used}
        if self.is_receiver:
            return {"line": self.line(), "station": self.destination.station.name}
        if self.is_youtube:
            return {"api": self.api()}
        if self.is_facebook:
            return {"api": self.page_api()}
        if self.is_zalo:
            return {"api": self.zalo_api()}
        limit = PUBLIC_FILE_BYTES if settings.TELEGRAM_API == PUBLIC_API else OWN_SERVER_FILE_BYTES
        language = self.destination.station.language
        return {"bot": self.bot(), "chat": int(self.remote), "most_bytes": limit, "language": language}

    @property
    def _public(self) -> Channel | Page | YouTubeChannel | ZaloAccount:
        """The account as the public finds it."""
        if self.is_youtube:
            return YouTubeChannel(self.remote, "", self.username)
        if self.is_zalo:
            return ZaloAccount(self.remote, self.title)
        return (
            Page(self.remote, "", self.username) if self.is_facebook else Channel(int(self.remote), "", self.username)
        )


def receiver_name(address: str) -> str:
    """Return what tells one receiver from another and gives no key away: its machine, and the SHA-256 of the address."""
    return f"{urlsplit(address).hostname or ''} {digest(address.encode())}"


def _usual() -> Times:
    """Return how long to wait for platforms: as the settings say, for files five times as long."""
    seconds = settings.ANSWER_SECONDS
    return Times(step=min(seconds, 30), answer=seconds, files=5 * seconds)


def _renewed_at_google(station: Station, keep: Secret) -> Tokens:
    return renew(client_of(station), keep)


def _renewed_at_zalo(station: Station, keep: Secret) -> Tokens:
    return renew_zalo(zalo_app_of(station), keep)


#: Who gives further tokens for the one that is kept.
_RENEWED: dict[str, Callable[[Station, Secret], Tokens]] = {"youtube": _renewed_at_google, "zalo": _renewed_at_zalo}


class StoredAccess:
    """The tokens of one account, as they stand in its row. Of several who find the short-lived one at its end, one renews it:
    the others wait for that and take what it got. Nothing is used before it is kept: what renewed it may be used up (Zalo).

    The account that it was made for is told which token it was that was used last (`sealed`).
    """

    def __init__(self, account: Account, early: timedelta = _EARLY) -> None:
        self.holder, self.account, self.early = account, account.pk, early

    def token(self) -> Secret:
        """Return a token that should still be good. Raises as `renew` does."""
        held = Account.objects.get(pk=self.account)
        if (found := self._fresh(held)) is not None:
            return found
        return self._renewed(None)

    def renew(self, refused: Secret) -> Secret:
        """Return another token than the one that was refused.

        Raises:
            NotConnected, TokenUnreadable, NoClient, NoZaloApp, SignInNeeded: a person has to act.
            NotTaken: the platform could not be asked now.
        """
        return self._renewed(refused)

    def _renewed(self, refused: Secret | None) -> Secret:
        with transaction.atomic(durable=True):
            held = Account.objects.select_for_update(of=("self",)).get(pk=self.account)
            found = self._fresh(held)
            if found is not None and (refused is None or found.reveal() != refused.reveal()):
                return found  # somebody else was faster
            tokens = _RENEWED[held.kind](held.destination.station, held.token())
            kept: dict[str, Any] = {"fresh": seal(tokens.access, self.account), "fresh_until": tokens.until}
            if tokens.keep is not None:  # else the one that is there stays good
                kept["sealed"] = seal(tokens.keep, self.account)
            if tokens.keep_until is not None:
                kept["token_ends_at"] = tokens.keep_until
            Account.objects.filter(pk=self.account).update(**kept)
        self.holder.sealed = kept.get("sealed", held.sealed)
        return tokens.access

    def _fresh(self, held: Account) -> Secret | None:
        """Return the short-lived token that stands in the row; None: it is at its end."""
        self.holder.sealed = held.sealed
        if held.fresh is None or held.fresh_until is None or held.fresh_until <= now() + self.early:
            return None
        return unseal(bytes(held.fresh), self.account)
