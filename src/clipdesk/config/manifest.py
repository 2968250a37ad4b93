"""What a backup says about itself: `manifest.json`, and the check of everything it names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipdesk.config.tables import Table

FORMAT = "clipdesk-backup-v1"
#: Where the keys of Content Credentials, and the history's, lie in a backup, wherever they lie on the machine.
KEYS = "secrets/credentials"
LEDGER = "secrets/ledger"
#: What people had erased of their answers to surveys (`surveys.erasing`).
ERASED = "erased-answers"


class NotABackup(RuntimeError):
    """The folder is no whole backup of this desk; the message says what is wrong with it."""


@dataclass
class Manifest:
    """Everything in a backup. `files` maps a SHA-256 to a size; `kept` maps the paths of keys to their SHA-256."""

    version: str
    made_at: str
    migrations: list[str]
    tables: dict[str, Table] = field(default_factory=dict)
    sequences: dict[str, int | None] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Write it into the folder; that makes the folder a backup, so it is done last."""
        tables = {name: table.to_json() for name, table in self.tables.items()}
        text = json.dumps({"format": FORMAT, **vars(self), "tables": tables}, indent=1, ensure_ascii=False)
        (folder / "manifest.json").write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Return the manifest of a backup.

        Raises:
            NotABackup: there is none that this version understands.
        """
        path = folder / "manifest.json"
        try:
            said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if said.pop("format") != FORMAT:
                raise NotABackup(f"{folder} was made by another version of Clipdesk; this one reads {FORMAT}.")
            tables = {
                name: Table(tuple(table["columns"]), table["rows"], table["sha256"])
                for name, table in said.pop("tables").items()
            }
            return cls(tables=tables, **said)
        except FileNotFoundError as error:
            raise NotABackup(f"{folder} is no finished backup: it has no manifest.json.") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotABackup(f"{path} cannot be read: {error}") from error

    def faults(self, folder: Path) -> Iterator[str]:
        """Read the whole backup and yield a sentence for everything that is missing or changed."""
        for name, table in self.tables.items():
            yield from _fault(folder / "tables" / f"{name}.copy", table.sha256)
        for sha256 in self.files:
            if sha256 not in self.damaged:
                yield from _fault(pooled(folder, sha256), sha256)
        for name, sha256 in self.kept.items():
            yield from _fault(folder / "kept" / name, sha256)


def pooled(folder: Path, sha256: str) -> Path:
    """Return where a backup holds a file of the store."""
    return folder / "files" / sha256[:2] / sha256


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fault(path: Path, sha256: str) -> Iterator[str]:
    try:
        if sha256_of(path) != sha256:
            yield f"{path} is not what was backed up"
    except OSError as error:
        yield f"{path} cannot be read ({error.strerror})"
