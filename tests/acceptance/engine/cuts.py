"""Item 3: random cuts out of long recordings in every form begin and end on the exact frame, with their sound."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clipdesk.media.seeking.tests.exact_cuts import Cutter, Measured
from clipdesk.media.seeking.tests.sources import FORMS, Studio
from tests.acceptance.verdict import SHARED, Verdict

CUTS, SECONDS = 200, (4.0, 12.0)
FRAMES = 3000  # of a turn: two minutes
TURNS = {"mp4": 30, "ts": 30}  # an hour
OTHER_TURNS = 5
SEED = 3


def check(cuts: int = CUTS) -> Verdict:
    """Make `cuts` cuts, as evenly spread over the forms as can be."""
    bulletin = SHARED / "bulletin.mp4"
    if not bulletin.exists():
        return Verdict(None, "the shared media folder is not there")
    with tempfile.TemporaryDirectory(prefix="clipdesk-accept-") as folder:
        studio = Studio(bulletin, Path(folder), FRAMES)
        found = [(cut, fault) for cut, fault in _all(studio, cuts)]
    faults = [fault for _, fault in found if fault]
    furthest = max(abs(cut.offset) for cut, _ in found)
    figure = (
        f"{len(found) - len(faults)} of {len(found)} cuts of {SECONDS[0]:.0f} to {SECONDS[1]:.0f} s exact in first, last "
        f"and every other frame, in their number and in sound (furthest off: {1000 * furthest:.0f} ms), without a "
        f"decoder's complaint; {len(FORMS)} forms"
    )
    return Verdict(not faults, "; ".join([figure, *faults[:5]]))


def _all(studio: Studio, cuts: int) -> Iterator[tuple[Measured, str]]:
    names = list(FORMS)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, name in enumerate(names):
            cutter = Cutter.of(name, studio.source(name, TURNS.get(name, OTHER_TURNS)), FRAMES)
            share = cuts // len(names) + (number < cuts % len(names))
            for cut in pool.map(cutter.cut, cutter.places(share, SEED + number, SECONDS)):
                yield cut, cut.fault(1 / cutter.info.grid)
            cutter.source.path.unlink()
