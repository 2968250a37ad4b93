"""What happens to a file that comes in: looked at, and analysed where it is taken."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from clipdesk.media import analyse
from clipdesk.media.errors import Cancelled, DiskFull, MediaError, ToolMissing
from clipdesk.media.probe import probe
from tests.hostile.mutants import mutants

LONGEST = 30.0


@dataclass
class Tally:
    """How many were taken and refused; slowest: seconds; wrong: what no error about the file explains."""

    taken: int = 0
    refused: int = 0
    slowest: float = 0.0
    wrong: tuple[str, ...] = ()


def ingest(path: Path, folder: Path) -> MediaError | None:
    """Take the file in; return why it was refused, None where it was taken."""
    try:
        analyse(path, probe(path), folder)
    except MediaError as error:
        return error
    return None


def ingest_mutants(originals: dict[str, bytes], count: int, folder: Path) -> Tally:
    """Take in `count` mutants. Anything but an error about the file is counted as wrong, with its name."""
    tally = Tally()
    for name, content in mutants(originals, count):
        path = folder / name
        path.write_bytes(content)
        began = time.monotonic()
        try:
            error = ingest(path, folder / "out")
        except Exception as unexpected:  # noqa: BLE001 - that is the question
            tally.wrong += (f"{name}: {unexpected!r}",)
            continue
        finally:
            path.unlink()
        if isinstance(error, Cancelled | DiskFull | ToolMissing):  # these say nothing about the file
            tally.wrong += (f"{name}: {error!r}",)
            continue
        tally.taken += error is None
        tally.refused += error is not None
        tally.slowest = max(tally.slowest, time.monotonic() - began)
    return tally
