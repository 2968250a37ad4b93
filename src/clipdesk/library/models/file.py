"""A file in the store, known by the SHA-256 of its content."""

from __future__ import annotations

from pathlib import Path

from django.db import models

from clipdesk.kernel.clock import now
from clipdesk.library.storage import chunks_of, store


class StoredFile(models.Model):
    """One file. The row is written only once the bytes are on the disk."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return self.sha256[:12]

    @classmethod
    def add(cls, path: Path, *, media_type: str) -> StoredFile:
        """Copy a file into the store. Not inside a transaction that holds locks: it writes the whole file.

        Raises:
            DiskFull: there is no room.
        """
        sha256, size = store().add(chunks_of(path))
        return cls.objects.get_or_create(sha256=sha256, defaults={"size": size, "media_type": media_type})[0]

    @property
    def path(self) -> Path:
        """Where the bytes lie."""
        return store().path(self.sha256)
