"""Storage behind one small contract: content-addressed files that are written once and never changed.

The folder may lie on a share. A file appears under its name (its SHA-256) only when all of it is on the disk.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from clipdesk.kernel.errors import ClipdeskError, gettext_noop

CHUNK_BYTES = 1 << 20
_MEGA, _GIGA = 10**6, 10**9


class DiskFull(ClipdeskError):
    """There is no room for the file; nothing was kept."""

    message = gettext_noop("The disk is full. Nothing of this file was kept. Free some space, then try again.")


class NoRoom(ClipdeskError):
    """The file would not fit, or would take what is kept for publishing."""

    message = gettext_noop(
        "There is no room for “{name}”: it needs {wanted} while it is taken in, and {free} are left for recordings. "
        "Tell the operator."
    )


class IngestStopped(ClipdeskError):
    """The disk is so full that no new recording is taken; publishing goes on."""

    message = gettext_noop(
        "The disk is {percent} % full. No new recordings are taken until there is room; publishing goes on. "
        "Tell the operator."
    )


class Store(Protocol):
    """Where files lie, by the SHA-256 of their content."""

    def add(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Keep the bytes; return their SHA-256 and size. Keeping them twice is keeping them once, and heals damage."""

    def path(self, sha256: str) -> Path:
        """Return where the file lies (or would lie)."""

    def exists(self, sha256: str) -> bool:
        """Tell whether the file is there."""

    def digest(self, sha256: str) -> str:
        """Return the SHA-256 of what lies there now; nothing where the file is gone."""

    def delete(self, sha256: str) -> None:
        """Remove the file, if it is there."""

    def added_at(self, sha256: str) -> float | None:
        """Return when the file was last added, in seconds since 1970; None when it is not there."""

    def all(self) -> Iterator[str]:
        """Yield the SHA-256 of every file that is there."""

    def drop_drafts(self, before: float) -> None:
        """Remove what was left half written by processes that died, when nobody has touched it since `before`."""


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
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.chmod(0o444)
            # Also over a file of that name: should that one have been damaged, it is whole again.
            draft.rename(target)
            _sync_up(target.parent, self.root)
        except OSError as error:
            if is_full(error):
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

    def digest(self, sha256: str) -> str:
        """Return the SHA-256 of what lies there now; nothing where the file is gone."""
        return file_digest(self.path(sha256)) if self.exists(sha256) else ""

    def delete(self, sha256: str) -> None:
        """Remove the file, if it is there."""
        self.path(sha256).unlink(missing_ok=True)

    def added_at(self, sha256: str) -> float | None:
        """Return when the file was last added, in seconds since 1970; None when it is not there."""
        try:
            return self.path(sha256).stat().st_mtime
        except FileNotFoundError:
            return None

    def all(self) -> Iterator[str]:
        """Yield the SHA-256 of every file that is there."""
        for path in self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            yield path.name

    def drop_drafts(self, before: float) -> None:
        """Remove what was left half written by processes that died, when nobody has touched it since `before`."""
        drop_untouched(self.root / "incoming", before)


@dataclass(frozen=True)
class DiskState:
    """How full a disk is: per cent of what may be used, the bytes that are free, and those of them (`room`) that
    recordings may take before ingest stops; the rest is kept for publishing."""

    percent: int
    free: int
    room: int

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
    """Return how full the disk is that holds `folder`; without one, the fullest of those that the desk fills.

    The store may lie on a share. Uploads, work in progress, the published files and the database lie on another disk
    then, and nothing works any more once that one is full.
    """
    folders = [folder] if folder else [settings.FILES, settings.UPLOADS, settings.PUBLIC]
    return max((_state(_existing(place)) for place in folders), key=lambda state: state.percent)


def check_room(name: str, coming: Sequence[tuple[Path, int]], *, promised: Sequence[tuple[Path, int]] = ()) -> None:
    """Raise NoRoom unless what is coming fits beside what others were promised, also where folders share a disk.

    Args:
        name: the file's own name, for the sentence.
        coming: folder and bytes, for each copy of the file.
        promised: the same for what others are bringing at this moment and has not arrived.
    """
    for disk, folder in {_disk(folder): folder for folder, _ in coming}.items():
        wanted, taken = (sum(size for place, size in sizes if _disk(place) == disk) for sizes in (coming, promised))
        room = max(0, _state(_existing(folder)).room - taken)
        if wanted > room:
            raise NoRoom(name=name, wanted=size_text(wanted + _MEGA - 1), free=size_text(room))


def _disk(folder: Path) -> int:
    return _existing(folder).stat().st_dev


def is_full(error: OSError) -> bool:
    """Tell whether the disk (or the quota on it) is what failed."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}


def chunks_of(path: Path) -> Iterable[bytes]:
    """Yield a file's bytes."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return _write(len, chunks_of(path))[0]


def _existing(folder: Path) -> Path:
    """Return the folder, or where it will be made."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _state(folder: Path) -> DiskState:
    usage = shutil.disk_usage(folder)
    whole = max(1, usage.used + usage.free)
    room = whole * settings.DISK_STOP_PERCENT // 100 - usage.used
    return DiskState(percent=100 * usage.used // whole, free=usage.free, room=max(0, min(room, usage.free)))


def size_text(count: int) -> str:
    """Return a number of bytes in whole decimal units, written the same in every language: `500 MB`, `20 GB`."""
    return f"{count // _GIGA} GB" if count and not count % _GIGA else f"{count // _MEGA} MB"


def drop_untouched(folder: Path, before: float) -> None:
    """Remove the files and folders in `folder` in which nothing was written since `before`."""
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):  # its owner may be cleaning up at this moment
            if max(part.stat().st_mtime for part in (path, *path.rglob("*"))) < before:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _write(write: Callable[[bytes], object], chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write and hash."""
    seen, size = hashlib.sha256(), 0
    for chunk in chunks:
        write(chunk)
        seen.update(chunk)
        size += len(chunk)
    return seen.hexdigest(), size


def _sync_up(folder: Path, root: Path) -> None:
    """Make the entries of the folder and of those above it durable, up to the root: they may all be new."""
    for place in (folder, *folder.parents):
        descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if place == root:
            return
