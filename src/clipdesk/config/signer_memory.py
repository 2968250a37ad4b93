"""The checkpoint that was signed last, kept beside the key: no smaller tree, and no other one of the same size, is signed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clipdesk.history.notes import Checkpoint, NotOurNote, read_note, sign
from clipdesk.kernel.clock import now

FILE = "last-checkpoint.txt"


class WentBack(ValueError):
    """What is to be signed contradicts what was signed last, or nobody can tell."""


@dataclass(frozen=True)
class Memory:
    """What a signer remembers, in its folder."""

    folder: Path

    def last(self) -> str:
        """Return the note that was signed last; nothing where none was."""
        file = self.folder / FILE
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def sign(self, wanted: Checkpoint, key: Ed25519PrivateKey) -> str:
        """Return the signed note, once it is on the disk that it was signed. One at a time.

        Raises:
            WentBack: nothing was signed.
        """
        if last := self.last():
            try:
                before = read_note(last, key.public_key())
            except NotOurNote as error:
                raise WentBack(f"{self.folder / FILE} cannot be read any more") from error
            if wanted.size < before.size:
                raise WentBack(f"{before.size} rows were signed before, and here are {wanted.size}")
            if wanted.size == before.size and wanted.root != before.root:
                raise WentBack(f"other {before.size} rows were signed before")
        note = sign(wanted, key)
        self._keep(note)
        return note

    def forget(self) -> Path | None:
        """Put the memory aside, so that whatever comes next is signed; return where it lies now."""
        file = self.folder / FILE
        if not file.exists():
            return None
        aside = file.with_name(f"checkpoint-before-restore-{now():%Y%m%d-%H%M%S}.txt")
        file.rename(aside)
        return aside

    def _keep(self, note: str) -> None:
        """Write it whole or not at all, and wait until it is on the disk."""
        draft = self.folder / f".{FILE}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / FILE)
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
