"""A file in the store, known by the SHA-256 of its content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.fields.reverse_related import ForeignObjectRel

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
        while True:
            sha256, size = store().add(chunks_of(path))
            with cls.locked(sha256):
                # The housekeeping may have thrown out an old copy between the writing and the lock.
                if store().exists(sha256):
                    made = {"size": size, "media_type": media_type}
                    return cls.objects.get_or_create(sha256=sha256, defaults=made)[0]

    @classmethod
    @contextmanager
    def locked(cls, sha256: str) -> Iterator[None]:
        """Let nobody else write or delete this file's row and bytes until the block ends."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"library.file {sha256}"])
            yield

    @classmethod
    def unneeded(cls) -> models.QuerySet[StoredFile]:
        """Return the files that no row of any room refers to."""
        rows = cls.objects.all()
        for relation in cls._meta.get_fields(include_hidden=True):
            if isinstance(relation, ForeignObjectRel):
                referring = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
                rows = rows.exclude(Exists(referring))
        return rows

    @property
    def path(self) -> Path:
        """Where the bytes lie."""
        return store().path(self.sha256)

    def is_whole(self) -> bool:
        """Tell whether the bytes on the disk are the ones the name stands for. Reads the whole file."""
        return store().digest(self.sha256) == self.sha256
