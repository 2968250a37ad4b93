"""Small files that come with a form: each is a file of its own for as long as somebody looks at it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from clipdesk.accounts.member import Member
from clipdesk.library.limits import check_incoming


@contextmanager
def incoming(member: Member, file: UploadedFile[bytes]) -> Iterator[Path]:
    """Yield a file that is to be kept, once there is room for it, alone in a folder that goes afterwards.

    Raises:
        DiskFull, IngestStopped, NoRoom, QuotaReached, EmptyFile: as for every other file that comes in.
    """
    check_incoming(member.station, file.name or "", file.size or 0, settings.UPLOADS, settings.FILES)
    with workplace() as folder:
        yield laid(file, folder / "source")


@contextmanager
def workplace() -> Iterator[Path]:
    """Yield a new folder beside the uploads, which goes afterwards."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="form-", dir=settings.UPLOADS) as folder:
        yield Path(folder)


def laid(file: UploadedFile[bytes], path: Path) -> Path:
    """Write a file of a form to `path` as it came, and return that."""
    with path.open("wb") as target:
        shutil.copyfileobj(file, target)
    return path
