"""A picture that somebody brought to stand for a clip in place of one of its frames."""

from __future__ import annotations

from django.db import models

from clipdesk.accounts.models import Person
from clipdesk.clips.models.clip import Clip
from clipdesk.kernel.clock import now
from clipdesk.library.models import StoredFile


class Picture(models.Model):
    """The picture as the desk made it anew (`media.still`). Revisions name it by its SHA-256; no other clip may.

    made_at: when it was brought last. One that no revision names is forgotten after a while (`pictures.forget_unused`).
    """

    clip = models.ForeignKey(Clip, on_delete=models.PROTECT, related_name="pictures")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clip", "file"], name="picture_of_clip_once")]

    def __str__(self) -> str:
        return f"{self.clip}: {self.file}"
