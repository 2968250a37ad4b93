"""Cut a channel while it is on air: In, Out, and a recording of exactly what lies between, with its marks.

“Now” is the picture that is being sent at this moment: the place on the timeline follows from the hour of the day, so it
may lie in a segment that is not whole yet. Whoever makes the recording waits for that.

Segments begin at key frames, and an In hardly ever does. So the recording is made of all segments that hold a part of the
cut, and of two seconds around it; the cut itself is the clip's first range, to the frame.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import INGEST
from clipdesk.history.models import CLIPDESK, Actor
from clipdesk.history.transition import IllegalTransition, record, transition
from clipdesk.jobs.announce import announce
from clipdesk.jobs.fence import Superseded
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.limits import check_incoming
from clipdesk.library.models import Channel, LiveCut, Recording, RecordingMark, Segment, StoredFile
from clipdesk.library.outcomes import note_failed, note_made, planned_of
from clipdesk.library.rolling import LONGEST_HOURS, MARGIN_TICKS
from clipdesk.library.storage import DiskFull, is_full
from clipdesk.media.live import TICKS, TracksDiffer, join
from clipdesk.media.live.sources import HLS

LAST_SECONDS = 30
#: What is longer is read in turn with what people bring: a few of those would keep every short cut waiting.
LONG_SECONDS = 300
#: How long the making waits for segments that are not whole yet.
WAIT_SECONDS = 30.0
#: How long of that once the channel was stopped: the recorder then closes what is open.
LAST_WAIT_SECONDS = 20.0
#: Silent for so long, a source sends nothing at this moment. HLS comes in pieces of up to ten seconds.
_QUIET_SECONDS, _QUIET_HLS_SECONDS = 5.0, 15.0
_LOOK_SECONDS = 0.25


class NothingRecorded(ClipdeskError):
    """No segment is there."""

    message = gettext_noop("Nothing of this channel has been recorded yet. Wait until it shows a picture.")


class NoLongerThere(ClipdeskError):
    """The window has moved on."""

    message = gettext_noop("This part is no longer there: the channel keeps {hours} hours. Set In later.")


class NotYetThere(ClipdeskError):
    """Ahead of everything that was sent."""

    message = gettext_noop("This part has not been sent yet. Set In and Out at pictures that the player shows.")


class OutBeforeIn(ClipdeskError):
    """The wrong way round, or of no length."""

    message = gettext_noop("Out lies before In. Set Out after In.")


class TooLong(ClipdeskError):
    """More than anybody cuts at once."""

    message = gettext_noop("This part is longer than {hours} hours. Set In and Out closer together.")


def now_on(channel: Channel) -> int:
    """Return the tick that is being sent at this moment; where nothing comes any more, the last one that came.

    Raises:
        NothingRecorded.
    """
    newest = channel.newest
    return newest.ends if newest is not None and _is_quiet(channel) else tick_at(channel, now())


def _is_quiet(channel: Channel) -> bool:
    """Tell whether nothing comes at this moment: the hour of the day says nothing about the picture then."""
    if channel.trouble_message:
        return True
    patience = _QUIET_HLS_SECONDS if channel.kind == HLS else _QUIET_SECONDS
    return channel.heard_at is not None and (now() - channel.heard_at).total_seconds() > patience


def tick_at(channel: Channel, moment: datetime) -> int:
    """Return the tick that was sent at a moment: within what is there, or at most some seconds ahead of it."""
    rows = channel.segments.order_by("-number")
    segment = rows.filter(wall__lte=moment).first() or channel.oldest
    if segment is None:
        raise NothingRecorded
    tick = segment.begins + round((moment - segment.wall).total_seconds() * TICKS)
    newest = rows[0]
    return max(segment.begins, min(tick, _furthest(channel, newest) if segment == newest else segment.ends))


def _furthest(channel: Channel, newest: Segment) -> int:
    """Return the last tick that can have been sent: what is not whole yet counts while the channel is on."""
    return newest.ends + (round(WAIT_SECONDS / 2 * TICKS) if channel.state == Channel.ON else 0)


def begin(channel: Channel, member: Member, at: int | None = None) -> LiveCut:
    """Set In, at a tick or now; from here on nothing behind it is thrown away.

    Raises:
        NotAllowed, NothingRecorded, NoLongerThere, NotYetThere.
    """
    member.require(INGEST, channel.desk_id)
    begins = to_picture(channel, now_on(channel) if at is None else at)
    _check_there(channel, begins, begins)
    with transaction.atomic():
        cut = LiveCut.objects.create(station=channel.station, channel=channel, begins=begins, made_by=member.person)
        record(cut, "live_cut_begun", by=member.actor, after={"begins": begins})
    return cut


def finish(cut: LiveCut, member: Member, at: int | None = None) -> None:
    """Set Out, at a tick or now, and have the recording made.

    Raises:
        NotAllowed, OutBeforeIn, TooLong, NoLongerThere, NotYetThere, IllegalTransition.
    """
    member.require(INGEST, cut.channel.desk_id)
    ends = to_picture(cut.channel, now_on(cut.channel) if at is None else at)
    _check(cut.channel, cut.begins, ends)
    transition(cut, LiveCut.END, by=member.actor, changes={"ends": ends})


def last_seconds(channel: Channel, member: Member, seconds: int = LAST_SECONDS) -> LiveCut:
    """Have a recording made of what was just sent, or of as much of it as there is.

    Raises:
        NotAllowed, NothingRecorded.
    """
    member.require(INGEST, channel.desk_id)
    ends = now_on(channel)
    oldest = channel.oldest
    if oldest is None:
        raise NothingRecorded
    cut = begin(channel, member, max(oldest.begins, ends - seconds * TICKS))
    finish(cut, member, ends)
    return cut


def drop(cut: LiveCut, member: Member) -> None:
    """Forget an In."""
    member.require(INGEST, cut.channel.desk_id)
    transition(cut, LiveCut.DROP, by=member.actor)


def again(cut: LiveCut, member: Member) -> None:
    """Have a recording made of a cut after all that failed.

    Raises:
        NotAllowed, IllegalTransition.
    """
    member.require(INGEST, cut.channel.desk_id)
    transition(cut, LiveCut.AGAIN, by=member.actor, changes={"trouble_message": "", "trouble_params": {}})


def to_picture(channel: Channel, tick: int) -> int:
    """Return the tick at which the picture begins that is shown at `tick`; for sound alone, and ahead of all, `tick`."""
    segment = channel.segments.filter(begins__lte=tick, ends__gt=tick).first()
    length = segment.picture_ticks if segment else None
    if segment is None or not length:
        return tick
    # Half a tick is forgiven: browsers tell seconds as binary fractions.
    return segment.begins + round((tick - segment.begins + Fraction(1, 2)) // length * length)


def make(cut: LiveCut) -> None:
    """Make the recording of a cut that has both marks; safe to call twice.

    Raises:
        Superseded: another run has taken over meanwhile; this one wrote nothing.
    """
    if not cut.claim([LiveCut.WANTED]):
        return
    try:
        _make(cut)
    except (Superseded, IllegalTransition, OperationalError):
        raise
    except ClipdeskError as error:
        _fail(cut, error)
    except Exception:  # a defect must not leave it looking busy, and its segments pinned
        _fail(cut, ClipdeskError())
        raise


def _fail(cut: LiveCut, error: ClipdeskError) -> None:
    with transaction.atomic():
        transition(cut, LiveCut.FAIL, by=CLIPDESK, changes=error.as_trouble, fenced=True)
        if planned := planned_of(cut):
            note_failed(planned, error)


def _make(cut: LiveCut) -> None:
    """Wait for the segments, copy them into one file, write the recording and the end of the cut in one transaction."""
    assert cut.ends is not None
    channel = cut.channel
    _wait(channel, cut.ends)
    _check_there(channel, cut.begins, cut.begins)
    within = _needed(channel, cut.begins, cut.ends, 0)
    if not within:
        raise NoLongerThere(hours=channel.hours)
    title = _title(cut, within[0])
    segments: Sequence[Segment] = _needed(channel, cut.begins, cut.ends, MARGIN_TICKS)
    size = sum(segment.size for segment in segments)
    check_incoming(channel.station, title, size, Path(settings.UPLOADS), Path(settings.FILES))
    Path(settings.UPLOADS).mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="cut-", dir=settings.UPLOADS))
    try:
        path, segments = _joined(cut, segments, folder)
        original = StoredFile.add(path, media_type="video/mp2t")
    except OSError as error:
        if is_full(error):
            raise DiskFull from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _write(cut, segments, original, title)


def _joined(cut: LiveCut, segments: Sequence[Segment], folder: Path) -> tuple[Path, Sequence[Segment]]:
    """Copy the segments into one file; where the programme changed its format beside the cut, without what is beside."""
    assert cut.ends is not None
    channel = cut.channel
    must = next(one.stored for one in segments if one.ends > cut.begins)
    try:
        return join(channel.folder, [one.stored for one in segments], folder, must), segments
    except TracksDiffer:
        fewer = _needed(channel, cut.begins, cut.ends, 0)
        if len(fewer) == len(segments):
            raise
        return join(channel.folder, [one.stored for one in fewer], folder, must), fewer


def _write(cut: LiveCut, segments: Sequence[Segment], original: StoredFile, title: str) -> None:
    """Write the recording as if somebody had brought it, and let it be read before all others, unless it is long."""
    channel, planned = cut.channel, planned_of(cut)
    name = f"{channel.name} {segments[0].wall:%Y-%m-%d %H.%M.%S}.ts"
    with transaction.atomic():
        recording, made = Recording.objects.get_or_create(
            desk=planned.series.desk if planned else channel.desk,
            original=original,
            defaults={
                "station": channel.station,
                "title": planned.title if planned else title,
                "original_name": name[:255],
                "origin": channel.origin,
                "language": planned.series.language if planned else channel.station.language,
                "made_by": cut.made_by,
            },
        )
        found = {"recording": recording, "origin": segments[0].begins}
        transition(cut, LiveCut.MAKE, by=CLIPDESK, changes=found, fenced=True)
        if planned:
            assert cut.ends is not None
            note_made(planned, _needed(channel, cut.begins, cut.ends, 0))
        if made:
            actor = Actor(id=cut.made_by.pk, name=cut.made_by.name, role="")
            told = {"name": name, "sha256": original.sha256, "channel": channel.name}
            record(recording, "recording_received", by=actor, after=told)
            RecordingMark.copy(channel, segments, recording)
            is_long = (cut.length or 0) > LONG_SECONDS
            announce("recording.received" if is_long else "recording.cut_live", recording_id=recording.pk)


def _title(cut: LiveCut, first: Segment) -> str:
    """Return channel and time of In, as the station tells time; `first` is the first segment that holds a part of it."""
    moment = first.wall.timestamp() + (cut.begins - first.begins) / TICKS
    station = cut.channel.station
    with translation.override(station.language), timezone.override(station.timezone):
        local = timezone.localtime(datetime.fromtimestamp(moment, timezone.get_current_timezone()))
        return _("{channel}, {day} at {time}").format(
            channel=cut.channel.name, day=f"{local:%d/%m/%Y}", time=f"{local:%H:%M:%S}"
        )[:200]


def _needed(channel: Channel, begins: int, ends: int, margin: int) -> list[Segment]:
    """Return the segments that hold a part of the range, and those that begin or end within `margin` of it."""
    rows = channel.segments.filter(ends__gt=begins - margin, begins__lt=ends + margin).order_by("number")
    return list(rows)


def _wait(channel: Channel, ends: int) -> None:
    """Wait until everything up to `ends` is whole, or nothing more can come."""
    until, is_on = time.monotonic() + WAIT_SECONDS, True
    while time.monotonic() < until:
        newest = channel.newest
        if newest is not None and newest.ends >= ends:
            return
        current = Channel.objects.filter(pk=channel.pk).first()
        if current is None or (current.state == Channel.OFF and not current.is_recorded):
            return
        if is_on and current.state == Channel.OFF:
            is_on, until = False, min(until, time.monotonic() + LAST_WAIT_SECONDS)
        time.sleep(_LOOK_SECONDS)


def _check(channel: Channel, begins: int, ends: int) -> None:
    if ends <= begins:
        raise OutBeforeIn
    if ends - begins > LONGEST_HOURS * 3600 * TICKS:
        raise TooLong(hours=LONGEST_HOURS)
    _check_there(channel, begins, ends)


def _check_there(channel: Channel, begins: int, ends: int) -> None:
    oldest, newest = channel.oldest, channel.newest
    if oldest is None or newest is None:
        raise NothingRecorded
    if ends > _furthest(channel, newest):
        raise NotYetThere
    if begins < oldest.begins:
        raise NoLongerThere(hours=channel.hours)
