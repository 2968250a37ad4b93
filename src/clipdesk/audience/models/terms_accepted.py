"""That the operator accepted a platform's terms for scores made of its figures."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from clipdesk.accounts.models import Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now


class TermsAccepted(models.Model):
    """One platform at one station. Who said so, and when, stands in the history; until then its figures stand uncompared."""

    ACCEPTED, TAKEN_BACK = "accepted", "taken_back"
    ACCEPT_AGAIN = move("terms_accepted", TAKEN_BACK, ACCEPTED)
    TAKE_BACK = move("terms_taken_back", ACCEPTED, TAKEN_BACK)

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    platform = models.CharField(max_length=20)  # a kind of destination
    state = models.CharField(max_length=20, default=ACCEPTED)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "platform"], name="terms_once"),
            models.CheckConstraint(name="terms_state_known", condition=models.Q(state__in=["accepted", "taken_back"])),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.state}"

    @classmethod
    def platforms_of(cls, station_id: UUID) -> set[str]:
        """Return the platforms whose terms hold as accepted at a station."""
        return set(cls.objects.filter(station=station_id, state=cls.ACCEPTED).values_list("platform", flat=True))
