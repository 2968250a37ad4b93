"""Run numbers: a worker that was paused and replaced wakes up and cannot write.

A task takes the next run number by a conditional UPDATE at its start; every later write carries `WHERE run = mine`.
"""

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q

from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class Superseded(ClipdeskError):
    """Another run of the same work has taken over; this one stops without writing."""

    message = gettext_noop("Another worker has taken over this work; nothing was written.")


class Fenced(models.Model):
    """A row that long work writes to. `run` counts the runs; the newest alone may write."""

    run = models.BigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def claim(self, states: Collection[str]) -> bool:
        """Take the next run number if the row is still in one of `states`; False when there is nothing to do."""
        rows = type(self)._default_manager.filter(pk=self.pk, run=self.run).filter(Q(("state__in", list(states))))
        if not rows.update(run=F("run") + 1):
            return False
        self.refresh_from_db()
        return True

    def write(self, **changes: object) -> None:
        """Write `changes` if this run is still the newest.

        Raises:
            Superseded: another run took over, or the row is gone.
        """
        if not type(self)._default_manager.filter(pk=self.pk, run=self.run).update(**changes):
            raise Superseded
        for name, value in changes.items():
            setattr(self, name, value)

    def is_current(self) -> bool:
        """Tell whether this run is still the newest."""
        return type(self)._default_manager.filter(pk=self.pk, run=self.run).exists()
