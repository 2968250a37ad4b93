"""How a person wants to be told: of what in which ways, when not, and on which browsers."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models.person import Person
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class ToldHow(models.Model):
    """What somebody chose. Between `quiet_from` and `quiet_until`, by the clock of the station that tells, nothing rings
    but what is urgent; both empty: never.

    `not_told` holds what they do not want, as `way:group` (of accounts.choosing): a group that is new is told.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="told_how")
    not_told = models.JSONField(default=list)
    sounds = models.BooleanField(default=False)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_has_both_ends",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    def is_quiet(self, moment: time) -> bool:
        """Tell whether the clock shows a time within the quiet hours, which may reach over midnight."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= moment < self.quiet_until
        return moment >= self.quiet_from or moment < self.quiet_until


class Device(models.Model):
    """A browser of a person that shows notices while no page of the desk is open (a web push subscription)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(_("name"), max_length=80)
    endpoint = models.TextField(unique=True)
    public_key = models.BinaryField()
    auth = models.BinaryField()
    made_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return self.name
