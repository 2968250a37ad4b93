"""Subtitles that a recording itself carries (teletext, CEA-608, text tracks): taken out once when somebody asks for
them, and kept beside it. CEA-608 takes as long as decoding every picture, so a worker does it.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction

from clipdesk.jobs.announce import defer, is_waiting
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.time import format_fraction, parse_fraction
from clipdesk.library.models import Recording, RecordingFile, StoredFile
from clipdesk.media.captions.carried import read_carried, text_track
from clipdesk.media.captions.errors import NoSubtitleTrack
from clipdesk.media.recipe import Cue

_KIND = "carried"


class NotTakenOut(ClipdeskError):
    """The job that takes the subtitles out ended without them."""

    message = gettext_noop(
        "The recording's own captions could not be read. Ask for them once more; if that does not help, import a file."
    )


def carried_captions(recording: Recording, *, again: bool) -> tuple[Cue, ...] | None:
    """Return the captions that the recording carries; None while they are being taken out.

    again: somebody asked before and waits; nothing is begun anew then.

    Raises:
        NoSubtitleTrack, PictureCaptions, TeletextUnavailable: there are none that can be taken out.
        NotTakenOut: it was tried in vain.
    """
    kept = recording.file(_KIND)
    if kept is not None:
        found = tuple(
            Cue(parse_fraction(start), parse_fraction(end), text)
            for start, end, text in json.loads(kept.path.read_text(encoding="utf-8"))
        )
        if not found:
            raise NoSubtitleTrack
        return found
    lock = f"carried:{recording.pk}"
    if not is_waiting(lock):
        if again:
            raise NotTakenOut
        text_track(recording.original_path, recording.original_name)
        defer("library.take_carried", lock=lock, recording_id=recording.pk)
    return None


def take_carried(recording: Recording) -> None:
    """Take the subtitles out and keep them; of a recording that turns out to have none, that.

    Raises:
        RunError, UnreadableMedia: see `read_carried`. Nothing is kept then.
    """
    if recording.state != Recording.READY or recording.file(_KIND) is not None:
        return
    try:
        cues = read_carried(recording.original_path, recording.source_info).cues
    except NoSubtitleTrack:
        cues = ()
    rows = [[format_fraction(cue.start), format_fraction(cue.end), cue.text] for cue in cues]
    with tempfile.TemporaryDirectory(prefix="carried-", dir=settings.UPLOADS) as folder:
        path = Path(folder) / "carried.json"
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        file = StoredFile.add(path, media_type="application/json")
    with transaction.atomic():
        if Recording.objects.select_for_update(of=("self",)).filter(pk=recording.pk).exists():
            RecordingFile.objects.get_or_create(recording=recording, kind=_KIND, defaults={"file": file})
