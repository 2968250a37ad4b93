"""Read a recording once: probe, analyse, keep what was made. Nothing slow inside a transaction; safe to run twice."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, transaction

from clipdesk.accounts.notices import tell
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import IllegalTransition, transition
from clipdesk.jobs import crash
from clipdesk.jobs.announce import defer
from clipdesk.jobs.fence import Superseded
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.time import format_fraction
from clipdesk.library.models import Recording, RecordingFile, StoredFile
from clipdesk.library.storage import DiskFull, disk_state, is_full
from clipdesk.media.analysis.analyse import analyse
from clipdesk.media.analysis.listening import Extras
from clipdesk.media.analysis.result import Analysis
from clipdesk.media.errors import Cancelled
from clipdesk.media.probe import probe
from clipdesk.media.seeking.key_frames import FILE_NAME as KEY_FRAMES
from clipdesk.media.source_info import SourceInfo

log = logging.getLogger("clipdesk.library")
PROGRESS_STEP = 0.02
#: How long until a recording asks again whether the disk has room.
WAIT_FOR_ROOM = timedelta(minutes=2)
_UNREAD = (Recording.RECEIVED, Recording.ANALYSING)


class OriginalMissing(ClipdeskError):
    """The row is there, the file is not: a share that is not mounted, or a loss."""

    message = gettext_noop(
        "The file of this recording is not in the store. Tell the operator: a disk may be missing, or the file has to "
        "come back from the backup."
    )


def ingest(recording: Recording, bell: str = "library.ingest") -> None:
    """Bring a recording from received to ready, or to failed with a sentence.

    While the disk is kept for publishing, it waits: the task `bell` asks again.
    """
    if recording.state in _UNREAD and disk_state().stops_ingest:
        defer(bell, at=now() + WAIT_FOR_ROOM, recording_id=recording.pk)
        return
    if not recording.claim(_UNREAD):
        return
    try:
        transition(recording, Recording.START, by=CLIPDESK, changes={"progress": 0.0}, fenced=True)
        crash.point("ingest:claimed")
        _read(recording)
    except IllegalTransition:
        log.info("cancelled meanwhile", extra={"action": "ingest_cancelled"})


def _read(recording: Recording) -> None:
    """Do the work in a folder of its own, and write down how it ended."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="ingest-", dir=settings.UPLOADS))
    try:
        if not recording.original_path.is_file():
            raise OriginalMissing
        info = probe(recording.original_path)
        extras = Extras(models=settings.MODELS, sha256=recording.original_id)
        analysis = analyse(recording.original_path, info, folder, _progress(recording), _gone(recording), extras)
        crash.point("ingest:analysed")
        if not recording.is_current():
            raise Superseded
        made = _store(folder, analysis)
        crash.point("ingest:stored")
        _finish(recording, info, analysis, made)
    except Cancelled:
        return
    except (Superseded, IllegalTransition, OperationalError):
        raise
    except ClipdeskError as error:
        _fail(recording, error)
    except Exception as error:  # a defect must not leave the recording looking busy for ever
        full = isinstance(error, OSError) and is_full(error)
        _fail(recording, DiskFull() if full else ClipdeskError())
        if not full:
            raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _finish(
    recording: Recording, info: SourceInfo, analysis: Analysis, made: list[tuple[str, int, StoredFile]]
) -> None:
    """Write everything that was found in one transaction."""
    changes = {
        "info_json": info.to_json(),
        "analysis_json": json.loads(json.dumps(analysis.to_json())),
        "duration_text": format_fraction(info.duration),
        "progress": 1.0,
    }
    with transaction.atomic():
        transition(recording, Recording.FINISH, by=CLIPDESK, changes=changes, fenced=True)
        recording.files.all().delete()
        RecordingFile.objects.bulk_create(
            RecordingFile(recording=recording, kind=kind, position=position, file=file) for kind, position, file in made
        )
    crash.point("ingest:recorded")


def _fail(recording: Recording, error: ClipdeskError) -> None:
    """Write why it could not be read, and tell who brought it."""
    with transaction.atomic():
        transition(recording, Recording.FAIL, by=CLIPDESK, changes=error.as_trouble, fenced=True)
        tell(
            [recording.made_by],
            station=recording.station,
            desk=recording.desk,
            kind="ingest_failed",
            cause=f"recording:{recording.pk}:{recording.run}",
            link=f"/s/{recording.station.slug}/recordings/{recording.pk}/",
        )


def _store(folder: Path, analysis: Analysis) -> list[tuple[str, int, StoredFile]]:
    """Put what was made into the store: (kind, position, file)."""
    wanted = [("proxy", 0, analysis.proxy, "video/mp4" if analysis.proxy.endswith("mp4") else "audio/mp4")]
    wanted += [("filmstrip", number, name, "image/jpeg") for number, name in enumerate(analysis.filmstrip)]
    wanted += [
        (kind, 0, f"{kind}.json", "application/json") for kind in ("peaks", "loudness", "scores", "fingerprints")
    ]
    zooms = sorted(path.name for path in folder.glob("peaks-*.s8"))
    wanted += [("peaks", number, name, "application/octet-stream") for number, name in enumerate(zooms, start=1)]
    wanted.append(("keyframes", 0, KEY_FRAMES, "application/octet-stream"))
    return [
        (kind, position, StoredFile.add(folder / name, media_type=media_type))
        for kind, position, name, media_type in wanted
        if (folder / name).is_file()
    ]


def _progress(recording: Recording) -> Callable[[float], None]:
    """Return a callback that writes progress, at most every two per cent."""
    written = 0.0

    def progress(share: float) -> None:
        nonlocal written
        if share - written >= PROGRESS_STEP:
            written = share
            recording.write(progress=share)

    return progress


def _gone(recording: Recording) -> Callable[[], bool]:
    """Return a question: was this cancelled, or has another run taken over?"""

    def gone() -> bool:
        rows = Recording.objects.filter(pk=recording.pk, run=recording.run, state=Recording.ANALYSING)
        return not rows.exists()

    return gone
