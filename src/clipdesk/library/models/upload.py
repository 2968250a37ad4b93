"""An upload under way (tus 1.0): how much of it is durable, and whose it is."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.library.models.recording import Recording

#: So long after its last byte an upload is kept: from Friday evening over a long weekend.
KEEP_HOURS = 96


class Upload(models.Model):
    """`offset` is what has been made durable; the bytes lie in `path` until the last one is there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=255)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    recording = models.ForeignKey(Recording, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.offset}/{self.length}"

    @property
    def path(self) -> Path:
        """Where the bytes received so far lie; the name is ours, never the person's."""
        return Path(settings.UPLOADS) / f"{self.pk}.part"

    @property
    def was_known(self) -> bool:
        """Whether the desk had this very file before it was uploaded."""
        return self.recording is not None and self.recording.made_at < self.made_at
