"""Read a recording once: probe, analyse, keep what was made. Nothing slow inside a transaction; safe to run twice."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from clipdesk.accounts.notices import tell
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import transition
from clipdesk.jobs import crash
from clipdesk.jobs.fence import Superseded
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.kernel.time import format_fraction
from clipdesk.library.models import Recording, RecordingFile, StoredFile
from clipdesk.media.analyse import Analysis, analyse
from clipdesk.media.errors import Cancelled
from clipdesk.media.probe import probe
from clipdesk.media.source_info import SourceInfo

PROGRESS_STEP = 0.02


def ingest(recording: Recording) -> None:
    """Bring a recording from received to ready, or to failed with a sentence."""
    if not recording.claim([Recording.RECEIVED, Recording.ANALYSING]):
        return
    transition(recording, Recording.START, by=CLIPDESK, changes={"progress": 0.0}, fenced=True)
    crash.point("ingest:claimed")
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="ingest-", dir=settings.UPLOADS))
    try:
        info = probe(recording.original_path)
        analysis = analyse(recording.original_path, info, folder, _progress(recording), _gone(recording))
        crash.point("ingest:analysed")
        made = _store(folder, analysis)
        crash.point("ingest:stored")
        _finish(recording, info, analysis, made)
    except Cancelled:
        return
    except Superseded:
        raise
    except ClipdeskError as error:
        _fail(recording, error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give_up(recording: Recording, error: ClipdeskError) -> None:
    """Mark a recording as failed after a defect of ours, so that it does not look busy for ever."""
    recording.refresh_from_db()
    if recording.state == Recording.ANALYSING:
        _fail(recording, error)


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
    params = {name: str(value) for name, value in error.params.items()}
    changes = {"trouble_message": error.message, "trouble_params": params}
    with transaction.atomic():
        transition(recording, Recording.FAIL, by=CLIPDESK, changes=changes, because=error.code, fenced=True)
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
    wanted += [(kind, 0, f"{kind}.json", "application/json") for kind in ("peaks", "peaks-fine", "loudness")]
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
