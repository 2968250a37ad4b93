"""What it takes to reach an account elsewhere, and whether it can be used now."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from clipdesk.connectors.contract import AccountTrouble
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.bot import PUBLIC_API, Bot
from clipdesk.connectors.telegram.connecting import Channel
from clipdesk.connectors.telegram.connector import OWN_SERVER_FILE_BYTES, PUBLIC_FILE_BYTES, SHAPES
from clipdesk.destinations.models.destination import Destination
from clipdesk.destinations.vault import unseal
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import gettext_noop


class NotConnected(AccountTrouble):
    """The account's token was thrown away."""

    message = gettext_noop("This account is disconnected. An operator connects it again under Destinations.")


class Account(models.Model):
    """An account of the station's on somebody else's platform. The token is sealed (`vault`); empty: disconnected."""

    destination = models.OneToOneField(Destination, on_delete=models.PROTECT, primary_key=True, related_name="account")
    kind = models.CharField(max_length=20, default="telegram", editable=False)  # repeats the destination's
    remote = models.CharField(max_length=100)  # as the platform names it
    username = models.CharField(max_length=100, blank=True)  # in public addresses; empty: it has none
    shape = models.CharField(max_length=10, default=SHAPES[0])  # of the video that goes there, sealed with each clip
    sealed = models.BinaryField(null=True)
    checked_at = models.DateTimeField(default=now)
    trouble_message = models.TextField(blank=True)  # why it cannot be used, as it was found last
    trouble_params = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "remote"], name="account_of_one_station")]

    def __str__(self) -> str:
        return self.remote

    def link(self, remote_id: str) -> str:
        """Return the address of a post for the public; empty where there is none."""
        return self._channel.link(remote_id)

    def remote_id_of(self, link: str) -> str:
        """Return which post of this account a link leads to; empty: none."""
        return self._channel.remote_id_of(link)

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

    @property
    def _channel(self) -> Channel:
        return Channel(int(self.remote), "", self.username)
