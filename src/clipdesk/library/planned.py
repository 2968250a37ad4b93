"""Planned recordings: laid out ahead, begun and ended by the clock, made of what the channel's window holds.

Nothing is received a second time: what is recorded are the segments that the channel keeps anyway, from one hour of the day
to another. So a desk that was down when it was time still makes the recording of what there is, and says what is missing.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import INGEST
from clipdesk.history.models import CLIPDESK
from clipdesk.history.transition import IllegalTransition, record, transition
from clipdesk.jobs.announce import defer
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.alarms import tell_of
from clipdesk.library.cutting_live import begin, finish, to_picture
from clipdesk.library.models import Channel, LiveCut, PlannedRecording, Recording, Segment, Series
from clipdesk.library.models.recording import InUse
from clipdesk.library.outcomes import note_failed
from clipdesk.media.live import TICKS

#: A recording gets its row, and its channel is looked at, so long before it begins.
LEAD = timedelta(minutes=15)
#: What nobody could record because the desk was down is still told so long afterwards.
BACK = timedelta(days=7)
#: How long what was sent last may take until it lies there whole, and how often that is looked at.
PATIENCE = timedelta(seconds=45)
_AGAIN = timedelta(seconds=3)
#: No segment is longer than a minute.
_LONGEST_SEGMENT = timedelta(seconds=60)
_BELL = "library.end_planned"
_IN_DANGER = "planned_in_danger"


class NothingThere(ClipdeskError):
    """The channel has nothing of that time."""

    message = gettext_noop(
        "The channel has nothing of that time: it was not being recorded, it brought nothing, or its window is over."
    )


def look() -> None:
    """Lay out what comes, begin and end what has to be, and warn of channels that bring nothing. Safe to run twice."""
    for series in Series.objects.filter(state=Series.ACTIVE):
        lay_out(series)
    moment = now()
    rows = PlannedRecording.objects.select_related("channel__station", "channel__desk", "series__made_by")
    for planned in rows.filter(state=PlannedRecording.PLANNED, begins_at__lte=moment).order_by("begins_at"):
        _begin(planned)
    for planned in rows.filter(state=PlannedRecording.RECORDING, ends_at__lt=moment - PATIENCE).order_by("ends_at"):
        _make(planned)  # whoever should have ended it was not there
    due = (PlannedRecording.PLANNED, PlannedRecording.RECORDING)
    for planned in rows.filter(state__in=due, ends_at__gt=moment):
        _warn(planned)


def lay_out(series: Series) -> None:
    """Write the rows of what begins soon, each once; end a series of which nothing more comes."""
    moment = now()
    with transaction.atomic():
        held = Series.objects.select_for_update(of=("self",)).filter(pk=series.pk, state=Series.ACTIVE).first()
        if held is None:
            return
        after, until = max(held.since, moment - BACK), moment + LEAD
        length = timedelta(seconds=held.seconds + held.post_roll)
        for starts_at in held.pattern.between(after - length, until + timedelta(seconds=held.pre_roll)):
            begins_at, ends_at = held.span(starts_at)
            # What runs already when the times are changed is finished as it was, and not begun once more.
            taken = held.recordings.filter(begins_at__lt=ends_at, ends_at__gt=begins_at)
            if begins_at <= until and ends_at > after and not taken.exists():
                times = {"starts_at": starts_at, "begins_at": begins_at, "ends_at": ends_at}
                held.recordings.create(station_id=held.station_id, channel_id=held.channel_id, **times)
        unbegun = held.recordings.filter(state=PlannedRecording.PLANNED)
        if not held.pattern.next(moment, 1) and not unbegun.exists():
            transition(held, Series.END, by=CLIPDESK)


def cut_so_far(planned: PlannedRecording, member: Member) -> LiveCut:
    """Have a recording made of what there is by now of one that still runs, to be cut while it goes on.

    Raises:
        NotAllowed, IllegalTransition: it does not run; NothingThere.
    """
    member.require(INGEST, planned.channel.desk_id)
    if planned.state != PlannedRecording.RECORDING:
        raise IllegalTransition(state=planned.state)
    part = _part_of(planned)
    if part is None:
        raise NothingThere
    with transaction.atomic():
        cut = begin(planned.channel, member, part[0])
        finish(cut, member, part[1])
    return cut


def series_of(recording: Recording) -> Series | None:
    """Return the series that a recording was made for; None where a person marked it, or brought it."""
    rows = PlannedRecording.objects.filter(cut__recording=recording).select_related("series")
    planned = rows.order_by("starts_at").first()
    return planned.series if planned else None


def drop_outlived() -> int:
    """Delete the recordings that were to be kept no longer and that nothing was made from; return how many."""
    count = 0
    for series in Series.objects.exclude(keep_days=None):
        assert series.keep_days is not None
        before = now() - timedelta(days=series.keep_days)
        made = Recording.objects.filter(live_cuts__planned__series=series, made_at__lt=before)
        for recording in Recording.objects.filter(pk__in=made.values("pk")).defer("analysis_json"):
            with suppress(InUse):
                recording.remove(CLIPDESK)
                count += 1
    return count


def end(planned: PlannedRecording) -> None:
    """Have the recording made once all that was sent lies there; ask again in a moment while it may still come."""
    if planned.state != PlannedRecording.RECORDING:
        return
    if _may_still_come(planned):
        defer(_BELL, at=now() + _AGAIN, planned_id=planned.pk)
    else:
        _make(planned)


def _begin(planned: PlannedRecording) -> None:
    with suppress(IllegalTransition), transaction.atomic():
        transition(planned, PlannedRecording.BEGIN, by=CLIPDESK)
        defer(_BELL, at=planned.ends_at + _AGAIN, planned_id=planned.pk)


def _may_still_come(planned: PlannedRecording) -> bool:
    channel, moment = planned.channel, now()
    if moment < planned.ends_at:
        return True
    if moment > planned.ends_at + PATIENCE or channel.state == Channel.OFF:
        return False
    newest = channel.newest
    return newest is None or newest.wall_end < planned.ends_at


def _make(planned: PlannedRecording) -> None:
    """Mark what was recorded as a person would, and have the recording made of it."""
    part = _part_of(planned)
    maker = planned.series.made_by
    with suppress(IllegalTransition), transaction.atomic():
        if part is None:
            note_failed(planned, NothingThere())
            return
        made = {"station": planned.station, "channel": planned.channel, "begins": part[0], "made_by": maker}
        cut = LiveCut.objects.create(**made)
        record(cut, "live_cut_begun", by=CLIPDESK, after={"begins": part[0], "for": planned.title})
        transition(planned, PlannedRecording.MAKE, by=CLIPDESK, changes={"cut": cut})
        transition(cut, LiveCut.END, by=CLIPDESK, changes={"ends": part[1]})


def _part_of(planned: PlannedRecording) -> tuple[int, int] | None:
    """Return the ticks between which the channel has what was sent at that time; None where it has nothing of it."""
    near = planned.channel.segments.filter(wall__lt=planned.ends_at, wall__gt=planned.begins_at - _LONGEST_SEGMENT)
    within = [segment for segment in near.order_by("number") if segment.wall_end > planned.begins_at]
    if not within:
        return None
    begins = max(within[0].begins, _tick(within[0], planned.begins_at))
    ends = min(within[-1].ends, _tick(within[-1], planned.ends_at))
    begins, ends = (to_picture(planned.channel, tick) for tick in (begins, ends))
    return (begins, ends) if begins < ends else None


def _tick(segment: Segment, moment: datetime) -> int:
    return segment.begins + round((moment - segment.wall).total_seconds() * TICKS)


def _warn(planned: PlannedRecording) -> None:
    """Tell people once that the channel brings nothing, while there is time to mend it."""
    channel = planned.channel
    silent = channel.silent_seconds(now()) >= channel.alarm_seconds
    if channel.state == Channel.OFF or not channel.is_recorded or silent:
        with transaction.atomic():
            tell_of(channel, _IN_DANGER, f"planned:{planned.pk}")
