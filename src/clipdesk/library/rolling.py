"""Keep a channel's window: what is older than its hours, or more than its gigabytes, goes, but for what a cut pins."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from clipdesk.kernel.clock import now
from clipdesk.library.models import Channel, LiveCut, Segment
from clipdesk.media.live import TICKS

#: An In that nobody ever followed with an Out holds the window open no longer than this.
OPEN_HOURS = 12
#: What is kept around a cut, so that its marks can still be moved.
MARGIN_TICKS = 2 * TICKS
_AT_ONCE = 500
_PLAYED_SECONDS = 900
_GIGABYTE = 1_000_000_000
_END_OF_TIME = Value(1 << 62, output_field=BigIntegerField())


def tidy(channel: Channel) -> int:
    """Remove what lies outside the window; return how many segments that were."""
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
    _remove(channel, gone)
    _drop_played(channel.played_folder, time.time() - _PLAYED_SECONDS)
    return len(gone)


def unpinned(channel: Channel) -> QuerySet[Segment]:
    """Return the segments that no cut needs; the newest is always needed, because the next one goes on from it."""
    cuts = LiveCut.objects.filter(channel=OuterRef("channel"), state__in=LiveCut.PINNING)
    cuts = cuts.filter(begins__lt=OuterRef("ends") + MARGIN_TICKS)
    cuts = cuts.annotate(until=Coalesce("ends", _END_OF_TIME)).filter(until__gt=OuterRef("begins") - MARGIN_TICKS)
    cuts = cuts.filter(Q(state=LiveCut.WANTED) | Q(made_at__gt=now() - timedelta(hours=OPEN_HOURS)))
    rows = channel.segments.exclude(Exists(cuts))
    newest = channel.newest
    return rows.exclude(pk=newest.pk) if newest else rows


def drop_orphans() -> None:
    """Remove the folders of channels that are no more."""
    root = Path(settings.LIVE)
    known = {str(pk) for pk in Channel.objects.values_list("pk", flat=True)}
    for folder in root.iterdir() if root.is_dir() else ():
        if folder.is_dir() and folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)


def _remove(channel: Channel, segments: Iterable[Segment]) -> None:
    """Rows first: whoever reads one finds its file, or an error, but never a row that promises too much for long."""
    files = {segment.pk: channel.folder / segment.file for segment in segments}
    Segment.objects.filter(pk__in=list(files)).delete()
    for file in files.values():
        file.unlink(missing_ok=True)


def _drop_played(folder: Path, before: float) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < before:
                path.unlink()
