"""Storage behind one small contract: content-addressed files that are written once and never changed.

The folder may lie on a share. A file appears under its name (its SHA-256) only when all of it is on the disk.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from clipdesk.kernel.errors import ClipdeskError, gettext_noop

CHUNK_BYTES = 1 << 20


class DiskFull(ClipdeskError):
    """There is no room for the file; nothing was kept."""

    message = gettext_noop("The disk is full. Nothing of this file was kept. Free some space, then try again.")


class IngestStopped(ClipdeskError):
    """The disk is so full that no new recording is taken; publishing goes on."""

    message = gettext_noop(
        "The disk is {percent} % full. No new recordings are taken until there is room; publishing goes on. "
        "Tell the operator."
    )


class Store(Protocol):
    """Where files lie, by the SHA-256 of their content."""

    def add(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Keep the bytes; return their SHA-256 and size. Keeping them twice is keeping them once."""

    def path(self, sha256: str) -> Path:
        """Return where the file lies (or would lie)."""

    def exists(self, sha256: str) -> bool:
        """Tell whether the file is there."""

    def delete(self, sha256: str) -> None:
        """Remove the file, if it is there."""


@dataclass(frozen=True)
class Folder:
    """A local or shared folder: `ab/cd/<sha256>`, read-only files."""

    root: Path

    def add(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Write under a temporary name while hashing, make it durable, then rename.

        Raises:
            DiskFull: no half file is left.
        """
        incoming = self.root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=incoming)
        draft = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                sha256, size = _write(file.write, chunks)
                file.flush()
                os.fsync(file.fileno())
            target = self.path(sha256)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                draft.chmod(0o444)
                draft.rename(target)
                _sync(target.parent)
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise DiskFull from error
            raise
        finally:
            draft.unlink(missing_ok=True)
        return sha256, size

    def path(self, sha256: str) -> Path:
        """Return where the file lies (or would lie)."""
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def exists(self, sha256: str) -> bool:
        """Tell whether the file is there."""
        return self.path(sha256).is_file()

    def delete(self, sha256: str) -> None:
        """Remove the file, if it is there."""
        self.path(sha256).unlink(missing_ok=True)


@dataclass(frozen=True)
class DiskState:
    """How full the disk of the store is, in per cent of what may be used."""

    percent: int

    @property
    def warns(self) -> bool:
        """Whether the operator should be told."""
        return self.percent >= settings.DISK_WARN_PERCENT

    @property
    def stops_ingest(self) -> bool:
        """Whether no new recording may be taken."""
        return self.percent >= settings.DISK_STOP_PERCENT

    def check_ingest(self) -> None:
        """Raise IngestStopped when no new recording may be taken."""
        if self.stops_ingest:
            raise IngestStopped(percent=self.percent)


def store() -> Store:
    """Return the installation's store."""
    return Folder(settings.FILES)


def disk_state(folder: Path | None = None) -> DiskState:
    """Return how full the disk is that holds the store (or `folder`)."""
    place = folder or settings.FILES
    while not place.exists():
        place = place.parent
    usage = shutil.disk_usage(place)
    return DiskState(percent=round(100 * usage.used / max(1, usage.used + usage.free)))


def chunks_of(path: Path) -> Iterable[bytes]:
    """Yield a file's bytes."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _write(write: Callable[[bytes], object], chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write and hash."""
    seen, size = hashlib.sha256(), 0
    for chunk in chunks:
        write(chunk)
        seen.update(chunk)
        size += len(chunk)
    return seen.hexdigest(), size


def _sync(folder: Path) -> None:
    """Make the folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
