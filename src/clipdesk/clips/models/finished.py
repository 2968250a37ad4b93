"""A finished file: what a craft editor made of a clip's cuts outside the desk, brought back as a recording of its own."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person
from clipdesk.clips.models.clip import Clip
from clipdesk.kernel.clock import now
from clipdesk.library.models import Recording


class FinishedFile(models.Model):
    """Says that `recording` belongs to a clip that was cut from `cut_from` (the same for all of a clip's files).

    While the row is there, both recordings stay: earlier revisions are made of them. One that no revision was made of may
    be taken away (`finishing.drop`).
    """

    clip = models.ForeignKey(Clip, on_delete=models.PROTECT, related_name="finished_files")
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="finishes")
    cut_from = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="finished_as")
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["clip", "recording"], name="finished_file_once")]

    def __str__(self) -> str:
        return f"{self.clip}: {self.recording.original_name}"
