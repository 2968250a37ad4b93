"""What cutting leaves behind, for the minutes of planning: every saved revision."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from clipdesk.clips.models import Clip, Revision
from clipdesk.planning.worktime.marks import CUT, Asked, Mark, Piece


def marks_of_cutting(asked: Asked) -> Iterator[Mark]:
    """Return who saved which clip when; the revision with which a clip is made opens its work."""
    rows = Revision.objects.filter(made_at__gte=asked.starts, made_at__lt=asked.ends, clip__station__in=asked.stations)
    # A clip's `changed_at` is that of its newest revision, and what lies before the time is found by it.
    rows = rows.filter(clip__changed_at__gte=asked.starts)
    if asked.person is not None:
        rows = rows.filter(made_by=asked.person)
    for person, at, clip, number in rows.values_list("made_by_id", "made_at", "clip_id", "number"):
        yield Mark(person, at, CUT, clip, opens=number == 1)


def pieces_of_clips(clips: Collection[UUID]) -> dict[UUID, Piece]:
    """Return what clips are called and what they were planned for."""
    rows = Clip.objects.filter(pk__in=clips)
    values = rows.values_list("pk", "title", "station_id", "desk_id", "plan__assignment_id", "plan__line_id")
    return {
        pk: Piece(title=title, station=station, desk=desk, assignment=assignment, line=line)
        for pk, title, station, desk, assignment, line in values
    }
