"""What somebody did not want of a recording, so that it is not proposed again."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person
from clipdesk.kernel.clock import now
from clipdesk.kernel.time import parse_fraction
from clipdesk.library.models import Recording
from clipdesk.media.recipe import Range


class Refusal(models.Model):
    """A short that was refused: its place in the recording, as "num/den" seconds."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="refusals")
    start = models.CharField(max_length=60)
    end = models.CharField(max_length=60)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "start", "end"], name="refusal_once")]

    def __str__(self) -> str:
        return f"{self.recording} {self.start}–{self.end}"

    @property
    def cut(self) -> Range:
        """Where it lies."""
        return Range(parse_fraction(self.start), parse_fraction(self.end))
