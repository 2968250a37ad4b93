"""Uploads behind the tus routes: rows and bytes, without HTTP.

One writer per upload (an advisory lock); bytes are made durable before an offset is reported; the file's own name is
only ever text.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import os
import unicodedata
from datetime import timedelta
from typing import IO
from uuid import UUID

from django.conf import settings

from clipdesk.accounts.member import Member, NotAllowed, member_of
from clipdesk.accounts.models import Desk, Person
from clipdesk.accounts.roles import INGEST
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.limits import check_incoming
from clipdesk.library.models import Recording, Upload
from clipdesk.library.models.upload import KEEP_HOURS
from clipdesk.library.receiving import receive_file
from clipdesk.library.storage import disk_state


class WrongOffset(ClipdeskError):
    """The client wants to write somewhere else than where the upload stands."""

    message = gettext_noop("The upload stands at byte {offset}. It goes on from there.")


class BeingWritten(ClipdeskError):
    """Another connection is writing to the same upload."""

    message = gettext_noop("This file is being uploaded in another window. Wait, or close that window.")


def begin(member: Member, desk: Desk, name: str, length: int) -> Upload:
    """Open an upload of `length` bytes.

    Raises:
        NotAllowed, EmptyFile, TooBig, QuotaReached, IngestStopped, NoRoom: nothing was opened.
    """
    member.require(INGEST, desk.pk)
    check_incoming(member.station, name, length, settings.UPLOADS, settings.FILES)
    expires = now() + timedelta(hours=KEEP_HOURS)
    upload = Upload.objects.create(
        station=member.station, desk=desk, person=member.person, name=name[:255], length=length, expires_at=expires
    )
    upload.path.parent.mkdir(parents=True, exist_ok=True)
    upload.path.touch(mode=0o600)
    return upload


def find(upload_id: UUID, person: Person) -> Upload | None:
    """Return a person's own upload, unless it has expired or its recording was deleted meanwhile.

    Raises:
        NotAllowed: they may no longer bring recordings in on its desk.
    """
    rows = Upload.objects.select_related("station", "desk", "person", "recording")
    upload = rows.filter(pk=upload_id, person=person, expires_at__gt=now()).first()
    if upload is None or not (upload.recording or upload.path.exists()):
        return None
    _require_ingest(upload)
    return upload


def open_at(upload: Upload, offset: int) -> IO[bytes]:
    """Open the upload's file for its one writer, positioned at `offset`; closing it lets the next writer in.

    Raises:
        BeingWritten: somebody else is writing.
        WrongOffset: the upload stands elsewhere; nothing was changed.
        IngestStopped: see `check_goes_on`.
    """
    check_goes_on()
    file = upload.path.open("r+b")
    try:
        _take_turn(upload, file)
        if offset != upload.offset:
            raise WrongOffset(offset=upload.offset)
        # Bytes of a writer that died before its offset was recorded are written again.
        file.truncate(offset)
        file.seek(offset)
    except BaseException:
        file.close()
        raise
    return file


def advance(upload: Upload, file: IO[bytes], offset: int) -> None:
    """Make everything up to `offset` durable, then report it."""
    file.flush()
    os.fsync(file.fileno())
    Upload.objects.filter(pk=upload.pk).update(offset=offset, expires_at=now() + timedelta(hours=KEEP_HOURS))
    upload.offset = offset


def check_goes_on() -> None:
    """Ask whether an upload may go on; what is there of it stays.

    Raises:
        IngestStopped: what is left of the disks is kept for publishing.
    """
    disk_state().check_ingest()


def finish(upload: Upload) -> Recording:
    """Turn a complete upload into a recording; safe to call twice.

    Raises:
        BeingWritten: another connection is finishing it at this moment.
        NotAllowed: whoever brought it may no longer bring recordings in on its desk.
        DiskFull, IngestStopped, NoRoom: the upload stays as it is and can be finished later.
    """
    if upload.recording is not None:
        return upload.recording
    _require_ingest(upload)
    title = upload.name.rsplit(".", 1)[0].replace("_", " ")
    with upload.path.open("rb") as file:
        _take_turn(upload, file)
        recording = receive_file(
            upload.path, station=upload.station, desk=upload.desk, title=title, by=upload.person, name=upload.name
        )
        Upload.objects.filter(pk=upload.pk).update(recording=recording)
    upload.path.unlink(missing_ok=True)
    upload.recording = recording
    return recording


def drop(upload: Upload) -> None:
    """Forget an upload and its bytes."""
    upload.path.unlink(missing_ok=True)
    upload.delete()


def drop_expired() -> None:
    """Forget the uploads that nobody went on with."""
    for upload in Upload.objects.filter(expires_at__lt=now()):
        drop(upload)


def metadata(header: str) -> dict[str, str]:
    """Read tus `Upload-Metadata`: comma-separated `key base64(value)`; what cannot be read is left out.

    Names come out composed (a Mac sends “ệ” in parts) and without control characters.
    """
    found: dict[str, str] = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            text = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue
        found[key] = "".join(c for c in unicodedata.normalize("NFC", text) if c.isprintable())
    return found


def _require_ingest(upload: Upload) -> None:
    member = member_of(Person.objects.get(pk=upload.person_id), upload.station)
    if member is None or not member.may(INGEST, upload.desk_id):
        raise NotAllowed


def _take_turn(upload: Upload, file: IO[bytes]) -> None:
    """Lock the open file, or raise BeingWritten; then look again where the upload stands."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BeingWritten from error
    upload.refresh_from_db(fields=["offset"])
