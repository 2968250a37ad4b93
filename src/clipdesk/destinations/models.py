"""A destination: one account that the station owns, on one platform."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from clipdesk.accounts.models import Station
from clipdesk.connectors.contract import Connector, Limits, Refused
from clipdesk.connectors.registry import connector_for, limits_of
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.bot import PUBLIC_API, Bot
from clipdesk.connectors.telegram.connecting import Channel
from clipdesk.connectors.telegram.connector import OWN_SERVER_FILE_BYTES, PUBLIC_FILE_BYTES
from clipdesk.destinations.vault import unseal
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import gettext_noop
from clipdesk.kernel.ids import new_id


class Destination(models.Model):
    """One connected account. A practice station cannot hold a real one: `practice` repeats the station's own mark (a
    composite foreign key sees to it), and the constraint forbids practice and real together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="destinations")
    practice = models.BooleanField(editable=False)
    real = models.BooleanField()  # leaves this installation under the station's name
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(practice=False) | Q(real=False), name="practice_holds_no_real_account"),
            models.UniqueConstraint(fields=["station", "kind", "name"], name="destination_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def limits(self) -> Limits:
        """What the platform allows."""
        return limits_of(self.kind)

    def connector(self) -> Connector:
        """Return the way to this account.

        Raises:
            ConnectorError: it is disconnected, or its token cannot be used.
        """
        options = {"root": settings.PUBLIC} if self.kind == "site" else self.account.options()
        return connector_for(self.kind, **options)

    @property
    def is_connected(self) -> bool:
        """Whether clips can be sent there."""
        return self.kind == "site" or self.account.sealed is not None


class NotConnected(Refused):
    """The account's token was thrown away."""

    message = gettext_noop("This account is disconnected. An operator connects it again under Destinations.")


class Account(models.Model):
    """What it takes to reach an account elsewhere. The token is sealed (`vault`); empty: disconnected."""

    destination = models.OneToOneField(Destination, on_delete=models.PROTECT, primary_key=True, related_name="account")
    remote = models.CharField(max_length=100)  # as the platform names it
    username = models.CharField(max_length=100, blank=True)  # in public addresses; empty: it has none
    sealed = models.BinaryField(null=True)
    checked_at = models.DateTimeField(default=now)
    trouble = models.TextField(blank=True)  # what the last check found, as a message to be translated

    def __str__(self) -> str:
        return self.remote

    def link(self, remote_id: str) -> str:
        """Return the address of a post for the public; empty where there is none."""
        return Channel(int(self.remote), "", self.username).link(remote_id)

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
        return Bot(self.token(), settings.TELEGRAM_API)

    def options(self) -> dict[str, object]:
        """Return what the connector is made with. Raises as `token` does."""
        limit = PUBLIC_FILE_BYTES if settings.TELEGRAM_API == PUBLIC_API else OWN_SERVER_FILE_BYTES
        language = self.destination.station.language
        return {"bot": self.bot(), "chat": int(self.remote), "most_bytes": limit, "language": language}


def own_site(station: Station, *, by: Actor) -> Destination:
    """Return the station's own public site, making it on first use."""
    site, made = Destination.objects.get_or_create(
        station=station,
        kind="site",
        defaults={"practice": station.is_practice, "real": not station.is_practice, "name": station.name},
    )
    if made:
        record(site, "destination_connected", by=by, after={"kind": "site", "name": site.name})
    return site
