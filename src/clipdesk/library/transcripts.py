"""When each word of a recording is said: texts laid over it by listening, kept so that nobody listens twice.

Whatever is spoken follows from these rows: captions of a new clip, cutting by text, proposals for shorts.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import transaction

from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import record
from clipdesk.kernel.canonical import canonical_json, digest
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.kernel.time import format_fraction
from clipdesk.library.models import Recording, RundownItem, SpokenLine, Transcript
from clipdesk.library.models.transcript import line_of, lines_json
from clipdesk.library.placing import place_rundown
from clipdesk.media.alignment import align
from clipdesk.media.recipe import Range

log = logging.getLogger("clipdesk.library")


@dataclass(frozen=True)
class Part:
    """A text, its language, and where in the recording it is spoken."""

    text: str
    language: str
    within: Range
    title: str = ""

    @property
    def key(self) -> str:
        """The digest of all that decides what is found."""
        within = [format_fraction(self.within.start), format_fraction(self.within.end)]
        asked = {"text": self.text, "language": self.language, "title": self.title, "within": within}
        return digest(canonical_json(asked))


def parts_of_rundown(recording: Recording) -> list[Part]:
    """Return the rundown's scripts and where their items lie; items without a script or outside are left out."""
    return [part for item in recording.rundown.all() if (part := _part_of(recording, item)) is not None]


def _part_of(recording: Recording, item: RundownItem) -> Part | None:
    usual = recording.language or recording.station.language
    if not item.has_script or item.within.end <= item.within.start:
        return None
    return Part(item.script, item.language or usual, item.within, item.title or item.slug)


def hear_item(recording: Recording, item: RundownItem) -> None:
    """Listen for the script of one item, so that its words are known; one that cannot be heard stops nobody."""
    part = _part_of(recording, item)
    if part is None or recording.transcripts.filter(key=part.key).exists():
        return
    try:
        hear(recording, part)
    except ClipdeskError as error:
        log.info("a script was not heard: %s", error, extra={"action": "not_heard", "recording": recording.pk})


def hear(recording: Recording, part: Part, by: Actor = CLIPDESK) -> list[SpokenLine]:
    """Listen for a text, keep what was heard, and return it; what was heard before is not listened for again.

    Raises:
        AlignmentError, UnreadableMedia, RunError: see `media.alignment.align`. Nothing is kept then.
    """
    known = recording.transcripts.filter(key=part.key).first()
    if known:  # asked for anew: it holds again where another text was laid over it meanwhile
        recording.transcripts.filter(pk=known.pk).update(heard_at=now())
        return known.spoken
    found = align(recording.original_path, part.text, part.language, part.within, info=recording.source_info)
    lines = [line_of(line, part.language, part.title) for line in found.lines if line.heard]
    with transaction.atomic():
        if not Recording.objects.select_for_update(of=("self",)).filter(pk=recording.pk).exists():
            return lines  # deleted meanwhile
        place = {"start": format_fraction(part.within.start), "end": format_fraction(part.within.end)}
        values = {**place, "language": part.language, "title": part.title, "lines": lines_json(lines)}
        _row, made = Transcript.objects.get_or_create(recording=recording, key=part.key, defaults=values)
        if made:
            record(recording, "words_heard", by=by, after={**place, "lines": len(lines)})
    return lines


def hear_rundown(recording: Recording) -> None:
    """Listen for every script of the rundown that was not listened for yet; one that cannot be heard stops no other."""
    if recording.state != Recording.READY or not recording.source_info.audio:
        return
    place_rundown(recording)
    for item in recording.rundown.all():
        hear_item(recording, item)


def spoken_lines(recording: Recording) -> list[SpokenLine]:
    """Return what is known to be said in a recording, in its order."""
    found: list[SpokenLine] = []
    for transcript in recording.transcripts.all():
        lines = transcript.spoken
        if lines:
            within = transcript.within
            found = [line for line in found if not within.holds_middle_of(line)] + lines
    return sorted(found, key=lambda line: line.start)
