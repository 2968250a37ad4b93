"""Give back the room of what nothing needs any more: files without a row that wants them, half files of dead processes.

Nothing younger than a day is touched: work in progress puts a file into the store first and refers to it afterwards.
"""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import ProtectedError

from clipdesk.accounts.notices import tell_operators
from clipdesk.library.models import StoredFile
from clipdesk.library.models.upload import KEEP_HOURS
from clipdesk.library.storage import disk_state, drop_untouched, store

KEEP_SECONDS = 24 * 3600
KEEP_PARTS_SECONDS = (KEEP_HOURS + 24) * 3600  # the part of an upload goes with its row, and never before it


def clean() -> int:
    """Remove the files that nothing refers to; return how many."""
    now = time.time()
    removed = sum(_drop(sha256, now - KEEP_SECONDS) for sha256 in StoredFile.unneeded().values_list("pk", flat=True))
    known = set(StoredFile.objects.values_list("pk", flat=True))
    removed += sum(_drop(sha256, now - KEEP_SECONDS) for sha256 in store().all() if sha256 not in known)
    store().drop_drafts(now - KEEP_SECONDS)
    drop_untouched(settings.UPLOADS, now - KEEP_PARTS_SECONDS)
    return removed


def warn() -> None:
    """Tell the operators of every station, once a day, that a disk of the desk is nearly full."""
    if disk_state().warns or disk_state(Path(settings.LIVE)).warns:
        tell_operators("disk_full", "disk")


def _drop(sha256: str, before: float) -> bool:
    """Remove one file, row and bytes, unless something refers to it by now or it was added after `before`.

    Whoever adds the same content at this moment waits for the lock, finds the bytes gone and writes them again.
    """
    with StoredFile.locked(sha256):
        added_at = store().added_at(sha256)
        row = StoredFile.objects.filter(pk=sha256).first()
        if added_at is None and row is not None:
            added_at = row.made_at.timestamp()
        if added_at is None or added_at >= before:
            return False
        if row is not None:
            try:
                row.delete()
            except ProtectedError:
                return False
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET CONSTRAINTS ALL IMMEDIATE"
                )  # a reference that came meanwhile must show before the unlink
        store().delete(sha256)
        return True
