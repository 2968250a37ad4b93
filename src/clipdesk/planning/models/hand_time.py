"""Minutes of work that a person set by hand; what was measured stays beside them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.planning.models.assignment import Assignment


class HandTime(models.Model):
    """What a person says of their own work of one day on one clip, or for one assignment that leaves no clip. Rows are only
    added: the newest of a day, a piece of work and a kind counts.

    kind: `cut` or `review` with a clip (its id, in the room above), else the kind of the assignment. on: the day on the
    station's clock. measured: what was measured when the row was written, in seconds. minutes: what counts; empty: what is
    measured counts again. desk: whose work it was.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    on = models.DateField()
    clip = models.UUIDField(null=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="+")
    measured = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField(null=True)
    because = models.CharField(max_length=200)
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hand_time_of_one_piece",
                condition=Q(clip__isnull=False, assignment__isnull=True, kind__in=["cut", "review"])
                | Q(clip__isnull=True, assignment__isnull=False),
            ),
            models.CheckConstraint(
                name="hand_time_within_a_day", condition=Q(minutes__isnull=True) | Q(minutes__lte=1440)
            ),
            models.CheckConstraint(name="hand_time_has_a_reason", condition=~Q(because="")),
        ]
        indexes = [
            models.Index(fields=["station", "on"], name="hand_time_by_day"),
            models.Index(fields=["person", "on"], name="hand_time_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.on} {self.kind}: {self.minutes}"
