"""Item 7, second half: scripts align on the bulletin's exact cues and on a real reading with known line onsets."""

from __future__ import annotations

import json
from ctypes.util import find_library
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from clipdesk.media import Range, probe
from clipdesk.media.alignment import Alignment, align
from clipdesk.media.alignment.tests.conftest import ONSETS, SONNET
from clipdesk.media.source_info import SourceInfo
from tests.acceptance.verdict import SHARED, Verdict

BULLETIN_MEDIAN, BULLETIN_P95 = 0.10, 0.30
READING_MEDIAN, READING_MOST = 0.10, 0.30


def check() -> Verdict:
    """Align every scripted item of the bulletin within its place, and the sonnet's recording as a whole."""
    if not (SHARED / "bulletin.mp4").is_file():
        return Verdict(None, "../shared/media is not here")
    if find_library("espeak-ng") is None:
        return Verdict(None, "espeak-ng is not installed")
    cues = np.abs(_bulletin())
    lines = np.abs(_reading())
    figures = (np.median(cues), np.percentile(cues, 95), np.median(lines), lines.max())
    limits = (BULLETIN_MEDIAN, BULLETIN_P95, READING_MEDIAN, READING_MOST)
    kept = all(figure <= limit for figure, limit in zip(figures, limits, strict=True))
    return Verdict(
        kept,
        f"{len(cues)} exact cues of the bulletin (same synthetic voice): median {figures[0]:.3f} s, p95 "
        f"{figures[1]:.3f} s; {len(lines)} line starts of real speech: median {figures[2]:.3f} s, most {figures[3]:.3f} s",
    )


def _bulletin() -> list[float]:
    truth = json.loads((SHARED / "truth.json").read_text(encoding="utf-8"))
    scripts = {item["slug"]: item for item in json.loads((SHARED / "rundown.json").read_text(encoding="utf-8"))}
    path = SHARED / "bulletin.mp4"
    info = probe(path)
    found = []
    for item in truth["items"]:
        cues = [cue for cue in truth["cues"] if cue["item"] == item["slug"] and cue["exact"]]
        if cues:
            found += _missed(_aligned(path, info, item, scripts[item["slug"]]["script"]), cues)
    return found


def _aligned(path: Path, info: SourceInfo, item: dict[str, Any], script: str) -> Alignment:
    within = Range(Fraction(str(item["start"])), Fraction(str(item["end"])))
    return align(path, script, item["language"], within, info=info)


def _missed(found: Alignment, cues: list[dict[str, Any]]) -> list[float]:
    starts = {line.text: float(line.start) for line in found.lines}
    return [starts[cue["text"]] - cue["start"] for cue in cues]


def _reading() -> list[float]:
    found = align(SHARED / "src" / "sonnet001.mp3", SONNET, "en")
    return [float(found.lines[line].start) - onset for line, onset in ONSETS.items()]


if __name__ == "__main__":
    print(check().line(7, "alignment"))
