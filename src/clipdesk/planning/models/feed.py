"""A person's link to the calendar for programs of their own. Only the hash of its token is kept."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person, Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class Feed(models.Model):
    """Whoever holds the link reads what the person may see of the calendar of one station, until it is ended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "person"], name="one_feed_per_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.station}"
