"""Look at a file that somebody asks about: in a folder that is gone afterwards, behind the walls, within a minute."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from django.conf import settings

from clipdesk.accounts.models import Station
from clipdesk.library.storage import disk_state, file_digest
from clipdesk.media.errors import RunError
from clipdesk.media.fingerprints import take_print
from clipdesk.media.limits import PROBE
from clipdesk.media.probe import probe
from clipdesk.publishing.knowing_again import Alike, Outing, alike, outings_of
from clipdesk.site.asked_errors import NoFile, NoRoomForIt, TookTooLong, TooLong

MOST_BYTES = 200_000_000
MOST_SECONDS = 300
PROBE_WALL, PRINT_WALL = 15, 40  # seconds; with what the lookup needs, an answer comes within a minute
_SPARE_BYTES = 2_000_000_000
_PREFIX = "asked-"


@dataclass(frozen=True)
class Look:
    """What became of looking at a file. exact: where this very file was public; alike: else, whose parts it holds."""

    exact: tuple[Outing, ...]
    alike: tuple[Alike, ...] = ()
    seconds: Fraction = Fraction(0)
    has_picture: bool = True
    has_sound: bool = True


def look_at(path: Path, station: Station) -> Look:
    """Compare a file with what a station published. Call it outside a transaction: it takes seconds.

    Raises:
        NoFile, TooLong, TookTooLong: see there.
        UnreadableMedia: the file is no recording.
    """
    if not path.stat().st_size:
        raise NoFile
    if exact := outings_of(file_digest(path), station):
        return Look(exact)
    try:
        info = probe(path, replace(PROBE, cpu=PROBE_WALL, wall=PROBE_WALL))
        if info.duration > MOST_SECONDS:
            raise TooLong(minutes=MOST_SECONDS // 60)
        print_ = take_print(path, info, wall=PRINT_WALL, within=path.parent)
    except RunError as error:
        raise TookTooLong from error
    found = alike(print_, station)
    return Look((), found, info.duration, bool(print_.picture.size), bool(print_.sound.size))


def check_room(length: int) -> None:
    """Raise NoRoomForIt unless the disk has plenty: strangers' files are the first thing a full desk does without."""
    state = disk_state(settings.UPLOADS)
    if state.stops_ingest or state.free < length + _SPARE_BYTES:
        raise NoRoomForIt


@contextmanager
def passing_folder() -> Iterator[Path]:
    """Give a folder of its own that is gone afterwards. While it is in use it is locked: see `drop_left`."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=settings.UPLOADS))
    try:
        with (folder / "in-use").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def drop_left() -> None:
    """Remove what processes left that were killed: folders whose lock nobody holds."""
    for folder in settings.UPLOADS.glob(f"{_PREFIX}*"):
        with suppress(OSError), (folder / "in-use").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
