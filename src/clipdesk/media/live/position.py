"""How far a playlist was recorded, kept beside the segments, so that whoever begins again records nothing twice."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path


class Position:
    """One file that names the next piece of one address. The address may hold a key: only its digest is written."""

    def __init__(self, file: Path, address: str) -> None:
        self._file, self._of = file, hashlib.sha256(address.encode()).hexdigest()

    def read(self) -> int | None:
        """Return the number of the piece that comes next; None where nothing is known of this address."""
        try:
            said = json.loads(self._file.read_text())
            return int(said["next"]) if said["of"] == self._of else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, following: int) -> None:
        """Keep it; where that fails, some pieces are recorded twice after the next beginning."""
        spare = self._file.with_name(f"{self._file.name}.new")
        with suppress(OSError):
            spare.write_text(json.dumps({"of": self._of, "next": following}))
            spare.replace(self._file)
