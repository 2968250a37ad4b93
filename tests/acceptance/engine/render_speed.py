"""Item 2: a render costs what bare ffmpeg costs; four renditions from one decode are cheaper than four runs."""

from __future__ import annotations

import os

from benchmarks.render import measure

from tests.acceptance.verdict import SHARED, Verdict

MOST_OVERHEAD, LEAST_GAIN = 1.05, 1.25


def check() -> Verdict:
    """Measure both ratios; MoviePy stands beside them where `CLIPDESK_BENCH_PYTHON` names a Python that has it."""
    if not (SHARED / "bulletin.mp4").is_file():
        return Verdict(None, "../shared/media is not here")
    found = measure(3, moviepy=os.environ.get("CLIPDESK_BENCH_PYTHON"))
    return Verdict(found.overhead <= MOST_OVERHEAD and found.gain >= LEAST_GAIN, "; ".join(found.lines()))
