"""Item 1: one pass costs hardly more than the plain proxy, with faces and speech a little."""

from __future__ import annotations

from benchmarks.one_pass import measure

from clipdesk.media.errors import ModelNotFetched
from tests.acceptance.verdict import SHARED, Verdict

MOST_PLAIN, MOST_FULL = 1.10, 1.30
ROUNDS = 4


def check() -> Verdict:
    """Measure the ratios of processor seconds, the separate tools beside them."""
    if not (SHARED / "bulletin.mp4").is_file():
        return Verdict(None, "../shared/media is not here")
    try:
        found = measure(ROUNDS)
    except ModelNotFetched as error:
        return Verdict(None, str(error))
    return Verdict(found.plain.cpu <= MOST_PLAIN and found.full.cpu <= MOST_FULL, "; ".join(found.lines()))
