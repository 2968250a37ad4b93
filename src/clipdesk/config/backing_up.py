"""`clipdesk backup`: database, files and keys as of one moment, while the desk runs.

1. The database first, every table in one snapshot. 2. Then the files that the snapshot names: they are only ever added,
so they are there; should one have been thrown away meanwhile, it all begins again. 3. Keys. 4. The manifest, and the
folder's final name. The public folder is not copied: it holds copies of sealed files, and a restore makes it anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import IsolationLevel

from clipdesk.config import paths, signer_memory
from clipdesk.config.manifest import ERASED, KEYS, LEDGER, Manifest, pooled, sha256_of
from clipdesk.config.tables import migrations_of, sequences_of, write_out
from clipdesk.kernel.clock import now
from clipdesk.library.storage import store
from clipdesk.surveys.erasing import lists_in

TRIES = 3
#: Not kept: it names where this machine's cluster lies, and a restored desk has another; and what was signed last, which
#: may be later than the rows of the backup.
NOT_KEPT = {"secrets/installation", f"secrets/{signer_memory.FILE}"}
Say = Callable[[str], None]


class BackupFailed(RuntimeError):
    """No backup was made; the message says why."""


class _Meanwhile(Exception):
    """A file was thrown away between the snapshot and its copy."""


def back_up(owner: str, out: Path, say: Say) -> tuple[Path, Manifest]:
    """Make a backup below `out`; return its folder and what it holds. `owner` is the owner role's connection string.

    Raises:
        BackupFailed: nothing is left of it.
    """
    name = f"clipdesk-{now():%Y%m%d-%H%M%S}"
    draft = out / f".{name}.part"
    try:
        out.mkdir(parents=True, exist_ok=True)
        earlier = max(out.glob("clipdesk-*/manifest.json"), default=None)
        for last in [False] * (TRIES - 1) + [True]:
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(mode=0o700)
            try:
                manifest = _fill(owner, draft, earlier.parent if earlier else None, say)
                break
            except _Meanwhile:
                if last:
                    raise BackupFailed(
                        "Files were removed again and again while they were copied. Try later."
                    ) from None
        manifest.write(draft)
        _sync(draft)
        draft.rename(out / name)
        _sync(out)
    except OSError as error:
        raise BackupFailed(f"The backup in {out} was not made: {error.strerror} ({error.filename}).") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return out / name, manifest


def _fill(owner: str, draft: Path, earlier: Path | None, say: Say) -> Manifest:
    """Write tables, files and keys; return what was written."""
    (draft / "tables").mkdir()
    with psycopg.connect(owner) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        moment = connection.execute("SELECT now()").fetchone()
        assert moment is not None
        assert isinstance(moment[0], datetime)
        manifest = Manifest(settings.CLIPDESK_VERSION, moment[0].isoformat(), migrations_of(connection))
        manifest.tables = write_out(connection, draft / "tables")
        manifest.sequences = sequences_of(connection)
        manifest.files = dict(connection.execute("SELECT sha256, size FROM library_storedfile").fetchall())
    say(f"{sum(table.rows for table in manifest.tables.values())} rows of {len(manifest.tables)} tables")
    _check_room(draft, manifest, earlier)
    for sha256, size in manifest.files.items():
        if not _copy(sha256, size, draft, earlier):
            if not _is_named(owner, sha256):
                raise _Meanwhile
            manifest.damaged.append(sha256)
    say(f"{len(manifest.files) - len(manifest.damaged)} files, {sum(manifest.files.values()) / 1e9:.1f} GB")
    manifest.kept = _keep(draft / "kept")
    say(f"{len(manifest.kept)} keys and notes")
    return manifest


def _copy(sha256: str, size: int, draft: Path, earlier: Path | None) -> bool:
    """Copy one file of the store, or share it with the backup before; False when it is not there or not whole."""
    target = pooled(draft, sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    known = pooled(earlier, sha256) if earlier else None
    if known and known.is_file() and known.stat().st_size == size:
        try:
            os.link(known, target)
        except OSError:
            shutil.copyfile(known, target)
        return True
    source = store().path(sha256)
    if not source.is_file():
        return False
    shutil.copyfile(source, target)
    if sha256_of(target) == sha256:
        return True
    target.unlink()
    return False


def _is_named(owner: str, sha256: str) -> bool:
    """Tell whether the database names the file still."""
    with psycopg.connect(owner) as connection:
        query = "SELECT 1 FROM library_storedfile WHERE sha256 = %s"
        return connection.execute(query, [sha256]).fetchone() is not None


def _keep(folder: Path) -> dict[str, str]:
    """Copy keys and notes, readable by the owner alone."""
    sources = [*paths.SECRETS.glob("[!.]*"), *(paths.DATA / "tls").glob("[!.]*"), paths.DATA / "practice-signins.txt"]
    named = {source: str(source.relative_to(paths.DATA)) for source in sources}
    named |= {source: f"{ERASED}/{source.name}" for source, _day in lists_in(paths.CHECKPOINTS)}
    named |= {source: LEDGER for source in [paths.SIGNER_KEYS / "ledger"] if source.is_file()}
    named |= {source: f"{KEYS}/{source.relative_to(paths.CREDENTIALS)}" for source in paths.CREDENTIALS.rglob("[!.]*")}
    kept = {}
    for source, name in named.items():
        if source.is_file() and name not in NOT_KEPT and "/." not in name:
            target = folder / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            target.chmod(0o600)
            kept[name] = sha256_of(target)
    return kept


def _check_room(draft: Path, manifest: Manifest, earlier: Path | None) -> None:
    """Raise before the disk is full, not after."""
    new = (size for sha256, size in manifest.files.items() if not earlier or not pooled(earlier, sha256).is_file())
    needed, free = sum(new), shutil.disk_usage(draft).free
    if needed > free:
        raise BackupFailed(
            f"The backup needs {needed / 1e9:.1f} GB, and there are {free / 1e9:.1f} GB free at {draft.parent}. "
            "Nothing was kept. Free some space, or give another --out."
        )


def _sync(folder: Path) -> None:
    """Make everything in the folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
        os.sync()
    finally:
        os.close(descriptor)
