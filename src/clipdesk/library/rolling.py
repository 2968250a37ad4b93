"""Keep a channel's window: what is older than its hours, or more than its gigabytes, goes, but for what a cut, or a planned
recording, pins."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import BigIntegerField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import is_id
from clipdesk.library.models import Channel, LiveCut, PlannedRecording, Segment
from clipdesk.library.storage import disk_state
from clipdesk.media.live import TICKS

#: An In that nobody ever followed with an Out holds the window open no longer than this, and a cut whose making was lost,
#: or failed and can be tried again, no longer than that.
OPEN_HOURS = 12
WANTED_HOURS = 24
#: More than this nobody cuts at once, so nothing farther behind an In has to be kept for it.
LONGEST_HOURS = 4
#: Of a channel so much stays while the disk fills up and is not full yet: it may well be others that fill it.
SPARED_HOURS = 1
#: What is kept around a cut, so that its marks can still be moved.
MARGIN_TICKS = 2 * TICKS
#: The same by the hour of the day; no segment is longer than a minute.
_MARGIN = timedelta(seconds=2)
_LONGEST_SEGMENT = timedelta(seconds=60)
_AT_ONCE = 500
_PLAYED_SECONDS = 900
_GIGABYTE = 1_000_000_000
_ROOM_AT_ONCE = 50
_FARTHEST = ExpressionWrapper(F("begins") + LONGEST_HOURS * 3600 * TICKS, output_field=BigIntegerField())


def tidy(channel: Channel) -> int:
    """Remove what lies outside the window, and the marks of it; return how many segments that were."""
    old = now() - timedelta(hours=channel.hours)
    gone = list(unpinned(channel).filter(wall__lt=old).order_by("number")[:_AT_ONCE])
    total = channel.segments.aggregate(total=Sum("size"))["total"] or 0
    total -= sum(segment.size for segment in gone)
    if total > channel.gigabytes * _GIGABYTE:
        known = [segment.pk for segment in gone]
        for segment in unpinned(channel).exclude(pk__in=known).order_by("number")[:_AT_ONCE]:
            if total <= channel.gigabytes * _GIGABYTE:
                break
            gone.append(segment)
            total -= segment.size
    _remove(gone)
    oldest = channel.oldest
    if oldest is not None:
        channel.marks.filter(tick__lt=oldest.begins).delete()
    _drop_played(channel.played_folder, time.time() - _PLAYED_SECONDS)
    return len(gone)


def make_room() -> int:
    """Remove the oldest segments of all channels while the disk is nearly full, some hundreds at once; return how many.

    The last hour of each goes only once the disk is full: then the oldest is lost, and not what comes next.
    """
    count = 0
    while count < _AT_ONCE and (disk := disk_state(Path(settings.LIVE))).warns:
        rows = _not_needed(Segment.objects.select_related("channel")).order_by("wall")
        if not disk.stops_ingest:
            rows = rows.filter(wall__lt=now() - timedelta(hours=SPARED_HOURS))
        oldest = list(rows[:_ROOM_AT_ONCE])
        if not oldest:
            break
        _remove(oldest)
        count += len(oldest)
    return count


def unpinned(channel: Channel) -> QuerySet[Segment]:
    """Return the segments that nothing needs; the newest is always needed, because the next one goes on from it."""
    return _not_needed(channel.segments.all())


def _not_needed(rows: QuerySet[Segment]) -> QuerySet[Segment]:
    cuts = pinning().filter(channel=OuterRef("channel"))
    cuts = cuts.filter(begins__lt=OuterRef("ends") + MARGIN_TICKS)
    cuts = cuts.annotate(until=Coalesce("ends", _FARTHEST)).filter(until__gt=OuterRef("begins") - MARGIN_TICKS)
    newer = Segment.objects.filter(channel=OuterRef("channel"), number__gt=OuterRef("number"))
    return rows.filter(~Exists(cuts), ~Exists(_planned_over()), Exists(newer))


def _planned_over() -> QuerySet[PlannedRecording]:
    """Return the planned recordings that need a segment, from when they begin until there is a cut that holds it."""
    waiting = (PlannedRecording.PLANNED, PlannedRecording.RECORDING)
    rows = PlannedRecording.objects.filter(channel=OuterRef("channel"), state__in=waiting)
    rows = rows.filter(ends_at__gt=now() - timedelta(hours=WANTED_HOURS))
    before, after = OuterRef("wall") + _LONGEST_SEGMENT + _MARGIN, OuterRef("wall") - _MARGIN
    return rows.filter(begins_at__lt=before, ends_at__gt=after)


def pinning() -> QuerySet[LiveCut]:
    """Return the cuts that hold what they need."""
    moment = now()
    opened = Q(state=LiveCut.OPEN, made_at__gt=moment - timedelta(hours=OPEN_HOURS))
    wanted = Q(state__in=(LiveCut.WANTED, LiveCut.FAILED), made_at__gt=moment - timedelta(hours=WANTED_HOURS))
    return LiveCut.objects.filter(opened | wanted)


def drop_strays(channel: Channel) -> None:
    """Remove segments without a row: the file of one goes after its row, and whoever does that can die in between.

    What is newer than the newest row may still get one.
    """
    newest = channel.newest
    if newest is None or not channel.folder.is_dir():
        return
    known = set(channel.segments.values_list("number", flat=True))
    for file in channel.folder.glob("*.ts"):
        if file.stem.isdecimal() and int(file.stem) < newest.number and int(file.stem) not in known:
            file.unlink(missing_ok=True)


def drop_orphans() -> None:
    """Remove the folders of channels that are no more; what is named otherwise is not ours."""
    root = Path(settings.LIVE)
    known = {str(pk) for pk in Channel.objects.values_list("pk", flat=True)}
    for folder in root.iterdir() if root.is_dir() else ():
        if folder.is_dir() and is_id(folder.name) and folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)


def _remove(segments: Iterable[Segment]) -> None:
    """Rows first: whoever reads one finds its file, or an error, but never a row that promises too much for long."""
    files = {segment.pk: segment.channel.folder / segment.file for segment in segments}
    Segment.objects.filter(pk__in=list(files)).delete()
    for file in files.values():
        file.unlink(missing_ok=True)


def _drop_played(folder: Path, before: float) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= before:
                continue
            if path.is_dir():  # of a process that died while it made one
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
