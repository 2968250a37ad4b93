"""Take a file in: into the store, a row, and the announcement that it is there."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction

from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.history.models import Actor
from clipdesk.history.transition import record
from clipdesk.jobs.announce import announce
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.models import Recording, StoredFile
from clipdesk.library.storage import check_room, disk_state


class EmptyFile(ClipdeskError):
    """A file of zero bytes."""

    message = gettext_noop("The file “{name}” is empty (0 bytes). Export it again and upload the new file.")


def receive_file(
    path: Path, *, station: Station, desk: Desk, title: str, by: Person, name: str | None = None
) -> Recording:
    """Take a file in and return its recording; the same file again returns the recording that the desk already has.

    Each desk has a recording of its own, though the bytes lie in the store once: nobody learns from an upload what
    another desk works on. `name` is the file's own name where `path` is a temporary one.

    Raises:
        EmptyFile, DiskFull, IngestStopped, NoRoom: nothing was kept.
    """
    called = name or path.name
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile(name=called)
    disk_state().check_ingest()
    check_room(called, [(settings.FILES, size)])
    original = StoredFile.add(path, media_type="application/octet-stream")
    with transaction.atomic():
        recording, made = Recording.objects.get_or_create(
            desk=desk,
            original=original,
            defaults={
                "station": station,
                "title": title.strip()[:200] or called[:200],
                "original_name": called[:255],
                "language": station.language,
                "made_by": by,
            },
        )
        if made:
            actor = Actor(id=by.pk, name=by.name, role="")
            record(recording, "recording_received", by=actor, after={"name": called, "sha256": original.sha256})
            announce("recording.received", recording_id=recording.pk)
    return recording
