"""The rota: who is on duty to sign, for which desk, from when until when; and who is away."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.history.transition import move
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class Shift(models.Model):
    """Somebody is on duty to sign: `starts` ≤ moment < `ends`; on one desk, or (desk empty) on all of them.

    `classes`: the keys of the risk classes that a deputy may sign in it; null stands for all of them.

    A stand-in is told once the others on duty stay silent; both may sign. A shift that has begun is never cancelled, it
    ends: what was signed in it stays signed.
    """

    PLANNED, CANCELLED = "planned", "cancelled"
    STATES = {PLANNED: _("Planned"), CANCELLED: _("Cancelled")}
    CANCEL = move("shift_cancelled", "planned", CANCELLED)
    END = move("shift_ended", "planned", PLANNED)  # from now on; the row stays a shift that was worked

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="shifts")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shifts")
    is_stand_in = models.BooleanField(default=False)
    classes = models.JSONField(null=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    state = models.CharField(max_length=20, default=PLANNED)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["station", "ends"], name="rota_from_now_on")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="shift_ends_after_its_start"),
            models.CheckConstraint(condition=models.Q(state__in=["planned", "cancelled"]), name="shift_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts:%Y-%m-%d %H:%M}"

    def covers(self, classes: Iterable[str]) -> bool:
        """Tell whether somebody on this shift may sign a clip of these risk classes."""
        return self.classes is None or set(classes) <= set(self.classes)


class Absence(models.Model):
    """Somebody is away: whatever the rota says, they are neither on duty nor told. `starts` ≤ moment < `ends`."""

    PLANNED, CANCELLED = "planned", "cancelled"
    END = move("absence_ended", "planned", PLANNED)
    CANCEL = move("absence_cancelled", "planned", CANCELLED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="absences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    state = models.CharField(max_length=20, default=PLANNED)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="absence_ends_after_its_start"
            ),
            models.CheckConstraint(condition=models.Q(state__in=["planned", "cancelled"]), name="absence_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts:%Y-%m-%d %H:%M}"
