"""What a clip was planned for: an assignment below, and the content line that it counts for."""

from __future__ import annotations

from django.db import models

from clipdesk.clips.models.clip import Clip
from clipdesk.planning.models import Assignment, ContentLine


class ClipPlan(models.Model):
    """The assignment that a clip is made for, if any, and its content line: that of the assignment's story until a person
    sets another."""

    clip = models.OneToOneField(Clip, on_delete=models.CASCADE, related_name="plan")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(ContentLine, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.clip}: {self.assignment or self.line}"
