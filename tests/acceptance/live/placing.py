"""Item 3: the rundowns of many bulletins, whose planned times are wrong by up to a minute either way, laid over what was read."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from ctypes.util import find_library
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from clipdesk.media import Range, probe
from clipdesk.media.alignment import Placed, Sought, align, place
from clipdesk.media.alignment.tests.conftest import ONSETS
from clipdesk.media.source_info import SourceInfo
from tests.acceptance.verdict import ROOT, SHARED, Verdict

SEEDS = int(os.environ.get("CLIPDESK_LIVE_SEEDS", "20"))
SHUFFLED = 60
NEAR, SHARE = 0.5, 0.95
CUE_NEAR, CUE_SHARE = 0.3, 0.9
#: `reading-room` begins 2.68 s into the reading whose line onsets are known, and these of its lines are in it.
SONNET_FROM, SONNET_LINES = 2.68, (1, 2, 3, 5, 7)


@dataclass
class Found:
    """What was measured. placed: seconds beside the truth, infinite where an item was not placed; synthetic, human: the
    starts of cues, the same way. lost: which items fell short."""

    placed: list[float] = field(default_factory=list)
    synthetic: list[float] = field(default_factory=list)
    human: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def check() -> Verdict:
    """Build a bulletin for every seed, place its items, align what was placed."""
    if not (SHARED / "build_bulletin.py").is_file():
        return Verdict(None, "NOT TRIED: ../shared/media is not here")
    if find_library("espeak-ng") is None:
        return Verdict(None, "NOT TRIED: espeak-ng is not installed")
    found = Found()
    for seed in range(1, SEEDS + 1):
        with tempfile.TemporaryDirectory(prefix="clipdesk-bulletin-") as name:
            words = [sys.executable, "-m", "tests.acceptance.live.bulletins", str(seed), name]
            subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=600)
            _measure(Path(name), seed, found)
    return _judged(found)


def _measure(folder: Path, seed: int, found: Found) -> None:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    rundown = [one for one in json.loads((folder / "rundown.json").read_text(encoding="utf-8")) if one["script"]]
    path = folder / "bulletin.m4a"
    info = probe(path)
    wanted = _planned(rundown, truth, seed, info)
    for item, where in zip(rundown, place(path, wanted, info=info), strict=True):
        cues = [cue for cue in truth["cues"] if cue["item"] == item["slug"]]
        beside = abs(float(where.start) - cues[0]["start"]) if where else float("inf")
        found.placed.append(beside)
        if beside > NEAR:
            found.lost.append(f"{item['slug']} of {seed}: {beside:.1f} s")
        elif where is not None:
            _measure_cues(path, info, item, (where, cues), found)


def _planned(rundown: Sequence[dict[str, Any]], truth: Any, seed: int, info: SourceInfo) -> list[Sought]:
    """Where each item is looked for: ten minutes around a plan that is off by up to a minute."""
    rng = random.Random(seed)
    starts = {item["slug"]: item["start"] for item in truth["items"]}
    wanted = []
    for item in rundown:
        planned = max(0.0, starts[item["slug"]] + rng.uniform(-SHUFFLED, SHUFFLED))
        low, high = max(0.0, planned - 600), min(float(info.duration), planned + item["planned_length"] + 600)
        within = Range(Fraction(low).limit_denominator(1000), Fraction(high).limit_denominator(1000))
        wanted.append(Sought(item["script"], item["language"], within))
    return wanted


def _measure_cues(
    path: Path, info: SourceInfo, item: dict[str, Any], known: tuple[Placed, list[dict[str, Any]]], found: Found
) -> None:
    where, cues = known
    end = min(info.duration, max(where.end, where.start + Fraction(str(item["planned_length"]))) + 1)
    within = Range(max(Fraction(0), where.start - Fraction(3, 10)), end)
    lines = align(path, item["script"], item["language"], within, info=info).lines
    if all(cue["exact"] for cue in cues):
        starts = {line.text: float(line.start) for line in lines}
        found.synthetic += [abs(starts[cue["text"]] - cue["start"]) for cue in cues]
    elif item["slug"] == "reading-room":
        began = cues[0]["start"]
        found.human += [abs(float(lines[n - 1].start) - (began + ONSETS[n] - SONNET_FROM)) for n in SONNET_LINES]


def _judged(found: Found) -> Verdict:
    near = sum(beside <= NEAR for beside in found.placed)
    shares = [float(np.mean(np.array(misses) <= CUE_NEAR)) for misses in (found.synthetic, found.human) if misses]
    kept = near >= SHARE * len(found.placed) and len(shares) == 2 and min(shares) >= CUE_SHARE
    parts = [f"{near} of {len(found.placed)} items of {SEEDS} bulletins placed within {NEAR} s"]
    for name, misses in (("synthetic", found.synthetic), ("human", found.human)):
        if misses:
            share = np.mean(np.array(misses) <= CUE_NEAR)
            parts.append(
                f"{share:.0%} of {len(misses)} cues of {name} speech within {CUE_NEAR} s (median {np.median(misses):.2f} s)"
            )
    if found.lost:
        parts.append(f"not placed: {', '.join(found.lost[:8])}")
    return Verdict(kept, "; ".join(parts))


if __name__ == "__main__":
    print(check().line(3, "rundowns"))
