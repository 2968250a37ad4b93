"""A destination: one account that the station owns, on one platform."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from clipdesk.accounts.models import Station
from clipdesk.connectors.by_hand.platforms import count_of
from clipdesk.connectors.by_hand.platforms import wording_of as wording_by_hand
from clipdesk.connectors.contract import Connector, Limits, Post, Wording
from clipdesk.connectors.receiver.connector import Receiver
from clipdesk.connectors.registry import characters_of, connector_for, limits_of, wording_of
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.kernel.clock import now
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
    loudness = models.CharField(max_length=30, blank=True)  # a key of `media.TARGETS`, empty: as every clip is made
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
        return self.account.limits if self.is_by_hand else limits_of(self.kind)

    def characters(self, post: Post) -> int:
        """Return how many characters the platform counts in all words of a post."""
        return count_of(post, self.account.platform) if self.is_by_hand else characters_of(self.kind, post)

    def wording(self, post: Post) -> Wording:
        """Return exactly what the platform is told of a post, besides its files."""
        return wording_by_hand(post, self.account.platform) if self.is_by_hand else wording_of(self.kind, post)

    def connector(self) -> Connector:
        """Return the way to this account.

        Raises:
            ConnectorError: it is disconnected, or its token cannot be used.
        """
        options = {"root": settings.PUBLIC} if self.is_own_site else self.account.options()
        return connector_for(self.kind, **options)

    @property
    def is_own_site(self) -> bool:
        """Whether it is the station's own site, which takes no account."""
        return self.kind == "site"

    @property
    def is_by_hand(self) -> bool:
        """Whether a person posts there."""
        return self.kind == "by_hand"

    @property
    def is_receiver(self) -> bool:
        """Whether it is another system, which the desk calls."""
        return self.kind == Receiver.kind

    @property
    def is_connected(self) -> bool:
        """Whether clips can be sent there."""
        return self.is_own_site or self.account.is_used

    @property
    def shape(self) -> str:
        """The shape of the one video that goes there; empty: all go."""
        return "" if self.is_own_site else self.account.shape


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
