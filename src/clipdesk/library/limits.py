"""What an incoming file is measured against before any of it is taken: size, room on the disks, the station's quota."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Sum

from clipdesk.accounts.models import Station
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.library.models import Recording, StoredFile, Upload
from clipdesk.library.models.upload import KEEP_HOURS
from clipdesk.library.receiving import EmptyFile
from clipdesk.library.storage import check_room, disk_state, size_text

#: An upload of which nothing came for so long rests.
UNDER_WAY_MINUTES = 60


class TooBig(ClipdeskError):
    """The file is larger than the installation takes."""

    message = gettext_noop("The file “{name}” is larger than {limit}. Cut it into parts, or ask the operator.")


class QuotaReached(ClipdeskError):
    """The station's recordings fill its quota."""

    message = gettext_noop("Your station's recordings would pass {limit}. Delete what is not needed, then try again.")


def check_incoming(station: Station, name: str, length: int, *places: Path) -> None:
    """Refuse a file that cannot be taken; `places` are the folders that each get a copy of it on its way in.

    Raises:
        EmptyFile, TooBig, IngestStopped, NoRoom, QuotaReached.
    """
    if length <= 0:
        raise EmptyFile(name=name)
    if length > settings.UPLOAD_LIMIT_BYTES:
        raise TooBig(name=name, limit=size_text(settings.UPLOAD_LIMIT_BYTES))
    disk_state().check_ingest()
    check_room(name, [(place, length) for place in places], promised=_promised())
    _check_quota(station, length)


def _promised() -> list[tuple[Path, int]]:
    """Return folders, and the bytes that the uploads under way will still write to them.

    One that rests keeps no room from others: it is stopped, where there is none any more, once it goes on.
    """
    since = now() + timedelta(hours=KEEP_HOURS, minutes=-UNDER_WAY_MINUTES)
    under_way = Upload.objects.filter(recording=None, expires_at__gt=since)
    sums = under_way.aggregate(whole=Sum("length", default=0), here=Sum("offset", default=0))
    return [(settings.UPLOADS, sums["whole"] - sums["here"]), (settings.FILES, sums["whole"])]


def _check_quota(station: Station, length: int) -> None:
    """Raise QuotaReached when the station's originals, its uploads under way and this file pass the quota."""
    if not settings.STATION_QUOTA_BYTES:
        return
    originals = Recording.objects.filter(station=station).values("original")
    used = StoredFile.objects.filter(pk__in=originals).aggregate(total=Sum("size"))["total"] or 0
    coming = Upload.objects.filter(station=station, recording=None, expires_at__gt=now())
    used += coming.aggregate(total=Sum("length"))["total"] or 0
    if used + length > settings.STATION_QUOTA_BYTES:
        raise QuotaReached(limit=size_text(settings.STATION_QUOTA_BYTES))
