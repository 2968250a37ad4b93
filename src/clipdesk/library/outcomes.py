"""What became of a planned recording: written with the cut that it is made of, in one transaction, and told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import transition
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library.alarms import tell_of
from clipdesk.library.models import LiveCut, PlannedRecording, Segment
from clipdesk.media.live import TICKS

#: The hour at which a picture was sent is known only so well.
_TOLERANCE = timedelta(seconds=2)
NOT_WHOLE = "planned_not_whole"


def planned_of(cut: LiveCut) -> PlannedRecording | None:
    """Return the planned recording for which a cut is made; None for one that a person marked."""
    return PlannedRecording.objects.select_related("series__desk", "channel__station").filter(cut=cut).first()


def note_made(planned: PlannedRecording, segments: Sequence[Segment]) -> None:
    """Write that it was made of these segments, and what is missing; inside the transaction that writes the recording."""
    lost = missing_of(planned.begins_at, planned.ends_at, segments)
    step = PlannedRecording.FINISH_PARTLY if lost else PlannedRecording.FINISH
    said = [[since.isoformat(), until.isoformat()] for since, until in lost]
    transition(planned, step, by=CLIPDESK, changes={"missing": said, "trouble_message": "", "trouble_params": {}})
    if lost:
        tell_of(planned.channel, NOT_WHOLE, f"planned:{planned.pk}")


def note_failed(planned: PlannedRecording, error: ClipdeskError) -> None:
    """Write that it could not be made, unless that is known, and tell people; inside a transaction."""
    if planned.state != PlannedRecording.FAILED:
        transition(planned, PlannedRecording.FAIL, by=CLIPDESK, changes=error.as_trouble)
        tell_of(planned.channel, NOT_WHOLE, f"planned:{planned.pk}")


def missing_of(begins_at: datetime, ends_at: datetime, segments: Sequence[Segment]) -> list[tuple[datetime, datetime]]:
    """Return what the segments, in order, do not hold of a time: what the source left out, and both ends."""
    if not segments:
        return [(begins_at, ends_at)]
    first, last = segments[0].wall, segments[-1].wall_end
    found = [(begins_at, first)] if first - begins_at > _TOLERANCE else []
    for segment in segments[1:]:
        if segment.gap:
            since = max(begins_at, segment.wall - timedelta(seconds=segment.gap / TICKS))
            found.append((since, min(ends_at, segment.wall)))
    if ends_at - last > _TOLERANCE:
        found.append((last, ends_at))
    return [(since, until) for since, until in found if since < until]
