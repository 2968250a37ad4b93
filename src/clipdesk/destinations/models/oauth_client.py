"""What a platform calls the station's own program, and the proposals that come from signing in there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from clipdesk.accounts.models import Station
from clipdesk.connectors.contract import AccountTrouble
from clipdesk.connectors.facebook.api import Places as FacebookPlaces
from clipdesk.connectors.facebook.permission import App
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.youtube.api import Places
from clipdesk.connectors.youtube.permission import Client
from clipdesk.connectors.zalo.api import Places as ZaloPlaces
from clipdesk.connectors.zalo.permission import App as ZaloApp
from clipdesk.destinations.vault import unseal
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import gettext_noop
from clipdesk.kernel.ids import new_id


class NoClient(AccountTrouble):
    """The station has no OAuth client of its own."""

    message = gettext_noop(
        "The station's client ID and client secret from Google are missing. An operator enters them under Destinations, "
        "Connect a YouTube channel."
    )


class NoApp(AccountTrouble):
    """The station has no app of its own at Facebook."""

    message = gettext_noop(
        "The station's app ID and app secret from Facebook are missing. An operator enters them under Destinations, Connect "
        "a Facebook Page."
    )


class NoZaloApp(AccountTrouble):
    """The station has no app of its own at Zalo."""

    message = gettext_noop(
        "The station's app ID and app secret from Zalo are missing. An operator enters them under Destinations, Connect a "
        "Zalo Official Account."
    )


class OAuthClient(models.Model):
    """The station's own OAuth client on one platform; the secret is sealed (`vault`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="oauth_clients")
    kind = models.CharField(max_length=20, default="youtube", editable=False)
    client_id = models.CharField(max_length=200)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "kind"], name="oauth_client_once")]

    def __str__(self) -> str:
        return self.client_id


class ProposedAccount(models.Model):
    """An account that somebody has signed in to, and that is none of the station's until an editor-in-chief says so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="proposed_accounts")
    kind = models.CharField(max_length=20, default="youtube", editable=False)
    remote = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    username = models.CharField(max_length=100, blank=True)
    sealed = models.BinaryField()
    token_ends_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "kind", "remote"], name="proposed_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.username or self.remote})"


def back_address(station: Station, kind: str = "youtube") -> str:
    """Return where a platform sends people back to: it has to be registered there, letter by letter."""
    return settings.ORIGIN + reverse(f"destinations:{kind}_back", kwargs={"station": station.slug})


def client_of(station: Station) -> Client:
    """Return the station's OAuth client at Google.

    Raises:
        NoClient: nobody has entered it.
        TokenUnreadable: its secret cannot be opened.
    """
    named, secret = _kept(station, "youtube", NoClient)
    return Client(named, secret, back_address(station), Places.at(settings.YOUTUBE_API))


def app_of(station: Station) -> App:
    """Return the station's app at Facebook.

    Raises:
        NoApp: nobody has entered it.
        TokenUnreadable: its secret cannot be opened.
    """
    named, secret = _kept(station, "facebook", NoApp)
    return App(named, secret, back_address(station, "facebook"), FacebookPlaces.at(settings.FACEBOOK_API))


def zalo_app_of(station: Station) -> ZaloApp:
    """Return the station's app at Zalo.

    Raises:
        NoZaloApp: nobody has entered it.
        TokenUnreadable: its secret cannot be opened.
    """
    named, secret = _kept(station, "zalo", NoZaloApp)
    return ZaloApp(named, secret, back_address(station, "zalo"), ZaloPlaces.at(settings.ZALO_API))


def _kept(station: Station, kind: str, missing: type[AccountTrouble]) -> tuple[str, Secret]:
    found = OAuthClient.objects.filter(station=station, kind=kind).first()
    if found is None:
        raise missing
    return found.client_id, unseal(bytes(found.sealed), found.pk)
