"""The checkpoint that was signed last, kept beside the key: only a tree that begins with it, and can prove it, is signed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clipdesk.history.merkle import is_consistent
from clipdesk.history.notes import Checkpoint, NotOurNote, read_note, sign
from clipdesk.kernel.clock import now

FILE = "last-checkpoint.txt"
_ANY = "*checkpoint*.txt"  # this one, and those that were put aside after a restore


class WentBack(ValueError):
    """What is to be signed contradicts what was signed last, or nobody can tell."""


class Overtaken(ValueError):
    """Since whoever asks asked how much was signed, somebody else had more signed: they have to ask again."""


@dataclass(frozen=True)
class Memory:
    """What a signer remembers, in its folder."""

    folder: Path

    def last(self) -> str:
        """Return the note that was signed last; nothing where none was."""
        file = self.folder / FILE
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def is_empty(self) -> bool:
        """Tell whether nothing was ever signed with what lies here, so that there need be no key yet."""
        return not any(self.folder.glob(_ANY))

    def size(self, key: Ed25519PrivateKey) -> int:
        """Return over how many rows was signed last; 0 where nothing was.

        Raises:
            WentBack: nobody can tell.
        """
        before = self._before(key)
        return before.size if before else 0

    def sign(
        self, wanted: Checkpoint, key: Ed25519PrivateKey, proof: Sequence[bytes] = (), since: int | None = None
    ) -> str:
        """Return the signed note, once it is on the disk that it was signed. One at a time.

        proof: that the tree only adds to the one signed last (RFC 6962, 2.1.2). It may come from anybody, because it is
        held against the root that is remembered here. since: the size of the tree that the proof begins with, as `size`
        said it; where more was signed since then, the proof is merely old.

        Raises:
            Overtaken, WentBack: nothing was signed.
        """
        if before := self._before(key):
            if since is not None and since < before.size:
                raise Overtaken(f"{before.size} rows were signed meanwhile, and the proof begins with {since}")
            if wanted.size < before.size:
                raise WentBack(f"{before.size} rows were signed before, and here are {wanted.size}")
            if wanted.size == before.size and wanted.root != before.root:
                raise WentBack(f"other {before.size} rows were signed before")
            if not is_consistent(before.size, before.root, wanted.size, wanted.root, proof):
                raise WentBack(f"the {before.size} rows that were signed before do not stand at the beginning of these")
        note = sign(wanted, key)
        self._keep(note)
        return note

    def _before(self, key: Ed25519PrivateKey) -> Checkpoint | None:
        last = self.last()
        try:
            return read_note(last, key.public_key()) if last else None
        except NotOurNote as error:
            raise WentBack(f"{self.folder / FILE} cannot be read any more") from error

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
