"""By what a published file is known again when somebody changed it."""

from __future__ import annotations

from django.db import models

from clipdesk.kernel.clock import now
from clipdesk.library.models import StoredFile
from clipdesk.media.fingerprints import Print


class FilePrint(models.Model):
    """The print of one file that was published somewhere; `data` is empty where none could be taken of it."""

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, primary_key=True, related_name="+")
    data = models.BinaryField()
    made_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"print of {self.file_id}"

    @property
    def value(self) -> Print:
        """The print itself."""
        return Print.from_bytes(bytes(self.data))
